"""Spreadsheets of staff: written, read, compared with the directory, and imported.

``workbook``, ``selection`` and ``template`` write what people fill in. ``files``
opens what they send back, ``matching`` finds what its cells name, ``planning`` tells
what each line would change, ``writing`` writes it. ``fixed_layouts`` imports the
project's own source files for two commands.
"""
