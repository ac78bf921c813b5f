"""Screens of report-backs and of what people allow."""
