"""Values of the directory's own tables: what a typed text may mean, and their labels.

A value is stored with its key and the label that was read; the key "" is of what was
typed and is in no list.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.people.authorities import search_authorities
from accounts.proposals.autocomplete import search_partners, search_places
from cooperation.models import Collectivity, Country, Partner, Place, Theme
from cooperation.models.expressions import build_name_condition
from cooperation.text import normalize
from surveys.enums import QuestionKind

MAX_SUGGESTIONS = 8


class DirectoryChoice(NamedTuple):
    """A row of the directory; ``detail`` tells it from another of the same name."""

    key: str
    label: str
    detail: str = ""

    @property
    def stored(self) -> dict[str, str]:
        return {"key": self.key, "label": self.label}


@dataclass(frozen=True)
class DirectoryTable:
    """How the rows of a table are found by a text, named, and found again by key."""

    search: Callable[[str], Iterable[Any]]
    rows: Callable[[], Any]
    key_field: str
    describe: Callable[[Any], DirectoryChoice]


def search_countries(text: str) -> Iterable[Country]:
    named = build_name_condition(text) | build_name_condition(text, "name_en_key")
    rows: Iterable[Country] = list_countries().filter(
        named | Q(iso2__iexact=text.strip())
    )
    return rows


def list_countries() -> Any:
    return Country.objects.without_large_fields().order_by("name_key", "pk")


def search_themes(text: str) -> Iterable[Theme]:
    words = normalize(text).split()
    return [
        theme
        for theme in Theme.objects.order_by("name_fr", "pk")
        if all(
            any(part.startswith(word) for part in normalize(str(theme)).split())
            for word in words
        )
    ]


def list_places() -> Any:
    rows = Place.objects.select_related("country")
    return rows.defer("country__outline", "alternate_names")


def list_partners() -> Any:
    rows = Partner.objects.published().select_related("country")
    return rows.defer("country__outline")


def list_authorities() -> Any:
    rows = Collectivity.objects.without_large_fields()
    return rows.select_related("department")


def describe_country(row: Country) -> DirectoryChoice:
    return DirectoryChoice(row.iso2, str(row))


def describe_theme(row: Theme) -> DirectoryChoice:
    return DirectoryChoice(row.code, str(row))


def describe_place(row: Place) -> DirectoryChoice:
    """Return a place; no other key than its own is there for every place."""
    where = ", ".join(filter(None, [row.admin_area, str(row.country)]))
    return DirectoryChoice(str(row.pk), f"{row.name} ({where})", where)


def describe_partner(row: Partner) -> DirectoryChoice:
    details = map(str, filter(None, [row.get_kind_display(), row.country]))
    return DirectoryChoice(row.slug, row.name, ", ".join(details))


def describe_authority(row: Collectivity) -> DirectoryChoice:
    """Return an authority; communes of one name are told apart by their department."""
    label = f"{row.name} ({row.department_id})" if row.department_id else row.name
    details = map(str, filter(None, [row.get_kind_display(), row.department]))
    return DirectoryChoice(row.slug, label, ", ".join(details))


TABLES: dict[str, DirectoryTable] = {
    QuestionKind.COUNTRY: DirectoryTable(
        search_countries, list_countries, "iso2", describe_country
    ),
    QuestionKind.PLACE: DirectoryTable(
        search_places, list_places, "pk", describe_place
    ),
    QuestionKind.PARTNER: DirectoryTable(
        search_partners, list_partners, "slug", describe_partner
    ),
    QuestionKind.AUTHORITY: DirectoryTable(
        search_authorities, list_authorities, "slug", describe_authority
    ),
    QuestionKind.THEME: DirectoryTable(
        search_themes, Theme.objects.all, "code", describe_theme
    ),
}


def search_choices(kind: str, text: str) -> list[DirectoryChoice]:
    """Return the rows that a text may mean, the likeliest first."""
    if not normalize(text):
        return []
    table = TABLES[kind]
    found: Any = table.search(text)
    choices = [table.describe(row) for row in found[: MAX_SUGGESTIONS + 1]]
    return choices[:MAX_SUGGESTIONS]


def find_exact_choice(
    choices: Sequence[DirectoryChoice], text: str
) -> DirectoryChoice | None:
    """Return the only choice that is called so, or None."""
    wanted = normalize(text)
    named = [
        one
        for one in choices
        if wanted in (normalize(one.label), normalize(one.label.partition(" (")[0]))
    ]
    return named[0] if len(named) == 1 else None


def get_choices(kind: str, keys: Iterable[str]) -> dict[str, DirectoryChoice]:
    """Return the rows of some keys, without those that left the directory."""
    table = TABLES[kind]
    wanted = set(keys)
    if kind == QuestionKind.PLACE:
        wanted = {key for key in wanted if key.isdecimal() and len(key) < 10}
    if not wanted:
        return {}
    rows = table.rows().filter(**{f"{table.key_field}__in": wanted})
    return {one.key: one for one in map(table.describe, rows)}
