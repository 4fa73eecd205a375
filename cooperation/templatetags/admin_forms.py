"""What the forms of the administration say of themselves."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def count_filled(fieldset: Any) -> int:
    """Return how many fields of a fieldset of the admin hold a value."""
    fields = [field for line in fieldset for field in line]
    return sum(is_filled(field) for field in fields)


def is_filled(field: Any) -> bool:
    if field.is_readonly:
        return field.contents() not in {field.empty_value_display, ""}
    value = field.field.value()
    return value not in (None, "", False, [])
