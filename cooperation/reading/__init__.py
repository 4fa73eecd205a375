"""What sheets and cards say: rows of the directory put into words, figures and links.

These modules ask nothing of the database that their caller did not fetch; the
questions are methods of the QuerySets.
"""
