"""Planned rows written to the database, many at once, with their history and words.

``rows`` copies new rows and changes those that are there, ``history`` notes who did it
and why, ``addresses`` finds free addresses and references, ``keys`` hands out keys,
``journal`` keeps what undoing needs.
"""
