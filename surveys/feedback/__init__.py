"""Answers about cooperations, fed back to the directory as proposals."""
