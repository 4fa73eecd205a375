"""The labels of the codes in the rows of a snapshot, in each language."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    AgreementStatus,
    CollectivityKind,
    PartnerKind,
)
from cooperation.maps.links import NO_AGREEMENT
from cooperation.models import Collectivity, Country, FundingWindow, Theme
from cooperation.search.filters import NO_WINDOW
from cooperation.stats.directory_rows import get_column_codes
from surveys.reports.snapshot_reader import SnapshotItem
from surveys.reports.translations import (
    TranslatedText,
    build_bilingual,
    build_translations,
    repeat_text,
    translate_text,
)

TermLabels = dict[str, TranslatedText]
CHOICES_BY_COLUMN: dict[str, type[TextChoices]] = {
    "status": ActionStatus,
    "agreement_status": AgreementStatus,
    "link_kind": AgreementKind,
    "partner_kind": PartnerKind,
    "collectivity_kind": CollectivityKind,
}


def build_terms(lists: dict[str, SnapshotItem]) -> dict[str, TermLabels]:
    """Return the labels of each column that holds codes, by code."""
    found = {
        "countries": get_bilingual_labels(
            Country.objects.without_large_fields(),
            "iso2",
            get_used_codes(lists, "countries"),
        ),
        "themes": get_bilingual_labels(
            Theme.objects.all(), "code", get_used_codes(lists, "themes")
        ),
        "windows": get_bilingual_labels(
            FundingWindow.objects.all(), "code", get_used_codes(lists, "windows")
        ),
        "authorities": {
            slug: repeat_text(name)
            for slug, name in Collectivity.objects.filter(
                slug__in=get_used_codes(lists, "authorities")
            ).values_list("slug", "name")
        },
        **{
            column: get_choice_labels(choices, get_used_codes(lists, column))
            for column, choices in CHOICES_BY_COLUMN.items()
        },
        "entry_kind": {
            "accord": translate_text(_("accord")),
            "action": translate_text(_("action")),
        },
    }
    combined = sorted(get_used_codes(lists, "combination"))
    found["combination"] = {
        code: format_window_combination(code, found["windows"]) for code in combined
    }
    if NO_AGREEMENT in get_used_codes(lists, "link_kind"):
        found["link_kind"][NO_AGREEMENT] = build_translations(
            lambda: _("sans accord connu")
        )
    return {
        column: {code: terms[code] for code in sorted(terms)}
        for column, terms in found.items()
    }


def get_used_codes(lists: dict[str, SnapshotItem], column: str) -> set[str]:
    found: set[str] = set()
    for one in lists.values():
        found |= get_column_codes(one["rows"], column)
    return found


def get_bilingual_labels(
    rows: QuerySet[Any], key: str, codes: Iterable[str]
) -> TermLabels:
    found = rows.filter(**{f"{key}__in": codes}).order_by("pk")
    return {
        getattr(row, key): build_bilingual(row.name_fr, row.name_en) for row in found
    }


def get_choice_labels(choices: type[TextChoices], codes: Iterable[str]) -> TermLabels:
    labels = {choice.value: choice.label for choice in choices}
    return {code: translate_text(labels[code]) for code in codes if code in labels}


def format_window_combination(combination: str, windows: TermLabels) -> TranslatedText:
    if combination == NO_WINDOW:
        return build_translations(lambda: _("Aucun guichet connu"))
    names = [windows[code] for code in combination.split("+")]
    return {
        language: " + ".join(name[language] for name in names)
        for language in ("fr", "en")
    }
