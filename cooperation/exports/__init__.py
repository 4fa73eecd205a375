"""Selections as files: CSV, XLSX, GeoJSON, and points for the map.

What an export says is declared once, column by column (``actions``, ``agreements``);
the formats write the same values.
"""
