"""Authorities as people look for them: by name, code or acronym."""

import re
from typing import Any

from cooperation.enums import CollectivityKind, EPCIType
from cooperation.models import Collectivity
from cooperation.text import normalize

MAX_FOUND = 12
ACRONYM = re.compile(r"[a-z]{2,12}")
SMALL_WORDS = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les")
)
NAMED_KINDS = (CollectivityKind.EPCI, CollectivityKind.SYNDICAT)
# How the name of an authority begins, by its kind and its type of EPCI.
BEGINNINGS = (
    (("syndicat", "si", "sm", "siaep", "sivom", "sivu"), CollectivityKind.SYNDICAT, ""),
    (("communaute d agglomeration", "ca"), CollectivityKind.EPCI, EPCIType.CA),
    (("communaute urbaine", "cu"), CollectivityKind.EPCI, EPCIType.CU),
    (("communaute", "cc"), CollectivityKind.EPCI, EPCIType.CC),
    (("metropole", "eurometropole"), CollectivityKind.EPCI, EPCIType.METRO),
)
SHORT_TYPES = ("cc", "ca", "cu")


def search_authorities(text: str) -> list[Collectivity]:
    """Return current authorities by name, code or acronym, the largest first."""
    rows = (
        Collectivity.objects.current()
        .without_large_fields()
        .select_related("department")
        .order_by("-population", "name_key", "pk")
    )
    found = list(rows.matching_name(text)[:MAX_FOUND])
    keys = list_keys_by_acronym(text)
    named = [row for row in rows.filter(pk__in=keys) if row not in found]
    return [*named, *found][:MAX_FOUND]


def list_keys_by_acronym(text: str) -> list[int]:
    """Return the keys of the EPCI and syndicates whose initials a text is."""
    sought = normalize(text).replace(" ", "")
    if not ACRONYM.fullmatch(sought):
        return []
    rows: Any = Collectivity.objects.current().filter(kind__in=NAMED_KINDS)
    names = rows.order_by("pk").values_list("pk", "name_key")
    return [key for key, name in names if sought in list_acronyms(name)]


def list_acronyms(name: str) -> set[str]:
    """Return the initials of a normalized name, with and without small words.

    "cc du pays d evian" is CCPE, CCDPDE, PE and DPDE.
    """
    first, _space, rest = name.partition(" ")
    is_short = first in SHORT_TYPES
    parts = {
        join_initials(rest if is_short else name, keep_small=small)
        for small in (False, True)
    }
    return parts | ({first + part for part in parts} if is_short else set())


def join_initials(name: str, *, keep_small: bool) -> str:
    words = name.split()
    return "".join(word[0] for word in words if keep_small or word not in SMALL_WORDS)


def guess_kind(name: str) -> tuple[str, str]:
    """Return the kind and the type of EPCI that a name tells; a commune if none."""
    key = normalize(name)
    for beginnings, kind, epci_type in BEGINNINGS:
        if any(key == one or key.startswith(f"{one} ") for one in beginnings):
            return str(kind), str(epci_type)
    return str(CollectivityKind.COMMUNE), ""
