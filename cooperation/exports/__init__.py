"""Selections as files: CSV, XLSX, GeoJSON, feeds, calendars, and points for the map.

What an export shows is declared column by column in ``cooperation.columns``; the
formats write the same values.
"""
