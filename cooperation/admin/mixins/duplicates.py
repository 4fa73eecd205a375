"""A form that warns of existing rows which may be the one that is typed.

While one types, ``static/js/duplicates.js`` asks and shows them beneath the name.
Without JavaScript the form is refused once, and tells them.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, JsonResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from cooperation.admin.base import ModelAdmin, ModelForm, build_path, get_page_url
from cooperation.curation.duplicates import COLUMNS
from cooperation.curation.near_rows import NearRow, find_near_rows
from cooperation.history.parts import get_concrete_model

# The keys of rows that the person was shown, and typed on.
SEEN_FIELD = "doublon_vu"


class WarnedForm(ModelForm):
    """A form that is refused once where its row may exist already."""

    seen_keys: ClassVar[set[str]] = set()
    warning_url: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = COLUMNS[get_concrete_model(self._meta.model)][1]
        if name in self.fields:
            self.fields[name].widget.attrs |= {
                "data-near-url": self.warning_url,
                "data-near-pk": self.instance.pk or "",
                "data-near-title": _("Existe peut-être déjà :"),
            }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not self.errors and self.has_new_name():
            self.warn_once()
        return data

    def has_new_name(self) -> bool:
        names = {
            column.removesuffix("_id")
            for column in COLUMNS[get_concrete_model(self._meta.model)]
        }
        return bool(names & set(self.changed_data))

    def warn_once(self) -> None:
        """Refuse the form if there are near rows that the person has not seen."""
        values = {
            column: get_form_value(self.cleaned_data, self.instance, column)
            for column in COLUMNS[get_concrete_model(self._meta.model)][1:]
        }
        found = find_near_rows(
            get_concrete_model(self._meta.model), values, self.instance.pk or 0
        )
        if {str(row.pk) for row in found} - self.seen_keys:
            self.add_error(
                None, ValidationError(render_warning(self._meta.model, found))
            )


def get_form_value(data: dict[str, Any], row: Any, column: str) -> Any:
    """Return the value of a column as the form has it, else as the row has it."""
    value = data.get(column.removesuffix("_id"), getattr(row, column))
    return value.pk if isinstance(value, Model) else value


def render_warning(model: Any, found: list[NearRow]) -> Any:
    """Return what exists, with links, and hidden fields that say it was seen."""
    links = format_html_join(
        " · ",
        '<a href="{}" target="_blank" rel="noopener">{}</a> ({})'
        '<input type="hidden" name="{}" value="{}">',
        (
            (
                get_page_url(model, "change", row.pk),
                row.label,
                row.reason,
                SEEN_FIELD,
                row.pk,
            )
            for row in found
        ),
    )
    return format_html(
        _("Existe peut-être déjà : {} Si c’est une autre fiche, enregistrez encore."),
        links,
    )


class DuplicateWarningAdmin(ModelAdmin):
    """An admin whose forms warn of rows that may be the same."""

    @property
    def media(self) -> forms.Media:
        scripts: Any = [forms.Script("js/duplicates.js", type="module")]
        return super().media + forms.Media(js=scripts)

    def get_urls(self) -> list[Any]:
        near = build_path(self, "proches/", self.near_view, "near")
        return [near, *super().get_urls()]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        warned = {
            "seen_keys": set(request.POST.getlist(SEEN_FIELD)),
            "warning_url": get_page_url(self.model, "near"),
        }
        return type(form.__name__, (WarnedForm, form), warned)

    def near_view(self, request: HttpRequest) -> JsonResponse:
        """Return the rows that may be the one that is typed."""
        may_write = self.has_add_permission(request) or self.has_change_permission(
            request
        )
        if not may_write or not self.has_view_permission(request):
            raise PermissionDenied
        model = get_concrete_model(self.model)
        form = self.get_form(request)(request.GET)
        values = {
            column: clean_value(form, column.removesuffix("_id"))
            for column in COLUMNS[model][1:]
        }
        key = request.GET.get("pk", "")
        is_key = key.isascii() and key.isdecimal() and len(key) <= 18
        rows = [
            {
                "pk": row.pk,
                "label": row.label,
                "reason": row.reason,
                "url": get_page_url(self.model, "change", row.pk),
            }
            for row in find_near_rows(model, values, int(key) if is_key else 0)
        ]
        return JsonResponse(
            {"rows": rows}, headers={"Cache-Control": "private, no-store"}
        )


def clean_value(form: Any, name: str) -> Any:
    """Return the value of one field of a form, None where it is not valid yet."""
    field = form.fields.get(name)
    if field is None:
        return None
    try:
        value = field.clean(form[name].data)
    except ValidationError:
        return None
    return value.pk if isinstance(value, Model) else value
