"""Saved filters: what one says (definition), whom it fits (reading), how it reads aloud (words). Models are in
contacts.models, writing in contacts.services.segments."""
