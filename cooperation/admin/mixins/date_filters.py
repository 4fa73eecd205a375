"""Filters of the admin's lists by a span of days, of which either end may be open."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import FieldListFilter
from django.db.models import DateTimeField
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.dropdown_filters import list_other_params


class DateSpanFilter(FieldListFilter):
    """Rows whose date lies between two days, both included; shown as two fields."""

    template = "cooperation/admin/date_span_filter.html"
    other_params: list[tuple[str, str]]

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        path = str(kwargs["field_path"])
        if isinstance(field, DateTimeField):
            path += "__date"
        self.start_name, self.end_name = f"{path}__gte", f"{path}__lte"
        super().__init__(field, *args, **kwargs)
        given: dict[str, Any] = self.used_parameters
        self.used_parameters = {name: days for name, days in given.items() if any(days)}

    def expected_parameters(self) -> list[str | None]:
        return [self.start_name, self.end_name]

    @property
    def start(self) -> str:
        return self.get_value(self.start_name)

    @property
    def end(self) -> str:
        return self.get_value(self.end_name)

    def get_value(self, name: str) -> str:
        values: Any = self.used_parameters.get(name) or [""]
        return str(values[-1])

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield "all" and the span; note the other parameters for the template."""
        own = {self.start_name, self.end_name}
        self.other_params = list_other_params(changelist, own)
        is_set = bool(self.start or self.end)
        yield {"selected": not is_set, "display": _("Tous")}
        if is_set:
            span = f"{self.start or '…'} – {self.end or '…'}"
            yield {"selected": True, "display": span}

    def get_facet_counts(self, pk_attname: str, filtered_qs: Any) -> dict[str, Any]:
        """Return nothing: days are not counted."""
        return {}
