"""The screens' input, as clean values; a module per noun."""
