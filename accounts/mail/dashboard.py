"""What the dashboards of campaigns and of surveys share: rows, people, call list."""

import datetime
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from cooperation.exports.csv import stream_csv
from cooperation.models import Collectivity


@dataclass
class MailingRow(ABC):
    """An authority that was written to: its mails, and its people."""

    mails: list[Any]
    people: list[Membership]

    @property
    @abstractmethod
    def collectivity(self) -> Collectivity: ...

    @property
    @abstractmethod
    def state(self) -> str: ...

    @property
    @abstractmethod
    def is_silent(self) -> bool: ...

    @property
    def sent(self) -> list[Any]:
        """The mails that were sent."""
        return [mail for mail in self.mails if mail.sent_at]

    @property
    def last(self) -> datetime.datetime | None:
        """When the last mail was sent, or None."""
        return max((mail.sent_at for mail in self.sent), default=None)

    @property
    def failures(self) -> list[str]:
        return [mail.failure for mail in self.mails if mail.failure]

    @property
    def link_was_opened(self) -> bool:
        return any(mail.link and mail.link.opened_at for mail in self.mails)

    @property
    def contacts(self) -> list[str]:
        """The people to ask for, each with their function and address."""
        return [
            " ".join(
                filter(None, [who.user.get_full_name(), who.function, who.user.email])
            )
            for who in self.people
        ]

    @property
    def is_unreachable(self) -> bool:
        return not self.contacts


def get_members_by_authority(
    authorities: QuerySet[Any, Any],
) -> dict[int, list[Membership]]:
    """Return the contactable memberships, by key of the authority."""
    people: dict[int, list[Membership]] = defaultdict(list)
    held = Membership.objects.contactable().filter(collectivity__in=authorities)
    for membership in held.select_related("user"):
        people[membership.collectivity_id].append(membership)
    return people


def stream_call_list(rows: Iterable[MailingRow], name: str) -> StreamingHttpResponse:
    """Return the authorities to call as CSV: state, mails, people to ask for."""
    head = [
        _("Collectivité"),
        _("Département"),
        _("État"),
        _("Courriels"),
        _("Dernier courriel"),
        _("Lien ouvert"),
        _("Personnes"),
        _("Site internet"),
    ]
    lines = (build_call_list_row(row) for row in rows if row.is_silent)
    return StreamingHttpResponse(
        stream_csv(header=head, rows=lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store, private",
        },
    )


def build_call_list_row(row: MailingRow) -> list[str]:
    return [
        row.collectivity.name,
        str(row.collectivity.department or ""),
        row.state,
        str(len(row.sent)),
        date_format(row.last, "j F Y") if row.last else "",
        _("oui") if row.link_was_opened else _("non"),
        " / ".join(row.contacts),
        row.collectivity.website,
    ]


def add_sending_message(request: HttpRequest, number: int) -> None:
    """Tell staff how many mails were queued."""
    words = ngettext(
        "%(n)s courriel part dans la minute.",
        "%(n)s courriels partent dans la minute.",
        number,
    )
    messages.success(request, words % {"n": number})
