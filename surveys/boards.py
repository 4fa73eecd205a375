"""The board of a wave: who answered, by kind, EPCI and department; whom to call."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Membership
from surveys.enums import ParticipationState
from surveys.models import Participation, SurveyMail, Wave


@dataclass
class Row:
    """An authority on the board."""

    participation: Participation
    mails: list[SurveyMail] = field(default_factory=list)
    people: list[Membership] = field(default_factory=list)

    @property
    def sent(self) -> list[SurveyMail]:
        """Give the mails that went."""
        return [mail for mail in self.mails if mail.sent_at]

    @property
    def last(self) -> Any:
        """Give when the last mail went."""
        return max((mail.sent_at for mail in self.sent if mail.sent_at), default=None)

    @property
    def failures(self) -> list[str]:
        """Give why mails did not go."""
        return [mail.failure for mail in self.mails if mail.failure]

    @property
    def is_unreachable(self) -> bool:
        """Whether there is nobody to write to."""
        return not self.people and not self.participation.contact_email

    @property
    def is_silent(self) -> bool:
        """Whether nothing came."""
        return self.participation.state in ParticipationState.SILENT

    @property
    def link_was_opened(self) -> bool:
        """Whether somebody opened a link of a mail."""
        return any(mail.link and mail.link.opened_at for mail in self.mails)


@dataclass
class Rate:
    """How many answered among some."""

    label: str
    invited: int = 0
    submitted: int = 0
    begun: int = 0
    declined: int = 0

    @property
    def percent(self) -> int:
        """Give the response rate in percent, rounded."""
        return round(100 * self.submitted / self.invited) if self.invited else 0

    def count(self, participation: Participation) -> None:
        """Count one more."""
        state = participation.state
        self.invited += 1
        self.submitted += state == ParticipationState.SUBMITTED
        self.declined += state == ParticipationState.DECLINED
        self.begun += state in (ParticipationState.BEGUN, ParticipationState.REOPENED)


@dataclass
class Board:
    """Everything that the board shows; four queries, whatever the number of rows."""

    rows: list[Row]
    total: Rate
    tables: list[tuple[str, list[Rate]]]

    @property
    def silent(self) -> list[Row]:
        """Give those from which nothing came."""
        return [row for row in self.rows if row.is_silent]


def board(wave: Wave) -> Board:
    """Give the board of a wave."""
    participations = wave.participations.select_related(
        "collectivity__department", "collectivity__epci", "interviewer"
    ).defer("collectivity__outline", "collectivity__epci__outline", "notes")
    rows = {one.pk: Row(one) for one in participations.order_by(*ORDER)}
    mails = SurveyMail.objects.filter(participation__wave=wave)
    for mail in mails.select_related("link"):
        # One that was invited since the first query has no row yet.
        if mail.participation_id in rows:
            rows[mail.participation_id].mails.append(mail)
    people = people_of(wave)
    for row in rows.values():
        row.people = people.get(row.participation.collectivity_id, [])
    return Board(list(rows.values()), *rates(list(rows.values())))


ORDER = ("collectivity__name_key", "pk")


def people_of(wave: Wave) -> dict[int, list[Membership]]:
    """Give the people of the authorities of a wave."""
    held = Membership.objects.current().filter(
        user__is_active=True,
        collectivity__in=wave.participations.values("collectivity"),
    )
    people: dict[int, list[Membership]] = defaultdict(list)
    for membership in held.select_related("user"):
        people[membership.collectivity_id].append(membership)
    return people


def rates(rows: Iterable[Row]) -> tuple[Rate, list[tuple[str, list[Rate]]]]:
    """Give the response rate of all, and by kind, EPCI and department."""
    participations = [row.participation for row in rows]
    total = Rate(_("toutes"))
    for participation in participations:
        total.count(participation)
    return total, [
        (_("Par nature"), grouped(participations, kind_of)),
        (_("Par EPCI"), grouped(participations, epci_of)),
        (_("Par département"), grouped(participations, department_of)),
    ]


def grouped(
    participations: list[Participation], by: Callable[[Participation], str]
) -> list[Rate]:
    """Count by what ``by`` gives, in the order of its words."""
    found: dict[str, Rate] = {}
    for participation in participations:
        label = by(participation)
        found.setdefault(label, Rate(label)).count(participation)
    return sorted(found.values(), key=lambda rate: rate.label)


def kind_of(participation: Participation) -> str:
    """Give the kind of an authority."""
    return capfirst(str(participation.collectivity.get_kind_display()))


def epci_of(participation: Participation) -> str:
    """Give the EPCI of an authority: itself where it is one."""
    collectivity = participation.collectivity
    if collectivity.kind == "epci":
        return str(collectivity)
    return str(collectivity.epci or _("hors EPCI"))


def department_of(participation: Participation) -> str:
    """Give the department of an authority."""
    return str(participation.collectivity.department or _("sans département"))
