"""Screens of rounds and guides."""
