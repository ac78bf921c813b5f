"""Making one person of two, and two of one again. `contacts.services.merging` has the verbs; here are their parts:

relations (what refers to a person, found in the model registry), steps (one reversible change each), moving (rows from
one to the other, folded where only one may be), facts (which values stay).
"""
