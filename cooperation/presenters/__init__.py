"""Presenters: rows of the directory as texts, figures and links for pages and cards.

These modules send no query that the caller could have made: rows come fetched from
the methods of the QuerySets.
"""
