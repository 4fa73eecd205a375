"""A list as Django's tutorial makes it, on the same rows: what the site is beside."""
