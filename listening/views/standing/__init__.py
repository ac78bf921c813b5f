"""Screens of where a round stands."""
