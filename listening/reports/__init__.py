"""What a report-back says: its frozen part, its quotes as the gate lets them through now, and its printed forms."""
