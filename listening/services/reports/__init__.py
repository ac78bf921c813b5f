"""Writing report-backs, editions, and words taken back."""
