"""Finding words: what somebody typed, as the database and as the eye understand it."""
