"""What the address of a staff's list may say: filters, order, search."""

from typing import Any

from django.contrib.admin import FieldListFilter
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
)
from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, QueryDict

# Where one is in a list, not what the list is.
PASSING = frozenset(
    (ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, PAGE_VAR, TO_FIELD_VAR)
)
ALWAYS_KNOWN = frozenset((ORDER_VAR, SEARCH_VAR))


def split_parameters(
    model_admin: Any, request: HttpRequest, params: QueryDict
) -> tuple[QueryDict, list[str]]:
    """Return the parameters that a list knows, and the names of the others."""
    known = params.copy()
    filters = list_filter_parameters(model_admin, request)
    unknown = [
        name
        for name, values in params.lists()
        if name not in PASSING | ALWAYS_KNOWN
        and not is_filter_parameter(name, filters)
        and not is_allowed_lookup(model_admin, request, name, values)
    ]
    for name in unknown:
        del known[name]
    return known, unknown


def list_filter_parameters(
    model_admin: Any, request: HttpRequest
) -> tuple[set[str], set[str]]:
    """Return the names of the list's own filters, and the fields it filters by."""
    names, fields = set(), set()
    for one in model_admin.get_list_filter(request):
        if isinstance(one, str):
            fields.add(one)
        elif isinstance(one, list | tuple):
            fields.add(one[0])
        elif not issubclass(one, FieldListFilter):
            names.add(one.parameter_name)
    return names, fields


def is_filter_parameter(name: str, filters: tuple[set[str], set[str]]) -> bool:
    names, fields = filters
    return name in names or any(
        name == field or name.startswith(field + LOOKUP_SEP) for field in fields
    )


def is_allowed_lookup(
    model_admin: Any, request: HttpRequest, name: str, values: list[str]
) -> bool:
    """Return whether Django lets a list be filtered by a lookup of its model."""
    try:
        model_admin.opts.get_field(name.split(LOOKUP_SEP)[0])
        return all(model_admin.lookup_allowed(name, value, request) for value in values)
    except (FieldDoesNotExist, DisallowedModelAdminLookup):
        return False


def clean_view_query(params: QueryDict) -> str:
    """Return parameters as a saved view keeps them: sorted, without the page."""
    kept = [(name, values) for name, values in params.lists() if name not in PASSING]
    cleaned = QueryDict(mutable=True)
    for name, values in sorted(kept):
        filled = [value for value in values if value]
        if filled:
            cleaned.setlist(name, filled)
    # An address of a person stays readable, so that erasing it finds it.
    return cleaned.urlencode(safe="@")
