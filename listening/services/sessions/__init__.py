"""Writing sessions: planned, signed in to, wrapped up, who took part."""
