"""Parts of ``build_reference.py``, one per subject of ``fixtures/reference/``."""
