"""Notes, transcripts and files: read, warned of, taken apart."""
