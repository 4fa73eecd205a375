"""The public journal of an entry: dates and changed parts, never the authors."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.history.journal import JournalItem, list_journal_items
from cooperation.models import Action, Agreement
from cooperation.views.entries.base import EntryView
from cooperation.web.context import Context


class JournalView(EntryView):
    template_name = "cooperation/journal.html"

    def build_url(self, entry: Any) -> str:
        return f"{entry.get_absolute_url()}journal/"

    def get_entry_context(self) -> Context:
        """Return the changes, without the text that was written."""
        items = list_journal_items(self.object)
        return {"items": [build_journal_row(item) for item in items]}


class ActionJournalView(JournalView):
    list_label = gettext_lazy("Actions")
    list_route = "action_list"

    def get_visible_entries(self, user: Any) -> QuerySet[Action]:
        return Action.objects.visible_to(user)


class AgreementJournalView(JournalView):
    list_label = gettext_lazy("Accords")
    list_route = "agreement_list"

    def get_visible_entries(self, user: Any) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(user)


def build_journal_row(item: JournalItem) -> dict[str, Any]:
    labels = dict.fromkeys(change.label for change in item.changes)
    first = [_("fiche créée")] if item.is_creation else []
    return {"when": item.version.when, "parts": [*first, *labels]}
