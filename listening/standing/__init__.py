"""Where a round stands: who was heard, how practices are rated, what people want first."""
