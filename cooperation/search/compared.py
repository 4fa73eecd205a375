"""What the address of a comparison asks for: two to four authorities, or countries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cooperation.models import Collectivity, Country, FormerSlug
from cooperation.models.expressions import build_name_condition
from cooperation.search.params import MAX_SHOWN_LENGTH
from cooperation.search.terms import strip_unstorable
from cooperation.text import normalize

LEAST, MOST = 2, 4
MAX_FOUND, MAX_READ = 8, 20
AUTHORITIES, COUNTRIES = "collectivite", "pays"

# Authorities or countries: both have a name, an address and counts.
Compared = Any


@dataclass(frozen=True)
class ChosenRows:
    """The rows to compare, in the order of the address, and what was wrong with it.

    ``param`` is that of the rows; empty where nothing is chosen.
    """

    param: str
    rows: list[Compared]
    problems: list[str]

    @property
    def values(self) -> list[str]:
        return [get_param_value(row) for row in self.rows]

    @property
    def is_comparable(self) -> bool:
        return len(self.rows) >= LEAST


def get_param_value(row: Compared) -> str:
    """Return a row as the parameter of its kind names it."""
    value: str = row.iso2.lower() if isinstance(row, Country) else row.slug
    return value


def read_chosen(data: QueryDict) -> ChosenRows:
    """Return the rows that an address names; at most two queries."""
    asked = {param: read_values(data, param) for param in (AUTHORITIES, COUNTRIES)}
    if asked[AUTHORITIES] and asked[COUNTRIES]:
        problem = _(
            "On compare des collectivités entre elles, ou des pays entre eux : les "
            "pays sont laissés de côté."
        )
        return find_rows(AUTHORITIES, asked[AUTHORITIES], [problem])
    param = AUTHORITIES if asked[AUTHORITIES] else COUNTRIES
    return find_rows(param, asked[param], [])


def read_values(data: QueryDict, param: str) -> list[str]:
    texts = (strip_unstorable(text).strip().lower() for text in data.getlist(param))
    return list(dict.fromkeys(text for text in texts if text))[:MAX_READ]


def find_rows(param: str, values: list[str], problems: list[str]) -> ChosenRows:
    if not values:
        return ChosenRows("", [], problems)
    found = find_authorities(values) if param == AUTHORITIES else find_countries(values)
    unknown = [text for text in values if text not in found]
    rows = list(dict.fromkeys(found[text] for text in values if text in found))
    problems = [*problems, *(describe_unknown(param, text) for text in unknown)]
    if len(rows) > MOST:
        problems.append(describe_too_many(rows[MOST:]))
    return ChosenRows(param if rows else "", rows[:MOST], problems)


def find_authorities(slugs: list[str]) -> dict[str, Compared]:
    """Return the authorities by slug, or by a slug that they had."""
    rows = Collectivity.objects.without_large_fields().select_related("department")
    found: dict[str, Compared] = {row.slug: row for row in rows.filter(slug__in=slugs)}
    unknown = [slug for slug in slugs if slug not in found]
    if unknown:
        moved = FormerSlug.objects.filter(
            table=Collectivity._meta.db_table, slug__in=unknown
        )
        keys = dict(moved.values_list("slug", "object_id"))
        current = rows.in_bulk(list(keys.values())) if keys else {}
        found |= {slug: current[key] for slug, key in keys.items() if key in current}
    return found


def find_countries(codes: list[str]) -> dict[str, Compared]:
    rows = Country.objects.without_large_fields().select_related("sub_region")
    wanted = [code.upper() for code in codes]
    return {row.iso2.lower(): row for row in rows.filter(iso2__in=wanted)}


def describe_unknown(param: str, text: str) -> str:
    words = (
        _("« %s » n’est pas une collectivité de l’annuaire : cherchez-la par son nom.")
        if param == AUTHORITIES
        else _("« %s » n’est pas un pays de l’annuaire : cherchez-le par son nom.")
    )
    return words % Truncator(text).chars(MAX_SHOWN_LENGTH)


def describe_too_many(left: list[Compared]) -> str:
    words = _("On compare au plus %(most)s fiches. Laissé de côté : %(names)s.")
    return words % {"most": MOST, "names": ", ".join(row.name for row in left)}


def find_candidates(text: str, chosen: ChosenRows) -> list[Compared]:
    """Return the rows that a text names and that may be added to those chosen."""
    if not normalize(text):
        return []
    kinds: dict[str, QuerySet[Any]] = {
        COUNTRIES: Country.objects.without_large_fields()
        .filter(
            build_name_condition(text) | build_name_condition(text, "name_en_key"),
        )
        .order_by("name_key"),
        AUTHORITIES: Collectivity.objects.current()
        .without_large_fields()
        .select_related("department")
        .matching_name(text)
        .cooperating_first(text),
    }
    keys = [row.pk for row in chosen.rows]
    return [
        row
        for param, rows in kinds.items()
        if chosen.param in ("", param)
        for row in rows.exclude(pk__in=keys if chosen.param else [])[:MAX_FOUND]
    ]
