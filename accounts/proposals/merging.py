"""Merging of concurrent changes: a draft on top of what others changed."""

from typing import Any

from accounts.models import Proposal
from accounts.proposals.contents import Content, Sheet
from accounts.proposals.kinds import now, sheet_of


def merged(sheet: Sheet, base: Content, today: Content, written: Content) -> Content:
    """Return today's content with the changes from ``base`` to ``written``.

    Lists are merged row by row: rows that others added or removed stay so. For a plain
    field that both changed, the later text wins.
    """
    result = dict(today)
    for field in sheet.changed(base, written):
        after = written.get(field)
        if field in sheet.lists:
            rows = (base.get(field) or [], today.get(field) or [], after or [])
            result[field] = merged_rows(*rows)
        else:
            result[field] = after
    return result


def merged_rows(base: list[Any], today: list[Any], written: list[Any]) -> list[Any]:
    """Return today's rows without the removed ones, with the added ones."""
    removed = [row for row in base if row not in written]
    added = [row for row in written if row not in base and row not in today]
    return [row for row in today if row not in removed] + added


def catch_up(draft: Proposal) -> Content | None:
    """Rebase a draft on the entry if it changed since the draft was begun.

    Returns the former base, or None if the entry has not changed. The draft is saved,
    not sent: its author looks at it again.
    """
    if draft.subject is None:
        return None
    sheet, today = sheet_of(draft), now(draft)
    before: Content = draft.base
    if not sheet.changed(before, today):
        return None
    draft.content = merged(sheet, before, today, draft.content)
    draft.base, draft.typed = today, {}
    draft.save()
    return before
