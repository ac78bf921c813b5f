"""Screens and fragments of people: lists, one person, their parts, many at once, tags."""
