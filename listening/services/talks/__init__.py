"""Writing attempts, talks and calls."""
