"""Reading real records: files to rows, rows to records, records to sheets.

``reading`` opens files, ``forms`` recognises what a row says, ``matching`` finds the
authorities, places and partners it names, ``applying`` writes it down, ``report`` says
what was done and what was not, line by line.
"""
