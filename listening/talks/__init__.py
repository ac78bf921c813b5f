"""Attempts and calls: what their screens read."""
