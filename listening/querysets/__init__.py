"""The reading vocabulary of listening: chains that begin with .visible_to(actor)."""
