"""Figures about the running product, measured the same way each time. `make bench ONLY=startup,import`."""
