"""Screens of coding: queue, desk, codebooks."""
