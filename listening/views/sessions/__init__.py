"""Screens of sessions and of who took part."""
