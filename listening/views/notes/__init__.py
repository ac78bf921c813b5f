"""Screens of notes and what hangs on them."""
