"""Answers as files for analysis: CSV with metadata, or a workbook, and a codebook."""
