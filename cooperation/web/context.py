"""The type of what a view hands to its template."""

from typing import Any

# Names of the template and their values, of any kind, as Django types them.
Context = dict[str, Any]
