"""A commune found by what a visitor types: a postcode, an INSEE code, a name."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz, process

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity, CollectivityAlias
from cooperation.search.terms import strip_unstorable
from cooperation.text import get_name_variant, normalize

MAX_COMMUNES, MAX_NEAR, MAX_LENGTH = 50, 8, 100
# Of a name spelled nearly so: its letters, and how alike both are, out of 100.
SHORTEST, LEAST_ALIKE = 4, 80
CODE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)


def clean_commune_text(text: str) -> str:
    return " ".join(strip_unstorable(text)[:MAX_LENGTH].split())


def find_communes(text: str) -> list[Collectivity]:
    """Return the communes that a text names, those that cooperate first.

    By the first way that finds any: the whole name, then its beginnings, then those of
    EPCI, departments and regions. At most one more than ``MAX_COMMUNES``.
    """
    for rows in iter_ways(text):
        ordered = rows.with_counts().select_related("department")
        found = list(ordered.cooperating_first(text)[: MAX_COMMUNES + 1])
        if found:
            return found
    return []


def iter_ways(text: str) -> Iterator[Any]:
    """Yield the rows that each way of understanding a text finds."""
    current: Any = Collectivity.objects.current().defer("outline", "description")
    communes = current.filter(kind=CollectivityKind.COMMUNE)
    code = text.replace(" ", "").upper()
    if CODE.fullmatch(code):
        yield communes.filter(postcodes__contains=code)
        yield communes.filter(insee_code=code)
    elif normalize(text):
        yield communes.filter(build_whole_name_condition(text))
        yield communes.matching_name(text)
        yield current.matching_name(text)


def find_near_communes(text: str) -> list[Collectivity]:
    """Return the communes whose name is spelled nearly so, the nearest first."""
    key = get_name_variant(normalize(text))
    communes = Collectivity.objects.current().filter(kind=CollectivityKind.COMMUNE)
    names = dict(communes.values_list("pk", "name_key")) if len(key) >= SHORTEST else {}
    near = process.extract(
        key, names, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MAX_NEAR
    )
    rows = communes.defer("outline", "description").select_related("department")
    found = rows.with_counts().in_bulk([pk for _name, _score, pk in near])
    return [found[pk] for _name, _score, pk in near]


def build_whole_name_condition(text: str) -> Q:
    """Return the condition that a name or a former name is exactly ``text``."""
    key = normalize(text)
    keys = {key, get_name_variant(key)}
    aliases: QuerySet[Any] = CollectivityAlias.objects.filter(
        collectivity=OuterRef("pk"), name_key__in=keys
    )
    return Q(name_key__in=keys) | Q(Exists(aliases))
