"""The staff workbook: its worksheets and columns, exported and imported.

``columns`` defines a column and a worksheet, ``actions``, ``agreements``, ``belonging``
and ``partners`` the seven worksheets, ``sheets`` lists them by code. ``selecting``
reads a selection, drafts and archived entries included; public exports are in
``cooperation.exports``. ``cooperation.spreadsheets`` reads the same columns.
"""
