"""Figures of a selection: each number links to exactly the rows that it counts."""
