"""Pages of the admin that find duplicates, compare two rows, merge and undo."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import ModelAdmin, build_path, get_page_url
from cooperation.curation.duplicates import find_duplicate_pairs
from cooperation.curation.merge import (
    list_differing_fields,
    merge_records,
    unmerge_records,
)
from cooperation.models import Merge
from cooperation.web.context import Context

MAX_PAIRS = 200


class MergeableAdmin(ModelAdmin):
    """An admin whose rows can be merged two by two."""

    actions: Any = ("compare",)
    change_list_template = "cooperation/admin/mergeable.html"

    def get_urls(self) -> list[Any]:
        merge = "fusionner/<int:keep>/<int:gone>/"
        return [
            build_path(self, "doublons/", self.duplicates_view, "twins"),
            build_path(self, merge, self.merge_view, "merge"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> Any:
        """Link from the list to possible duplicates, for those who may merge."""
        context: Context = {"may_merge": self.may_merge(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def may_merge(self, request: HttpRequest) -> bool:
        """Return whether a person may change rows; merging also deletes one."""
        return self.has_change_permission(request)

    @admin.action(
        description=gettext_lazy("Comparer deux fiches pour les fusionner"),
        permissions=["change"],
    )
    def compare(self, request: HttpRequest, rows: Any) -> Any:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, _("Cochez deux fiches."), messages.WARNING)
            return None
        return redirect(get_page_url(self.model, "merge", *keys))

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_merge(request):
            raise PermissionDenied
        found = find_duplicate_pairs(self.model)
        pairs = found[:MAX_PAIRS]
        rows = self.model._base_manager.in_bulk({key for pair in pairs for key in pair})
        context = self.admin_site.each_context(request) | {
            "title": _("Doublons possibles"),
            "opts": self.opts,
            "total": len(found),
            "pairs": [
                (rows[keep], rows[gone], get_page_url(self.model, "merge", keep, gone))
                for keep, gone in pairs
            ],
        }
        return render(request, "cooperation/admin/duplicates.html", context)

    def merge_view(self, request: HttpRequest, keep: int, gone: int) -> HttpResponse:
        """Compare two rows field by field; merge them on POST."""
        if not self.may_merge(request):
            raise PermissionDenied
        rows = self.model._base_manager.all()
        kept, other = (get_object_or_404(rows, pk=key) for key in (keep, gone))
        problems: list[str] = []
        if request.method == "POST":
            taken = request.POST.getlist("prendre")
            try:
                merge_records(kept, other, taken, request.user)
            except ValidationError as error:
                problems = error.messages
            else:
                self.message_user(
                    request,
                    _("Fusionnées en une seule fiche. Cela s’annule dans « Fusions »."),
                    messages.SUCCESS,
                )
                return redirect(get_page_url(self.model, "change", kept.pk))
        context = self.admin_site.each_context(request) | {
            "title": _("Fusionner deux fiches"),
            "opts": self.opts,
            "kept": kept,
            "other": other,
            "fields": [
                compare_field(kept, other, one)
                for one in list_differing_fields(kept, other)
            ],
            "problems": problems,
            "swap_url": get_page_url(self.model, "merge", gone, keep),
            "back_url": get_page_url(self.model, "twins"),
        }
        status = 400 if problems else 200
        return render(request, "cooperation/admin/merge.html", context, status=status)


class FieldComparison(NamedTuple):
    """A field that differs in two rows; the other's value fills an empty one."""

    name: str
    label: Any
    here: str
    there: str

    @property
    def is_taken(self) -> bool:
        return not self.here and bool(self.there)


def compare_field(kept: Any, other: Any, field: Any) -> FieldComparison:
    here, there = (format_field_value(row, field) for row in (kept, other))
    return FieldComparison(field.name, field.verbose_name, here, there)


def format_field_value(row: Any, field: Any) -> str:
    """Return the value of a field as a short text; empty for nothing."""
    if field.choices:
        value = getattr(row, f"get_{field.name}_display")()
    else:
        value = getattr(row, field.name)
    return "" if value in (None, "") else Truncator(str(value)).chars(200)


@admin.register(Merge)
class MergeAdmin(ModelAdmin):
    """The merges that were made; each can be undone."""

    list_display = ("gone_name", "kept_name", "table", "done_at", "undone_at")
    list_filter = ("table",)
    search_fields = ("gone_name", "kept_name")
    fields = ("table", "gone_name", "kept_name", "done_at", "done_by", "undone_at")
    autocomplete_fields = ("done_by",)
    show_full_result_count = False
    change_form_template = "cooperation/admin/undo_merge.html"

    def get_urls(self) -> list[Any]:
        undo = build_path(self, "<int:pk>/defaire/", self.undo_view, "undo")
        return [undo, *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request) or not may_unmerge(request, pk):
            raise PermissionDenied
        if request.method != "POST":
            raise Http404
        try:
            back = unmerge_records(get_object_or_404(Merge, pk=pk))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(get_page_url(Merge, "change", pk))
        self.message_user(
            request,
            _("Fusion annulée : « %s » est de retour.") % back,
            messages.SUCCESS,
        )
        return redirect(get_page_url(back, "change", back.pk))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: merges are made by comparing two rows."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Merge | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Merge | None = None
    ) -> bool:
        return False


def may_unmerge(request: HttpRequest, pk: int) -> bool:
    """Return whether a person may change the table in which a merge was made."""
    merge = get_object_or_404(Merge, pk=pk)
    app, table = merge.table.split(".")
    return bool(request.user.has_perm(f"{app}.change_{table}"))
