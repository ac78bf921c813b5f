"""Screens of what is made of codings."""
