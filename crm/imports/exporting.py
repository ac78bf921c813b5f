"""Writes a file of records out. In construction order: rows of a kind, neutralised, hashed, kept for its asker."""
