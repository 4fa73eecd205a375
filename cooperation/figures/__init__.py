"""Figures of a selection: each number leads to exactly the rows that it counts."""
