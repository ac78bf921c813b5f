"""How alike coders code: measures (pure), sheets of who marked what (pure), and what pages read of them."""
