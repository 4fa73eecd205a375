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
from cooperation.filters import NONE
from cooperation.mapping import NO_AGREEMENT
from cooperation.models import Collectivity, Country, FundingWindow, Theme
from surveys.reporting.directory import codes_in
from surveys.reporting.words import Words, in_each, pair, same, translated

Terms = dict[str, Words]
CHOICES: dict[str, type[TextChoices]] = {
    "status": ActionStatus,
    "agreement_status": AgreementStatus,
    "link_kind": AgreementKind,
    "partner_kind": PartnerKind,
    "collectivity_kind": CollectivityKind,
}


def terms_of(lists: dict[str, Any]) -> dict[str, Terms]:
    """Return the labels of each column that holds codes, by code."""
    found = {
        "countries": bilingual(
            Country.objects.lean(), "iso2", held(lists, "countries")
        ),
        "themes": bilingual(Theme.objects.all(), "code", held(lists, "themes")),
        "windows": bilingual(
            FundingWindow.objects.all(), "code", held(lists, "windows")
        ),
        "authorities": {
            slug: same(name)
            for slug, name in Collectivity.objects.filter(
                slug__in=held(lists, "authorities")
            ).values_list("slug", "name")
        },
        **{
            column: closed(choices, held(lists, column))
            for column, choices in CHOICES.items()
        },
    }
    combined = sorted(held(lists, "combination"))
    found["combination"] = {code: together(code, found["windows"]) for code in combined}
    if NO_AGREEMENT in held(lists, "link_kind"):
        found["link_kind"][NO_AGREEMENT] = in_each(lambda: _("sans accord connu"))
    return {
        column: {code: terms[code] for code in sorted(terms)}
        for column, terms in found.items()
    }


def held(lists: dict[str, Any], column: str) -> set[str]:
    found: set[str] = set()
    for one in lists.values():
        found |= codes_in(one["rows"], column)
    return found


def bilingual(rows: QuerySet[Any], key: str, codes: Iterable[str]) -> Terms:
    found = rows.filter(**{f"{key}__in": codes}).order_by("pk")
    return {getattr(row, key): pair(row.name_fr, row.name_en) for row in found}


def closed(choices: type[TextChoices], codes: Iterable[str]) -> Terms:
    labels = {choice.value: choice.label for choice in choices}
    return {code: translated(labels[code]) for code in codes if code in labels}


def together(combination: str, windows: Terms) -> Words:
    if combination == NONE:
        return in_each(lambda: _("Aucun guichet connu"))
    names = [windows[code] for code in combination.split("+")]
    return {
        language: " + ".join(name[language] for name in names)
        for language in ("fr", "en")
    }
