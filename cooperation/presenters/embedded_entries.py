"""One entry as other sites show it in a frame: its card, or its row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cooperation.models import Action, Agreement, Collectivity, FormerSlug
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.directory_rows import build_collectivity_row


@dataclass(frozen=True)
class EmbeddedEntry:
    """An entry with what its component takes: a card, or a row."""

    kind: str
    name: str
    url: str
    shown: Any


@dataclass(frozen=True)
class EntryKind:
    """Where the public entries of a kind are, and what is shown of one."""

    rows: Callable[[], Any]
    build: Callable[[Any], Any]


ENTRY_KINDS = {
    "actions": EntryKind(
        lambda: Action.objects.published().for_cards(),
        build_action_card,
    ),
    "accords": EntryKind(
        lambda: Agreement.objects.published().for_cards(),
        build_agreement_card,
    ),
    "collectivites": EntryKind(
        lambda: Collectivity.objects.with_counts().select_related("department"),
        build_collectivity_row,
    ),
}


def find_embedded_entry(kind: str, slug: str) -> EmbeddedEntry | None:
    """Return a public entry by its address, or by one that it had; else None."""
    if kind not in ENTRY_KINDS:
        return None
    rows = ENTRY_KINDS[kind].rows()
    former = FormerSlug.objects.get_current_keys(rows.model, slug)
    entry = rows.filter(slug=slug).first() or rows.filter(pk__in=former).first()
    if entry is None:
        return None
    shown = ENTRY_KINDS[kind].build(entry)
    return EmbeddedEntry(kind, str(entry), entry.get_absolute_url(), shown)
