"""Spreadsheets of staff: written, read, compared with the directory, and imported.

``workbook``, ``selection`` and ``template`` write what people fill in; ``row_versions``
keeps what a row said then. ``files`` opens what they send back, ``layouts`` translates
flat tables to worksheets, ``matching`` finds what cells name, ``widgets`` read their
values, ``resources`` are the worksheets as django-import-export knows them, and
``writing`` writes what they plan.
"""
