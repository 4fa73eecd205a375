"""The workbook of staff: what its sheets and columns say, written and read back.

``columns`` is the vocabulary, ``actions``, ``agreements`` and ``partners`` the seven
sheets, ``sheets`` gives them by code, ``selecting`` reads a selection out of the
database, drafts and archived sheets included: the public's exports are elsewhere
(``cooperation.exports``). ``cooperation.importing`` reads the same columns back.
"""
