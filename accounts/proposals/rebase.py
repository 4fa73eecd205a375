"""Merging of concurrent changes: a draft on top of what others changed."""

from typing import Any

from accounts.models import Proposal
from accounts.proposals.content import Content
from accounts.proposals.kinds import get_current_content, get_entry_schema
from accounts.proposals.schema import EntrySchema


def merge_content(
    schema: EntrySchema, base: Content, today: Content, written: Content
) -> Content:
    """Return today's content with the changes from ``base`` to ``written``.

    Lists are merged row by row: rows that others added or removed stay so. For a plain
    field or a single row that both changed, the later text wins.
    """
    result = dict(today)
    for field in schema.diff_fields(base, written):
        after = written.get(field)
        if field in schema.lists and not schema.lists[field].is_single:
            rows = (base.get(field) or [], today.get(field) or [], after or [])
            result[field] = merge_rows(*rows)
        else:
            result[field] = after
    return result


def merge_rows(base: list[Any], today: list[Any], written: list[Any]) -> list[Any]:
    """Return today's rows without the removed ones, with the added ones."""
    removed = [row for row in base if row not in written]
    added = [row for row in written if row not in base and row not in today]
    return [row for row in today if row not in removed] + added


def rebase_draft(draft: Proposal) -> Content | None:
    """Rebase a draft on the entry if it changed since the draft was begun.

    Returns the former base, or None if the entry has not changed. The draft is saved,
    not sent: its author looks at it again.
    """
    if draft.subject is None:
        return None
    schema, today = get_entry_schema(draft), get_current_content(draft)
    before: Content = draft.base
    if not schema.diff_fields(before, today):
        return None
    draft.content = merge_content(schema, before, today, draft.content)
    draft.base, draft.typed = today, {}
    draft.save()
    return before
