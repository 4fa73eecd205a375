"""Possible duplicates: the same name, nearly the same, or the same facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from cooperation.models import Action, Agreement, Collectivity, Partner, Place

# Words that tell nothing of which one it is.
STOP_WORDS = {
    *("association", "au", "aux", "commune", "de", "des", "district", "du", "en", "et"),
    *("la", "le", "les", "mairie", "municipalite", "of", "the", "un", "une", "ville"),
}
Pair = tuple[int, int]
KeyFunction = Callable[[Any], Hashable]


def get_distinctive_words(key: str) -> frozenset[str]:
    """Return the words of a name, without stop words where others are left."""
    words = {word for word in key.replace("-", " ").split() if len(word) > 1}
    return frozenset(words - STOP_WORDS) or frozenset(words)


def get_partner_key(row: Any) -> Hashable:
    return (row["country"], get_distinctive_words(row["name_key"]))


def get_place_key(row: Any) -> Hashable:
    return (row["country"], row["admin_area"], get_distinctive_words(row["name_key"]))


def get_collectivity_key(row: Any) -> Hashable:
    return (row["kind"], row["department"], get_distinctive_words(row["name_key"]))


def get_agreement_key(row: Any) -> Hashable:
    return (row["collectivity"], row["counterpart"])


def get_action_key(row: Any) -> Hashable:
    return (row["lead"], row["start_year"], get_distinctive_words(row["title_key"]))


MATCH_KEYS: dict[type[Any], tuple[KeyFunction, tuple[str, ...]]] = {
    Partner: (get_partner_key, ("country", "name_key")),
    Place: (get_place_key, ("country", "admin_area", "name_key", "geonames_id")),
    Collectivity: (
        get_collectivity_key,
        ("kind", "department", "name_key", "insee_code"),
    ),
    Agreement: (get_agreement_key, ("collectivity", "counterpart")),
    Action: (get_action_key, ("lead", "start_year", "title_key")),
}


# Two rows with a code each are two: whoever gives the codes says so.
IDENTIFIER_FIELDS: dict[type[Any], str] = {
    Collectivity: "insee_code",
    Place: "geonames_id",
}


def find_duplicate_pairs(model: type[Any]) -> list[Pair]:
    """Return the primary keys of possible duplicates, the older first.

    Takes one query.
    """
    key, fields = MATCH_KEYS[model]
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    rows = model._base_manager.order_by("pk").values("pk", *fields)
    for row in rows.iterator(chunk_size=2_000):
        groups[key(row)].append(row)
    return list(pair_rows(groups.values(), IDENTIFIER_FIELDS.get(model, "")))


def pair_rows(groups: Iterable[list[Any]], code: str) -> Iterable[Pair]:
    """Yield the first row of each group with each other row of it.

    Two rows that both have an official code are distinct.
    """
    for first, *others in groups:
        for other in others:
            if not (first.get(code) and other.get(code)):
                yield first["pk"], other["pk"]
