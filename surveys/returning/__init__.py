"""Answers about cooperations, given back to the directory as proposals."""
