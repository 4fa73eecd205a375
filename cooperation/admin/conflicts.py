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

from cooperation.admin.history import HistoryAdmin, with_authors
from cooperation.versions.families import concrete, parts_of, records
from cooperation.versions.stamps import numbers, stamp
from cooperation.versions.states import keys_of_lists, lists_of
from cooperation.versions.timeline import deeds_of, tell
from cooperation.versions.wording import as_row

if TYPE_CHECKING:
    BaseForm = forms.ModelForm[Any]
else:
    BaseForm = forms.ModelForm

CONFLICT = 409
STAMP = "version"


class StampedForm(BaseForm):
    """A form that is refused where the row changed since it was opened."""

    # What the form was opened on, and what the row is now; see ``get_form``.
    seen = ""
    current = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_stale = bool(self.is_bound and self.seen and self.seen != self.current)
        if self.is_stale:
            self.take_over()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.is_stale:
            self.add_error(None, ValidationError(_("La fiche a changé entre-temps.")))
        return data

    def take_over(self) -> None:
        """Merge what others changed in the fields that this form left alone."""
        then = self.said_then()
        posted_data: Any = self.data
        data = posted_data.copy()
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if name not in then or isinstance(field, forms.FileField):
                continue
            posted = field.widget.value_from_datadict(self.data, self.files, key)
            if not field.has_changed(then[name], posted):
                put(data, key, field, self.initial.get(name))
        self.data = data

    def said_then(self) -> dict[str, Any]:
        """Return the values of the fields when the form was opened."""
        model = self._meta.model
        own = records(model).objects.filter(history_id__in=numbers(self.seen)[:1])
        record = own.filter(**{concrete(model)._meta.pk.attname: self.instance.pk})
        told = record.first()
        if told is None:
            return {}
        row = as_row(told)
        plain = [one.name for one in row._meta.concrete_fields if not one.primary_key]
        said = model_to_dict(
            row, fields=[name for name in self.fields if name in plain]
        )
        for one in lists_of(model):
            said[one.name] = list(keys_of_lists([told], one)[told.pk])
        return said


def put(data: Any, key: str, field: forms.Field, value: Any) -> None:
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
            self.hold(object_id)
        try:
            current = stamp(
                self.model, concrete(self.model)._meta.pk.to_python(object_id)
            )
        except ValidationError:
            return None
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.stamp = current
        return row

    def hold(self, object_id: str) -> None:
        rows = concrete(self.model)._base_manager.select_for_update(of=("self",))
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
            "seen": request.POST.get(STAMP, ""),
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
        if inline.model in self.parts_changed_since(obj, request.POST.get(STAMP, "")):
            return {
                name: value
                for name, value in kwargs.items()
                if name not in {"data", "files", "save_as_new"}
            }
        return kwargs

    def parts_changed_since(self, obj: Any, seen: str) -> set[Any]:
        """Return the models of the parts that changed since a version."""
        now, then = numbers(getattr(obj, "stamp", "")), numbers(seen)
        if not now or len(now) != len(then):
            return set()
        pairs = zip(parts_of(self.model), now[1:], then[1:], strict=True)
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
            context["conflict"] = self.changed_since(obj, form.seen)
        response: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        if "conflict" in context:
            response.status_code = CONFLICT
        return response

    def changed_since(self, obj: Any, seen: str) -> list[Any]:
        """Return the later versions of a row, with their authors."""
        names = ["", *[part.name for part in parts_of(self.model)]]
        last = dict(zip(names, numbers(seen), strict=False))
        later = deeds_of(self.model, obj.pk, since=last)
        tell(self.model, later)
        return with_authors(later)
