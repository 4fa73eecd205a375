"""The one registry of columns, for public exports, staff's workbook and its template.

``actions``, ``agreements`` and ``partners`` declare each column of an entry once, in
order, and state what public exports show of it; ``action_parts`` declares the
worksheets of child rows. ``specs`` defines columns and worksheets, ``datasets`` reads
them, ``worksheets`` lists the seven worksheets by code.
"""
