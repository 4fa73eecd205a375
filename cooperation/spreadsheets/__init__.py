"""Import of records: files to rows, rows to records, records to entries.

``reading`` opens files, ``forms`` recognises the layout of a file, ``matching`` finds
the authorities, places and partners that it names, ``applying`` writes the entries,
``report`` lists what was done and what was not, line by line.
"""
