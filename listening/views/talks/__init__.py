"""Screens of the log and of calls."""
