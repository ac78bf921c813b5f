"""Writing codebooks, codings and rounds of coding."""
