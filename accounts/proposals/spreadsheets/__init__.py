"""Spreadsheets of agents: read as those of staff are, each entry becomes a proposal.

``columns`` has what an agent may propose, and the workbook of their entries; ``lines``
plans the lines of a file and refuses those of other authorities; ``contents`` makes
contents of entries of them; ``submission`` sends these as proposals. Nothing is
written to the directory.
"""
