"""Two people on one sheet: what one changes is put on top of what others changed."""

from typing import Any

from accounts.models import Proposal
from accounts.proposals.contents import Content, Sheet
from accounts.proposals.kinds import now, sheet_of


def merged(sheet: Sheet, base: Content, today: Content, written: Content) -> Content:
    """Give what the sheet says today with the changes from ``base`` to ``written``.

    Lists are merged row by row: what others added stays, what they removed too. Of a
    plain field that both changed, the later text holds.
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
    """Give today's rows without those taken away, with those added."""
    removed = [row for row in base if row not in written]
    added = [row for row in written if row not in base and row not in today]
    return [row for row in today if row not in removed] + added


def catch_up(draft: Proposal) -> Content | None:
    """Put a draft on top of a sheet that changed since it was begun.

    Gives what the sheet said when it was begun, or nothing where it has not changed.
    The draft is saved, and not sent: its author looks at it again.
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
