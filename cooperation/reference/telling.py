"""Format the changes of a year, for the terminal and for a page."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.reference.changes import Change, Kind, Plan
from cooperation.reference.editions import Edition

MOST_LINES = 200


def report(plan: Plan, edition: Edition) -> Iterator[str]:
    """Yield the lines of the report of a comparison."""
    day = date_format(edition.on, "j F Y")
    yield _("Changements au %(day)s (rien n’est encore écrit) :") % {"day": day}
    for kind, changes in plan.by_kind():
        yield f"{heading(kind)} : {len(changes)}"
        yield from (f"  {sentence(change)}" for change in changes[:MOST_LINES])
        if len(changes) > MOST_LINES:
            yield _("  … et %(n)s autres") % {"n": len(changes) - MOST_LINES}
    if not plan.changes:
        yield _("Aucun changement.")
    yield _("Inchangées : %(n)s") % {"n": plan.same}


def heading(kind: Kind) -> str:
    return {
        Kind.NEW: _("Nouvelles"),
        Kind.CLOSED: _("N’existent plus"),
        Kind.BACK: _("De nouveau là"),
        Kind.RENAMED: _("Renommées"),
        Kind.MOVED: _("Changent d’EPCI"),
        Kind.RETYPED: _("Changent de type"),
        Kind.RECODED: _("Changent de code INSEE"),
        Kind.RESIREN: _("Changent de SIREN"),
    }[kind]


def sentence(change: Change) -> str:
    who = f"{change.name} ({change.code})"
    if change.kind == Kind.CLOSED:
        return f"{who} {after(change)}{sheets(change)}"
    if change.before or change.after:
        return f"{who} : {change.before or _('rien')} → {change.after or _('rien')}"
    return who


def after(change: Change) -> str:
    """Return the likely successor, or that staff have to choose one."""
    if not change.successor:
        return _("→ successeur à choisir")
    return _("→ %(name)s (%(code)s)") % {
        "name": change.successor_name,
        "code": change.successor,
    }


def sheets(change: Change) -> str:
    """Return how many entries staff have to transfer, as text."""
    if not change.sheets:
        return ""
    words = ngettext(
        " ; %(n)s fiche à rattacher", " ; %(n)s fiches à rattacher", change.sheets
    )
    return words % {"n": change.sheets}
