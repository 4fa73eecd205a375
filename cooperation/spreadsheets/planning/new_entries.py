"""Lookup of actions and agreements: by reference, or by title.

Those that the file itself creates are found by their title alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cooperation.spreadsheets.matching.lookups import LookupResult
from cooperation.spreadsheets.planning.types import CellChoice
from cooperation.text import normalize


class EntryLookup:
    """A lookup of the actions, or the agreements, that some lines name."""

    def __init__(self, model: type[Any]) -> None:
        self.model = model
        self.made: dict[str, list[int]] = defaultdict(list)
        self.by_reference: dict[str, int] = {}
        self.by_title: dict[str, list[tuple[int, str]]] = {}

    def prepare(self, references: Iterable[str], titles: Iterable[str]) -> None:
        """Read the entries that some lines name, in at most two queries."""
        rows = self.model._base_manager
        asked = sorted({text.upper() for text in references if text})
        self.by_reference = (
            dict(rows.filter(reference__in=asked).values_list("reference", "pk"))
            if asked
            else {}
        )
        keys = sorted({normalize(text) for text in titles} - {""})
        self.by_title = defaultdict(list)
        if keys:
            found = rows.filter(title_key__in=keys).order_by("pk")
            for key, pk, reference in found.values_list("title_key", "pk", "reference"):
                self.by_title[key].append((pk, reference))

    def by_code(self, text: str) -> LookupResult:
        key = self.by_reference.get(text.upper())
        return LookupResult(key) if key else LookupResult(None, _("référence inconnue"))

    def find(self, text: str) -> LookupResult:
        """Return the entry of a title, or of a reference in place of the title."""
        if text.upper() in self.by_reference:
            return self.by_code(text)
        made = self.made.get(normalize(text), [])
        known = self.by_title.get(normalize(text), [])
        if len(made) == 1:
            return LookupResult(made[0])
        if not made and len(known) == 1:
            return LookupResult(known[0][0])
        if not made and not known:
            return LookupResult(None, _("aucune fiche n’a ce titre"))
        choices = [
            CellChoice(reference, f"{text} ({reference})") for _k, reference in known
        ]
        return LookupResult(None, _("plusieurs fiches ont ce titre"), choices)

    def register(self, title: str, key: int) -> None:
        self.made[normalize(title)].append(key)
