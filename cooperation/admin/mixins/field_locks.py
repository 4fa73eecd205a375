"""Field locks in the admin: fields that the next import must not overwrite."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.mixins.history import HistoryAdmin
from cooperation.history.field_locks import (
    list_lockable_fields,
    lock_fields,
    suggest_fields_to_lock,
)
from cooperation.history.parts import list_parts


class LockedFieldsFilter(admin.SimpleListFilter):
    """Entries with or without fields locked against imports."""

    title = gettext_lazy("champs protégés")
    parameter_name = "proteges"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("oui", gettext_lazy("oui")), ("non", gettext_lazy("non"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "oui":
            return queryset.exclude(locked_fields=[])
        return queryset.filter(locked_fields=[]) if self.value() == "non" else queryset


class FieldLockAdmin(HistoryAdmin):
    """An admin whose entries have fields that can be locked against imports."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_lock"
        view = self.admin_site.admin_view(self.lock_view)
        return [path("<int:pk>/proteger/", view, name=name), *super().get_urls()]

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
        named = [labels[name] for name in entry.locked_fields if name in labels]
        return ", ".join(named) or "—"

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
        address = f"{self.get_page_url('lock', entry.pk)}?{urlencode(names)}"
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
        entry = self.model._base_manager.filter(pk=pk).first()
        if entry is None:
            raise Http404
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        if request.method == "POST":
            lock_fields(
                entry=entry, names=request.POST.getlist("champ"), by=request.user
            )
            done = _("Les champs cochés sont protégés d’un nouvel import.")
            self.message_user(request, done, messages.SUCCESS)
            return redirect(self.get_page_url("change", pk))
        asked = {*request.GET.getlist("champ"), *entry.locked_fields}
        context = self.get_page_context(request, entry) | {
            "title": _("Protéger d’un nouvel import"),
            "fields": [
                (name, label, name in asked, name in entry.locked_fields)
                for name, label in list_lockable_fields(self.model)
            ],
        }
        return render(request, "cooperation/admin/lock.html", context)


def replace_locked_fields(options: dict[str, Any]) -> dict[str, Any]:
    """Return fieldset options with ``locked_labels`` for ``locked_fields``."""
    fields = [
        "locked_labels" if field == "locked_fields" else field
        for field in options["fields"]
    ]
    return options | {"fields": fields}
