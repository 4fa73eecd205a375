"""What the admins of entries share: slugs, locked fields, inline rows."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import ModelForm, TabularInline, build_path, get_page_url
from cooperation.admin.mixins.columns import build_plain_numbers
from cooperation.admin.mixins.conflicts import VersionedForm
from cooperation.admin.mixins.records import FIELD_OVERRIDES, RecordAdmin
from cooperation.history.field_locks import (
    list_lockable_fields,
    lock_fields,
    suggest_fields_to_lock,
)
from cooperation.history.parts import list_parts
from cooperation.models import FormerSlug
from cooperation.models.slugs import make_unique_slug


class SluggedForm(VersionedForm):
    """The form of an entry: an empty slug is made from the name."""

    slug_source: ClassVar[str] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Fill an empty slug; refuse one that another entry has or had."""
        data: dict[str, Any] = super().clean() or {}
        name, slug = data.get(self.slug_source), data.get("slug")
        if name and not slug:
            data["slug"] = self.instance.slug or make_unique_slug(
                self._meta.model, name
            )
        elif slug and is_slug_taken(self.instance, slug):
            free = make_unique_slug(self._meta.model, slug)
            message = _("Cette adresse est ou fut celle d’une autre fiche. Libre : %s")
            self.add_error("slug", ValidationError(message % free))
        return data


class TitledForm(SluggedForm):
    """The form of an entry whose name is its title."""

    slug_source = "title"


def is_slug_taken(entry: Model, slug: str) -> bool:
    """Return whether another entry of the same kind has or had this slug."""
    others = type(entry)._base_manager.filter(slug=slug).exclude(pk=entry.pk)
    former = FormerSlug.objects.filter(table=entry._meta.db_table, slug=slug)
    return others.exists() or former.exclude(object_id=entry.pk or 0).exists()


class EntryAdmin(RecordAdmin):
    """Admin of entries: each has a slug made from its name.

    Where the model has ``locked_fields``, they can be locked against the next import.
    """

    form: type[SluggedForm] = SluggedForm

    def get_urls(self) -> list[Any]:
        if not hasattr(self.model, "locked_fields"):
            return super().get_urls()
        lock = build_path(self, "<int:pk>/proteger/", self.lock_view, "lock")
        return [lock, *super().get_urls()]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, Sequence[str]]:
        """Fill the slug while the name of a new entry is typed, never later."""
        return {} if obj else {"slug": (self.form.slug_source,)}

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Return ``locked_fields`` as checkboxes, one for each field to lock."""
        if db_field.name != "locked_fields":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            choices=list_lockable_fields(self.model),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=capfirst(gettext_lazy("protéger d’un nouvel import")),
            help_text=db_field.help_text,
        )

    @admin.display(description=gettext_lazy("champs protégés"))
    def locked_labels(self, entry: Any) -> str:
        labels = dict(list_lockable_fields(self.model))
        locked = [labels[name] for name in entry.locked_fields if name in labels]
        return ", ".join(locked) or "—"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show labels in place of checkboxes to those who may only view."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [(name, replace_locked_fields(options)) for name, options in fieldsets]

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            changed = [*form.changed_data, *self.list_changed_parts(formsets)]
            self.propose_locking(request, form.instance, changed)

    def list_changed_parts(self, formsets: Any) -> list[str]:
        written = {rows.model for rows in formsets if rows.has_changed()}
        return [part.name for part in list_parts(self.model) if part.model in written]

    def propose_locking(
        self, request: HttpRequest, entry: Any, changed: list[str]
    ) -> None:
        """Warn that an import may overwrite the change, with a link to lock it."""
        found = suggest_fields_to_lock(entry, changed)
        if not found:
            return
        names = [("champ", name) for name, _label in found]
        address = f"{get_page_url(self.model, 'lock', entry.pk)}?{urlencode(names)}"
        message = _(
            "Cette fiche vient d’un import : le prochain peut réécrire ce que vous "
            "venez de corriger (%(fields)s)."
        ) % {"fields": ", ".join(label for _name, label in found)}
        link = format_html(
            '{} <a href="{}">{}</a>', message, address, _("Protéger ces champs")
        )
        self.message_user(request, link, messages.WARNING)

    def lock_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which fields to lock; lock them on POST."""
        entry = get_object_or_404(self.model._base_manager.all(), pk=pk)
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        if request.method == "POST":
            lock_fields(
                entry=entry, names=request.POST.getlist("champ"), by=request.user
            )
            done = _("Les champs cochés sont protégés d’un nouvel import.")
            self.message_user(request, done, messages.SUCCESS)
            return redirect(get_page_url(self.model, "change", pk))
        asked = {*request.GET.getlist("champ"), *entry.locked_fields}
        context = self.get_page_context(request, entry) | {
            "title": _("Protéger d’un nouvel import"),
            "fields": [
                (name, label, name in asked, name in entry.locked_fields)
                for name, label in list_lockable_fields(self.model)
            ],
        }
        return render(request, "cooperation/admin/lock.html", context)


def fold(title: Any, *fields: Any) -> tuple[Any, Any]:
    """Return a fieldset that is folded until it is opened, or has an error."""
    return title, {"fields": fields, "classes": ["collapse"]}


def replace_locked_fields(options: Any) -> dict[str, Any]:
    """Return fieldset options with ``locked_labels`` for ``locked_fields``."""
    fields = [
        "locked_labels" if field == "locked_fields" else field
        for field in options["fields"]
    ]
    return {**options, "fields": fields}


class CachedAutocompleteSelect(AutocompleteSelect):
    """An autocomplete field that is given the row it already holds.

    Django would query it, field by field and row by row.
    """

    selected_row: Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the selected option, without a query where its row is given."""
        chosen = {str(one) for one in value if one not in (None, "")}
        if self.selected_row is None or chosen != {str(self.selected_row.pk)}:
            return super().optgroups(name, value, attr)
        options = [
            self.create_option(
                name, self.selected_row.pk, str(self.selected_row), True, 1
            )
        ]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class InlineRowForm(ModelForm):
    """The form of an inline row, whose fields are given the rows that they hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance._state.fields_cache
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, CachedAutocompleteSelect):
                widget.selected_row = held.get(name)


class RowInline(TabularInline):
    """Inline rows of an entry; ``label_relations`` are what their labels are made of.

    ``deferred_fields`` are the columns of these that no label shows.
    """

    extra = 0
    form = InlineRowForm
    label_relations: ClassVar[tuple[str, ...]] = ()
    deferred_fields: ClassVar[tuple[str, ...]] = ()
    formfield_overrides: ClassVar[dict[Any, Any]] = FIELD_OVERRIDES

    class Media:
        js: ClassVar = [forms.Script("js/rows.js", type="module")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show years as plain numbers to those who may only view."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, options | {"fields": self.show_plainly(options["fields"])})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name what replaces the years, which no form field stands for."""
        fields = super().get_readonly_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        names = [field.name for field in self.model._meta.fields]
        return (*fields, *filter(callable, self.show_plainly(names)))

    def show_plainly(self, names: Any) -> list[Any]:
        """Return fields with years as plain numbers, each once."""
        return list(dict.fromkeys(build_plain_numbers(self.model, names)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related(*self.label_relations)
        return rows.defer(*self.deferred_fields)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:
        """Return an autocomplete field that does not query the row it holds."""
        if db_field.name in self.autocomplete_fields:
            options["widget"] = CachedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)
