"""Pages of the admin that find duplicates, compare two rows, merge and undo."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import ModelAdmin, build_path, get_page_url
from cooperation.curation.attached_rows import count_attached_rows
from cooperation.curation.duplicate_pairs import (
    dismiss_pair,
    find_next_pair,
    forget_row,
    get_last_search,
    get_pairs,
    restore_pair,
    start_search,
)
from cooperation.curation.merge import (
    list_differing_fields,
    merge_records,
    unmerge_records,
)
from cooperation.models import DuplicatePair, Merge
from cooperation.spreadsheets.matching.near_names import NearReason
from cooperation.web.context import Context

PAIRS_PER_PAGE = 50
MAX_MERGED = 3
LATER, FROM_LIST = "puis", "doublons=1"


class MergeableAdmin(ModelAdmin):
    """An admin whose rows can be merged two by two."""

    actions: Any = ("compare",)
    change_list_template = "cooperation/admin/mergeable.html"

    def get_urls(self) -> list[Any]:
        pair = "<int:keep>/<int:gone>/"
        return [
            build_path(self, "doublons/", self.duplicates_view, "twins"),
            build_path(self, f"doublons/{pair}", self.dismiss_view, "dismiss"),
            build_path(self, f"fusionner/{pair}", self.merge_view, "merge"),
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
        description=gettext_lazy("Comparer deux fiches ou trois pour les fusionner"),
        permissions=["change"],
    )
    def compare(self, request: HttpRequest, rows: Any) -> Any:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[: MAX_MERGED + 1])
        if not 2 <= len(keys) <= MAX_MERGED:
            self.message_user(
                request, _("Cochez deux fiches, ou trois."), messages.WARNING
            )
            return None
        keep, gone, *later = keys
        return redirect(build_merge_url(self.model, keep, gone, later))

    # The list -------------------------------------------------------------------------

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """List the open pairs, or those that staff dismissed; search anew on POST."""
        if not self.may_merge(request):
            raise PermissionDenied
        search = get_last_search(self.model)
        if request.method == "POST" or search is None:
            is_done = start_search(self.model)
            if request.method == "POST":
                self.report_search(request, is_done=is_done)
                return redirect(get_page_url(self.model, "twins"))
            search = get_last_search(self.model)
        is_dismissed = request.GET.get("etat") == "ecartees"
        pairs = get_pairs(self.model)
        chosen = pairs.dismissed() if is_dismissed else pairs.open()
        page = Paginator(
            chosen.select_related("dismissed_by"), PAIRS_PER_PAGE
        ).get_page(request.GET.get("p"))
        context = self.admin_site.each_context(request) | {
            "title": _("Doublons possibles"),
            "opts": self.opts,
            "page": page,
            "cards": build_pair_cards(self.model, page.object_list),
            "is_dismissed": is_dismissed,
            "n_dismissed": pairs.dismissed().count(),
            "search": search,
        }
        return render(request, "cooperation/admin/duplicates.html", context)

    def report_search(self, request: HttpRequest, *, is_done: bool) -> None:
        words = (
            _("Les doublons sont cherchés de nouveau.")
            if is_done
            else _("La recherche commence : ses résultats seront ici dans un moment.")
        )
        self.message_user(request, words, messages.SUCCESS)

    def dismiss_view(self, request: HttpRequest, keep: int, gone: int) -> HttpResponse:
        """Keep that two rows are two, or take it back; then show the next pair."""
        if not self.may_merge(request):
            raise PermissionDenied
        if request.method != "POST" or keep == gone:
            raise Http404
        if "reprendre" in request.POST:
            restore_pair(self.model, (keep, gone))
            words = _("La paire est de nouveau parmi les doublons possibles.")
            self.message_user(request, words, messages.SUCCESS)
            return redirect(get_page_url(self.model, "twins"))
        if self.model._base_manager.filter(pk__in=(keep, gone)).count() != 2:
            raise Http404
        dismiss_pair(self.model, (keep, gone), by=request.user)
        words = _("C’est noté : ces deux fiches ne sont pas des doublons.")
        self.message_user(request, words, messages.SUCCESS)
        if "suivante" in request.POST:
            return self.redirect_to_next(keep, gone)
        return redirect(get_page_url(self.model, "twins"))

    def redirect_to_next(self, *near: int) -> HttpResponse:
        """Redirect to the comparison of the next pair, to the list after the last."""
        pair = find_next_pair(self.model, near)
        if pair is None:
            return redirect(get_page_url(self.model, "twins"))
        url = build_merge_url(self.model, pair.first_id, pair.second_id)
        return redirect(f"{url}?{FROM_LIST}")

    # The comparison -------------------------------------------------------------------

    def merge_view(self, request: HttpRequest, keep: int, gone: int) -> HttpResponse:
        """Compare two rows field by field; merge them on POST."""
        if not self.may_merge(request):
            raise PermissionDenied
        rows = self.model._base_manager.all()
        kept = get_object_or_404(rows, pk=keep)
        other = rows.filter(pk=gone).first()
        if other is None:
            return self.redirect_merged(request, kept, gone)
        problems: list[str] = []
        if request.method == "POST":
            taken = request.POST.getlist("prendre")
            try:
                merge = merge_records(kept, other, taken, request.user)
            except ValidationError as error:
                problems = error.messages
            else:
                forget_row(self.model, gone)
                return self.redirect_after_merge(request, merge)
        context = self.admin_site.each_context(request) | {
            "title": _("Fusionner deux fiches"),
            "opts": self.opts,
            "kept": kept,
            "other": other,
            "fields": [
                compare_field(kept, other, one)
                for one in list_differing_fields(kept, other)
            ],
            "attached": build_attached_table(self.model, keep, gone),
            "pair": get_pair_card(self.model, keep, gone),
            "later": len(parse_later(request)),
            "is_from_list": "doublons" in request.GET,
            "problems": problems,
            "swap_url": build_merge_url(
                self.model, gone, keep, parse_later(request), request
            ),
            "back_url": get_page_url(self.model, "twins"),
        }
        status = 400 if problems else 200
        return render(request, "cooperation/admin/merge.html", context, status=status)

    def redirect_merged(
        self, request: HttpRequest, kept: Any, gone: int
    ) -> HttpResponse:
        """Tell that a row was merged meanwhile, in another tab or by a double click."""
        if not Merge.objects.filter(
            table=self.model._meta.label_lower, gone_id=gone, undone_at=None
        ).exists():
            raise Http404
        words = _("Cette fiche est déjà fondue dans une autre : rien n’a été fait.")
        self.message_user(request, words, messages.WARNING)
        return redirect(get_page_url(self.model, "change", kept.pk))

    def redirect_after_merge(self, request: HttpRequest, merge: Merge) -> HttpResponse:
        """Redirect to the next comparison, if one was asked for, else to the row."""
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("Fusionnées en une seule fiche. Cela s’annule dans « Fusions »."),
            get_page_url(Merge, "change", merge.pk),
            _("Annuler"),
        )
        self.message_user(request, message, messages.SUCCESS)
        later = parse_later(request)
        if later:
            url = build_merge_url(
                self.model, merge.kept_id, later[0], later[1:], request
            )
            return redirect(url)
        if "doublons" in request.GET:
            return self.redirect_to_next(merge.kept_id)
        return redirect(get_page_url(self.model, "change", merge.kept_id))


def build_merge_url(
    model: Any,
    keep: int,
    gone: int,
    later: Iterable[int] = (),
    request: HttpRequest | None = None,
) -> str:
    """Return the URL of a comparison; ``later`` are then compared with what is kept."""
    query = [(LATER, key) for key in later]
    address = get_page_url(model, "merge", keep, gone)
    parts = [urlencode(query)] if query else []
    if request is not None and "doublons" in request.GET:
        parts.append(FROM_LIST)
    return f"{address}?{'&'.join(parts)}" if parts else address


def parse_later(request: HttpRequest) -> list[int]:
    keys = [
        int(key)
        for key in request.GET.getlist(LATER)
        if key.isascii() and key.isdecimal() and len(key) <= 18
    ]
    return keys[: MAX_MERGED - 2]


class PairCard(NamedTuple):
    """Two rows that may be one, as the list shows them."""

    first: Any
    second: Any
    reasons: list[Any]
    certainty: int
    merge_url: str
    dismiss_url: str
    pair: DuplicatePair


def build_pair_cards(model: Any, pairs: Iterable[DuplicatePair]) -> list[PairCard]:
    """Return the cards of pairs, without those of which a row is gone; one query."""
    found = list(pairs)
    keys = {key for pair in found for key in (pair.first_id, pair.second_id)}
    names = [
        field.name
        for field in model._meta.fields
        if field.name in {"name", "title", "acronym", "slug"}
    ]
    rows = model._base_manager.only(*names).in_bulk(keys)
    return [
        PairCard(
            rows[pair.first_id],
            rows[pair.second_id],
            [NearReason(code).label for code in pair.reasons],
            pair.certainty,
            f"{build_merge_url(model, pair.first_id, pair.second_id)}?{FROM_LIST}",
            get_page_url(model, "dismiss", pair.first_id, pair.second_id),
            pair,
        )
        for pair in found
        if pair.first_id in rows and pair.second_id in rows
    ]


def get_pair_card(model: Any, keep: int, gone: int) -> DuplicatePair | None:
    first, second = sorted((keep, gone))
    return get_pairs(model).filter(first_id=first, second_id=second).first()


def build_attached_table(
    model: Any, keep: int, gone: int
) -> list[tuple[str, int, int]]:
    """Return what refers to either row: label, number here, number there."""
    counts = count_attached_rows(model, (keep, gone))
    labels = sorted({*counts[keep], *counts[gone]})
    return [
        (label, counts[keep].get(label, 0), counts[gone].get(label, 0))
        for label in labels
    ]


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
