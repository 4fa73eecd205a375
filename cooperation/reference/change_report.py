"""Format the changes of a year, for the terminal and for a page."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.reference.edition_changes import (
    AuthorityChange,
    ChangeKind,
    EditionChanges,
)
from cooperation.reference.editions import Edition

MAX_LINES = 200


def iter_report_lines(plan: EditionChanges, edition: Edition) -> Iterator[str]:
    """Yield the lines of the report of a comparison."""
    day = date_format(edition.on, "j F Y")
    yield _("Changements au %(day)s (rien n’est encore écrit) :") % {"day": day}
    for kind, changes in plan.group_by_kind():
        yield f"{get_kind_heading(kind)} : {len(changes)}"
        yield from (f"  {format_change(change)}" for change in changes[:MAX_LINES])
        if len(changes) > MAX_LINES:
            yield _("  … et %(n)s autres") % {"n": len(changes) - MAX_LINES}
    if not plan.changes:
        yield _("Aucun changement.")
    yield _("Inchangées : %(n)s") % {"n": plan.unchanged}


def get_kind_heading(kind: ChangeKind) -> str:
    return {
        ChangeKind.NEW: _("Nouvelles"),
        ChangeKind.CLOSED: _("N’existent plus"),
        ChangeKind.BACK: _("De nouveau là"),
        ChangeKind.RENAMED: _("Renommées"),
        ChangeKind.MOVED: _("Changent d’EPCI"),
        ChangeKind.RETYPED: _("Changent de type"),
        ChangeKind.RECODED: _("Changent de code INSEE"),
        ChangeKind.RESIREN: _("Changent de SIREN"),
    }[kind]


def format_change(change: AuthorityChange) -> str:
    who = f"{change.name} ({change.code})"
    if change.kind == ChangeKind.CLOSED:
        return f"{who} {format_successor(change)}{format_entry_count(change)}"
    if change.before or change.after:
        return f"{who} : {change.before or _('rien')} → {change.after or _('rien')}"
    return who


def format_successor(change: AuthorityChange) -> str:
    """Return the likely successor, or that staff have to choose one."""
    if not change.successor:
        return _("→ successeur à choisir")
    return _("→ %(name)s (%(code)s)") % {
        "name": change.successor_name,
        "code": change.successor,
    }


def format_entry_count(change: AuthorityChange) -> str:
    """Return how many entries staff have to transfer, as text."""
    if not change.n_entries:
        return ""
    words = ngettext(
        " ; %(n)s fiche à rattacher", " ; %(n)s fiches à rattacher", change.n_entries
    )
    return words % {"n": change.n_entries}
