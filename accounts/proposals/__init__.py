"""Writing, comparing and deciding on proposals."""
