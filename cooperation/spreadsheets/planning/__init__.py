"""Plans of the lines of a file: what each would create, change or leave.

``cells`` reads one cell, ``names`` finds what it names, ``shortcuts`` reads the child
rows written in the cells of an action, ``rules`` checks cells against each other;
``lines`` plans one line and ``planner`` a file, in chunks. Nothing here writes.
"""
