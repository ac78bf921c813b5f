"""Codings to and from other tools: taking files in, taking that back, giving files out."""
