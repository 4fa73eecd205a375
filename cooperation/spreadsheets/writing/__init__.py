"""Writing of planned rows, many at once, with their history and search words.

``tables`` inserts and updates rows and writes their history, ``keys`` draws keys, free
slugs and references; ``writer`` records what reverting needs.
"""
