"""Public pages of reports, and those of staff who write them."""
