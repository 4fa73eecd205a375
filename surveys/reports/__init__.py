"""Reports: snapshots of figures, texts with figures by name, three formats."""
