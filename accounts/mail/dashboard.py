"""What the dashboards of campaigns and of surveys share: rows, people, call list."""

import datetime
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from cooperation.exports.csv import stream_csv
from cooperation.models import Collectivity, RefusedAddress
from cooperation.web.refused_addresses import forget_refusal, mark_refused


class Address(NamedTuple):
    """An address of an authority: whose it is, and why mail does not reach it."""

    email: str
    person: str = ""
    refusal: str = ""


@dataclass(kw_only=True)
class MailingRow(ABC):
    """An authority that was written to: its mails, and its people."""

    mails: list[Any]
    people: list[Membership]
    refusals: dict[str, str] = field(default_factory=dict)

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
    def recipients(self) -> list[tuple[str, str]]:
        """The addresses to write to, each with the name and function of the person."""
        return [
            (
                who.user.email,
                " ".join(filter(None, [who.user.get_full_name(), who.function])),
            )
            for who in self.people
        ]

    @property
    def addresses(self) -> list[Address]:
        return [
            Address(email, person, self.refusals.get(email.lower(), ""))
            for email, person in self.recipients
        ]

    @property
    def contacts(self) -> list[str]:
        """The people to ask for, each with their function and address."""
        return [
            " ".join(filter(None, [one.person, one.email, one.refusal]))
            for one in self.addresses
        ]

    @property
    def has_refusal(self) -> bool:
        """Whether mails to one of the addresses come back."""
        return any(one.refusal for one in self.addresses)

    @property
    def is_unreachable(self) -> bool:
        """Whether no mail reaches anybody."""
        return all(one.refusal for one in self.addresses)


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
    silent = [row for row in rows if row.is_silent]
    # Who gets no mail is called first.
    silent.sort(key=lambda row: not row.has_refusal)
    lines = map(build_call_list_row, silent)
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


def get_refusals(rows: Iterable[MailingRow]) -> dict[str, str]:
    """Return why addresses of these rows are not written to: one query."""
    known = {email.lower() for row in rows for email, _person in row.recipients}
    return RefusedAddress.objects.filter(email__in=known).get_reasons()


def set_refusals(rows: Iterable[MailingRow]) -> None:
    rows = list(rows)
    refusals = get_refusals(rows)
    for row in rows:
        row.refusals = refusals


def change_address(request: HttpRequest, rows: Iterable[MailingRow]) -> bool:
    """Note that mails to an address of these rows come back, or reach it again.

    Return whether a button for that was pressed.
    """
    dead, alive = request.POST.get("morte", ""), request.POST.get("vivante", "")
    if not dead and not alive:
        return False
    known = {one.email for row in rows for one in row.addresses}
    if dead in known:
        mark_refused(dead)
        words = _("%(email)s : notée comme adresse qui refuse les courriels.")
        messages.success(request, words % {"email": dead})
    elif alive in known:
        forget_refusal(alive)
        words = _("%(email)s : on lui écrira de nouveau.")
        messages.success(request, words % {"email": alive})
    return True


def add_sending_message(request: HttpRequest, number: int) -> None:
    """Tell staff how many mails were queued."""
    words = ngettext(
        "%(n)s courriel part dans la minute.",
        "%(n)s courriels partent dans la minute.",
        number,
    )
    messages.success(request, words % {"n": number})
