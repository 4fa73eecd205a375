"""Possible duplicates: the same name, nearly the same, or the same facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from cooperation.models import Action, Agreement, Collectivity, Partner, Place

# Words that tell nothing of which one it is.
SMALL_WORDS = {
    *("association", "au", "aux", "commune", "de", "des", "district", "du", "en", "et"),
    *("la", "le", "les", "mairie", "municipalite", "of", "the", "un", "une", "ville"),
}
Pair = tuple[int, int]
Key = Callable[[Any], Hashable]


def words_of(key: str) -> frozenset[str]:
    """Return the words of a name, without stop words where others are left."""
    words = {word for word in key.replace("-", " ").split() if len(word) > 1}
    return frozenset(words - SMALL_WORDS) or frozenset(words)


def of_partner(row: Any) -> Hashable:
    return (row["country"], words_of(row["name_key"]))


def of_place(row: Any) -> Hashable:
    return (row["country"], row["admin_area"], words_of(row["name_key"]))


def of_collectivity(row: Any) -> Hashable:
    return (row["kind"], row["department"], words_of(row["name_key"]))


def of_agreement(row: Any) -> Hashable:
    return (row["collectivity"], row["counterpart"])


def of_action(row: Any) -> Hashable:
    return (row["lead"], row["start_year"], words_of(row["title_key"]))


READ: dict[type[Any], tuple[Key, tuple[str, ...]]] = {
    Partner: (of_partner, ("country", "name_key")),
    Place: (of_place, ("country", "admin_area", "name_key", "geonames_id")),
    Collectivity: (of_collectivity, ("kind", "department", "name_key", "insee_code")),
    Agreement: (of_agreement, ("collectivity", "counterpart")),
    Action: (of_action, ("lead", "start_year", "title_key")),
}


# Two rows with a code each are two: whoever gives the codes says so.
CODES: dict[type[Any], str] = {Collectivity: "insee_code", Place: "geonames_id"}


def pairs(model: type[Any]) -> list[Pair]:
    """Return the primary keys of possible duplicates, the older first.

    Takes one query.
    """
    key, fields = READ[model]
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    rows = model._base_manager.order_by("pk").values("pk", *fields)
    for row in rows.iterator(chunk_size=2_000):
        groups[key(row)].append(row)
    return list(paired(groups.values(), CODES.get(model, "")))


def paired(groups: Iterable[list[Any]], code: str) -> Iterable[Pair]:
    """Yield the first row of each group with each other row of it.

    Two rows that both have an official code are distinct.
    """
    for first, *others in groups:
        for other in others:
            if not (first.get(code) and other.get(code)):
                yield first["pk"], other["pk"]
