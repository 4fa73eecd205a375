"""Texts of mails that staff changed: finding, saving, taking back."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import MailText, User
from accounts.models.mail_texts import compute_digest
from cooperation.web.mail_texts import (
    MAIL_KINDS,
    MailContent,
    MailKind,
    find_text_problems,
)


class TextChangedError(ValueError):
    """Somebody else changed the text meanwhile."""


def find_changed_text(code: str, language: str) -> MailContent | None:
    """Return the text that staff wrote, if they did; a source of mail texts."""
    row = MailText.objects.filter(code=code, language=language).first()
    return row.content if row else None


def get_changed_rows() -> dict[tuple[str, str], MailText]:
    """Return the changed texts by code and language; one query."""
    rows = MailText.objects.select_related("changed_by")
    return {(row.code, row.language): row for row in rows}


def count_unusable_texts(_user: Any = None) -> int:
    """Return how many texts of staff cannot be sent, the shipped ones going instead."""
    rows = MailText.objects.filter(code__in=MAIL_KINDS)
    return sum(
        bool(find_text_problems(MAIL_KINDS[row.code], row.content)) for row in rows
    )


def save_text(
    kind: MailKind, language: str, content: MailContent, *, version: str, by: User
) -> None:
    """Save a text; one equal to the shipped text is none.

    ``version`` is that of the text that the person saw, "" for the shipped one; raise
    ``TextChangedError`` if it is not the present one.
    """
    shipped = kind.get_shipped(language)
    if content == shipped:
        revert_text(kind, language, version=version, by=by)
        return

    def write(row: MailText | None) -> None:
        row = row or MailText(code=kind.code, language=language)
        row.subject, row.body = content
        row.shipped_digest = compute_digest(shipped)
        row.changed_by = by
        row.save()

    try:
        change_row(kind, language, version, write)
    except (IntegrityError, TextChangedError) as error:
        # A button pressed twice asks for what is there already.
        if find_changed_text(kind.code, language) != content:
            raise TextChangedError from error


def revert_text(kind: MailKind, language: str, *, version: str, by: User) -> None:
    """Go back to the shipped text; raise ``TextChangedError`` as ``save_text``."""

    def delete(row: Any) -> None:
        row._history_user = by
        row.delete()

    if find_changed_text(kind.code, language):
        change_row(kind, language, version, delete)


@transaction.atomic
def change_row(
    kind: MailKind,
    language: str,
    version: str,
    change: Callable[[Any], None],
) -> None:
    """Apply a change to the row that has this version; else raise."""
    rows = MailText.objects.select_for_update(of=("self",))
    row = rows.filter(code=kind.code, language=language).first()
    if (row.etag if row else "") != version:
        raise TextChangedError
    change(row)


def get_history(kind: MailKind, language: str) -> QuerySet[Any, Any]:
    """Return the changes of a text, the newest first."""
    rows: QuerySet[Any, Any] = MailText.history.filter(
        code=kind.code, language=language
    )
    return rows.select_related("history_user").order_by("-history_id")
