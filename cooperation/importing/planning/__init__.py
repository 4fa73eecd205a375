"""Lines of a file against the directory: what each would create, change or leave.

``cells`` reads one cell, ``names`` finds what it names, ``shortcuts`` what hangs on an
action in its own cells, ``rules`` what must hold between cells; ``lines`` plans one
line and ``planner`` a file, a thousand lines at a time. Nothing here writes.
"""
