"""Writing of planned rows, many at once, with their history and search words.

``rows`` inserts and updates rows and writes their history, ``addresses`` finds free
slugs and references, ``keys`` draws keys; ``writer`` records what reverting needs.
"""
