"""Writing ratings and votes."""
