"""What rows said at every moment: told in words, compared, put back."""
