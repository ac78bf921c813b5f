"""What makes a next step, a module per noun."""
