"""Rounds of listening: what their pages read."""
