"""What listening shows on pages of lower rooms and on its own, a module per noun."""
