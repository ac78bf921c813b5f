"""Themes: the board, and what a theme rests on."""
