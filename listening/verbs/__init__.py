"""What the deeds of this room are called in the audit, a module per noun."""
