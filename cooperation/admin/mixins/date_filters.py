"""Filters of the admin's lists by days: between two of them, or since a last change."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import FieldListFilter, SimpleListFilter
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.dropdown_filters import list_other_params
from cooperation.history.parts import get_concrete_model, get_history_model

DAYS_AGO = {"1": _("depuis hier"), "7": _("depuis 7 jours"), "30": _("depuis 30 jours")}


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


class ChangedSinceFilter(SimpleListFilter):
    """Rows whose history says that they changed in the last days."""

    title = _("changement")
    parameter_name = "change_depuis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(DAYS_AGO.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        days = self.value()
        if days not in DAYS_AGO:
            return queryset
        since = timezone.now() - datetime.timedelta(days=int(str(days)))
        key = get_concrete_model(queryset.model)._meta.pk.attname
        records = get_history_model(queryset.model).objects
        changed = records.filter(history_date__gte=since)
        return queryset.filter(pk__in=changed.values(key))
