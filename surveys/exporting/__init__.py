"""Answers as files for analysis: CSV with metadata, or a workbook; with a code book."""
