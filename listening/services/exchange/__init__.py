"""Writing what a file of another coding tool brought."""
