"""Optimistic locking: whoever saves second is shown what the first changed.

The form carries the version of what it shows. Saving an older one is refused once:
what others changed and this form left alone is merged, what both changed is shown.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from cooperation.admin.base import ModelForm
from cooperation.history.etags import parse_etag
from cooperation.history.labels import build_unsaved_row
from cooperation.history.parts import get_concrete_model, get_history_model
from cooperation.history.snapshots import get_m2m_keys, list_m2m_fields


class VersionedForm(ModelForm):
    """A form that is refused where the row changed since it was opened."""

    # Etags of the row when the form was opened, and now; see ``RecordAdmin.get_form``.
    seen = ""
    current = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_stale = bool(self.is_bound and self.seen and self.seen != self.current)
        if self.is_stale:
            self.merge_untouched_fields()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.is_stale:
            self.add_error(None, ValidationError(_("La fiche a changé entre-temps.")))
        return data

    def merge_untouched_fields(self) -> None:
        """Merge what others changed in the fields that this form left alone."""
        then = self.get_values_when_opened()
        posted_data: Any = self.data
        data = posted_data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if name not in then or isinstance(field, forms.FileField):
                continue
            posted = field.widget.value_from_datadict(self.data, self.files, key)
            if not field.has_changed(then[name], posted):
                set_posted_value(data, key, field, self.initial.get(name))
        self.data = data

    def get_values_when_opened(self) -> dict[str, Any]:
        """Return the values of the fields when the form was opened."""
        model = self._meta.model
        own = get_history_model(model).objects.filter(
            history_id__in=parse_etag(self.seen)[:1]
        )
        record = own.filter(
            **{get_concrete_model(model)._meta.pk.attname: self.instance.pk}
        )
        opened = record.first()
        if opened is None:
            return {}
        row = build_unsaved_row(opened)
        plain = [one.name for one in row._meta.concrete_fields if not one.primary_key]
        values = model_to_dict(
            row, fields=[name for name in self.fields if name in plain]
        )
        for one in list_m2m_fields(model):
            values[one.name] = list(get_m2m_keys([opened], one)[opened.pk])
        return values


def set_posted_value(data: Any, key: str, field: forms.Field, value: Any) -> None:
    """Set a value in the data of a form, as its widget would send it."""
    prepared = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        data.pop(key, None)
        if prepared:
            data[key] = "on"
    elif isinstance(prepared, list | tuple | set) and hasattr(field, "queryset"):
        data.setlist(key, [str(getattr(one, "pk", one)) for one in prepared])
    elif isinstance(field, forms.MultipleChoiceField):
        data.setlist(key, [str(one) for one in prepared or []])
    else:
        formatted = field.widget.format_value(prepared)
        data[key] = (
            formatted[0]
            if isinstance(formatted, list) and formatted
            else formatted or ""
        )
