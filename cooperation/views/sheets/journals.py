"""The public journal of an entry: dates and changed parts, never the authors."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import Action, Agreement
from cooperation.reading.journal import (
    PARTS_OF_ACTIONS,
    PARTS_OF_AGREEMENTS,
    Entry,
    journal,
)
from cooperation.views.sheets.base import SheetView


class JournalView(SheetView):
    template_name = "cooperation/journal.html"
    children: tuple[str, ...] = ()

    def address(self, sheet: Any) -> str:
        return f"{sheet.get_absolute_url()}journal/"

    def parts(self) -> dict[str, Any]:
        """Return the changes, without the text that was written."""
        entries = journal(self.object, *self.children)
        return {"entries": [told(entry) for entry in entries]}


class ActionJournalView(JournalView):
    list_label = gettext_lazy("Actions")
    list_route = "action_list"
    children = PARTS_OF_ACTIONS

    def scope(self, user: Any) -> QuerySet[Action]:
        return Action.objects.visible_to(user)


class AgreementJournalView(JournalView):
    list_label = gettext_lazy("Accords")
    list_route = "agreement_list"
    children = PARTS_OF_AGREEMENTS

    def scope(self, user: Any) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(user)


def told(entry: Entry) -> dict[str, Any]:
    labels = dict.fromkeys(change.label for change in entry.changes)
    first = [_("fiche créée")] if entry.is_creation else []
    return {"when": entry.when, "parts": [*first, *labels]}
