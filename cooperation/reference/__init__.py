"""Loading the reference data: one module per subject of ``fixtures/reference/``."""
