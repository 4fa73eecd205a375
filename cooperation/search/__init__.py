"""The lists beside actions and agreements: authorities, partners, countries, resources.

Their filters (``filters``), the counts of their facets (``facets``), their rows
(``rows``) and their pages (``pages``).
"""
