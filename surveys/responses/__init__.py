"""Questions as form fields: display, parsing and stored values."""
