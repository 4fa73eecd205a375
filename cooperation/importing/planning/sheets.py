"""Lookup of actions and agreements: by reference, or by title.

Those that the file itself creates are found by their title alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cooperation.folding import name_key
from cooperation.importing.planning.names import Found
from cooperation.importing.planning.plans import Choice


class SheetNames:
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
        keys = sorted({name_key(text) for text in titles} - {""})
        self.by_title = defaultdict(list)
        if keys:
            found = rows.filter(title_key__in=keys).order_by("pk")
            for key, pk, reference in found.values_list("title_key", "pk", "reference"):
                self.by_title[key].append((pk, reference))

    def by_code(self, text: str) -> Found:
        key = self.by_reference.get(text.upper())
        return Found(key) if key else Found(None, _("référence inconnue"))

    def find(self, text: str) -> Found:
        """Return the entry of a title, or of a reference in place of the title."""
        if text.upper() in self.by_reference:
            return self.by_code(text)
        made = self.made.get(name_key(text), [])
        known = self.by_title.get(name_key(text), [])
        if len(made) == 1:
            return Found(made[0])
        if not made and len(known) == 1:
            return Found(known[0][0])
        if not made and not known:
            return Found(None, _("aucune fiche n’a ce titre"))
        choices = [
            Choice(reference, f"{text} ({reference})") for _k, reference in known
        ]
        return Found(None, _("plusieurs fiches ont ce titre"), choices)

    def remember(self, title: str, key: int) -> None:
        self.made[name_key(title)].append(key)
