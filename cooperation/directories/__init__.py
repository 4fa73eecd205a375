"""The lists beside actions and agreements: authorities, partners, countries, resources.

Their parameters (``filters``), the counts of their facets (``facets``) and what a row
says (``rows``).
"""
