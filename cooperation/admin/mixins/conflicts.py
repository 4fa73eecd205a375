"""Optimistic locking: whoever saves second is shown what the first changed.

The form carries the version of what it shows. Saving an older one is refused once:
what others changed and this form left alone is merged, what both changed is shown.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cooperation.admin.mixins.history import HistoryAdmin, pair_with_authors
from cooperation.history.etags import get_entry_etag, parse_etag
from cooperation.history.labels import build_unsaved_row
from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    list_parts,
)
from cooperation.history.snapshots import get_m2m_keys, list_m2m_fields
from cooperation.history.timeline import describe_versions, list_versions

if TYPE_CHECKING:
    BaseForm = forms.ModelForm[Any]
else:
    BaseForm = forms.ModelForm

CONFLICT_STATUS = 409
VERSION_FIELD = "version"


class VersionedForm(BaseForm):
    """A form that is refused where the row changed since it was opened."""

    # What the form was opened on, and what the row is now; see ``get_form``.
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
        told = record.first()
        if told is None:
            return {}
        row = build_unsaved_row(told)
        plain = [one.name for one in row._meta.concrete_fields if not one.primary_key]
        said = model_to_dict(
            row, fields=[name for name in self.fields if name in plain]
        )
        for one in list_m2m_fields(model):
            said[one.name] = list(get_m2m_keys([told], one)[told.pk])
        return said


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
        shown = field.widget.format_value(prepared)
        data[key] = shown[0] if isinstance(shown, list) and shown else shown or ""


class VersionedAdmin(HistoryAdmin):
    """An admin whose forms know which version they show."""

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return a row with its version, which is read first.

        A change in between is thus a conflict, never lost. On POST the row is locked
        until the end of the transaction.
        """
        if request.method == "POST":
            self.lock_row(object_id)
        try:
            current = get_entry_etag(
                self.model, get_concrete_model(self.model)._meta.pk.to_python(object_id)
            )
        except ValidationError:
            return None
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.stamp = current
        return row

    def lock_row(self, object_id: str) -> None:
        rows = get_concrete_model(self.model)._base_manager.select_for_update(
            of=("self",)
        )
        try:
            rows.filter(pk=object_id).order_by("pk").values_list("pk").first()
        except ValueError:
            return

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form class with the version it was opened on and today's."""
        form = super().get_form(request, obj, change=change, **kwargs)
        stamps = {
            "seen": request.POST.get(VERSION_FIELD, ""),
            "current": getattr(obj, "stamp", ""),
        }
        return type(form.__name__, (form,), stamps)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Show the current rows of a part that others changed meanwhile.

        Rows have no fields to compare one by one: some may be deleted, others new.
        """
        kwargs: dict[str, Any] = super().get_formset_kwargs(
            request, obj, inline, prefix
        )
        if inline.model in self.parts_changed_since(
            obj, request.POST.get(VERSION_FIELD, "")
        ):
            return {
                name: value
                for name, value in kwargs.items()
                if name not in {"data", "files", "save_as_new"}
            }
        return kwargs

    def parts_changed_since(self, obj: Any, seen: str) -> set[Any]:
        """Return the models of the parts that changed since a version."""
        now, then = parse_etag(getattr(obj, "stamp", "")), parse_etag(seen)
        if not now or len(now) != len(then):
            return set()
        pairs = zip(list_parts(self.model), now[1:], then[1:], strict=True)
        return {part.model for part, last, known in pairs if last != known}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Render the form; if outdated, with the changes since and status 409."""
        form = context["adminform"].form
        context["stamp"] = getattr(obj, "stamp", "")
        if getattr(form, "is_stale", False):
            context["conflict"] = self.list_changes_since(obj, form.seen)
        response: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        if "conflict" in context:
            response.status_code = CONFLICT_STATUS
        return response

    def list_changes_since(self, obj: Any, seen: str) -> list[Any]:
        """Return the later versions of a row, with their authors."""
        names = ["", *[part.name for part in list_parts(self.model)]]
        last = dict(zip(names, parse_etag(seen), strict=False))
        later = list_versions(self.model, obj.pk, since=last)
        describe_versions(self.model, later)
        return pair_with_authors(later)
