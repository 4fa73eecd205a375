"""The worksheets as resources of django-import-export.

``base`` runs the library's import over a chunk of lines; ``fields`` and
``reference_fields`` are the columns, ``inline_columns`` the child rows written in the
cells of an action; ``rules`` checks cells and lines against each other; ``worksheets``
has a resource for each worksheet. A resource without a writer plans and writes nothing.
"""
