"""Coding: places in a text, the codebook, the desk, the queue."""
