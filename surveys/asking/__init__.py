"""Questions as fields of a form: how each kind is shown, read and kept."""
