"""The writing vocabulary of listening, a package per noun. The only place of this room that saves.

Callers import the module of the noun: from listening.services.notes import noting; noting.add_note(...).
"""
