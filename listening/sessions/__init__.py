"""Sessions: who stands behind a pseudonym."""
