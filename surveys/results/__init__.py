"""Results of waves: counts, disclosure control, comparison."""
