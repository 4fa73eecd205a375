"""Writing, comparing and reviewing proposals."""
