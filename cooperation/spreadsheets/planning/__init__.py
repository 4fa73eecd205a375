"""Plans of the lines of a file: what each would create, change or leave.

``cells`` reads one cell, ``rows`` and ``reference_columns`` plan the column it is in,
``inline_columns`` the child rows written in the cells of an action; ``rules`` checks
cells and lines against each other, ``planner`` plans a file in batches. Nothing here
writes.
"""
