"""Writing rounds of listening: projects, guides, partners, whom to hear."""
