"""Dashboard of a wave: responses by kind, EPCI and department; whom to call."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.mail.dashboard import (
    MailingRow,
    get_members_by_authority,
    set_refusals,
)
from cooperation.models import Collectivity
from surveys.enums import ParticipationState
from surveys.models import Participation, SurveyMail, Wave


@dataclass(kw_only=True)
class DashboardRow(MailingRow):
    participation: Participation

    @property
    def collectivity(self) -> Collectivity:
        return self.participation.collectivity

    @property
    def state(self) -> str:
        return str(self.participation.get_state_display())

    @property
    def is_silent(self) -> bool:
        """Whether the response is neither submitted, reopened nor declined."""
        return self.participation.state in ParticipationState.SILENT

    @property
    def recipients(self) -> list[tuple[str, str]]:
        known = super().recipients
        email = self.participation.contact_email
        is_new = email and email not in {one for one, _person in known}
        return [*known, (email, "")] if is_new else known


BEGUN_STATES = (ParticipationState.BEGUN, ParticipationState.REOPENED)
MAX_NAMES_SHOWN = 10


@dataclass
class ResponseCounts:
    """Counts of participations that share a label."""

    label: str
    invited: int = 0
    submitted: int = 0
    begun: int = 0
    reopened: int = 0
    declined: int = 0

    @property
    def percent(self) -> int:
        """Return the response rate in percent, rounded; 0 where nobody is invited."""
        return round(100 * self.submitted / self.invited) if self.invited else 0

    def count(self, participation: Participation) -> None:
        state, is_sent = participation.state, participation.has_sent_answers
        self.invited += 1
        self.submitted += is_sent
        self.reopened += participation.has_draft
        self.declined += state == ParticipationState.DECLINED and not is_sent
        self.begun += state in BEGUN_STATES and not is_sent


@dataclass
class WaveDashboard:
    """The rows, counts and tables of the dashboard; five queries for any number."""

    rows: list[DashboardRow]
    total: ResponseCounts
    tables: list[tuple[str, list[ResponseCounts]]]

    @property
    def silent(self) -> list[DashboardRow]:
        """Return the rows without a response, to be called."""
        return [row for row in self.rows if row.is_silent]

    @property
    def begun_names(self) -> str:
        """Name those who began and sent nothing that counts."""
        return format_names(
            row
            for row in self.rows
            if row.participation.state in BEGUN_STATES
            and not row.participation.has_sent_answers
        )

    @property
    def reopened_names(self) -> str:
        """Name those who reopened what they sent, and did not send it again."""
        return format_names(row for row in self.rows if row.participation.has_draft)

    @property
    def unreachable(self) -> list[DashboardRow]:
        """Return the rows of authorities that no mail can reach."""
        return [row for row in self.rows if row.is_unreachable]


def format_names(rows: Iterable[DashboardRow]) -> str:
    names = [str(row.collectivity) for row in rows]
    shown, more = ", ".join(names[:MAX_NAMES_SHOWN]), len(names) - MAX_NAMES_SHOWN
    if more <= 0:
        return shown
    words = ngettext("%(names)s et %(n)s autre", "%(names)s et %(n)s autres", more)
    return words % {"names": shown, "n": more}


def build_dashboard(wave: Wave) -> WaveDashboard:
    participations = wave.participations.select_related(
        "collectivity__department", "collectivity__epci", "interviewer"
    ).defer("collectivity__outline", "collectivity__epci__outline", "notes")
    mails: dict[int, list[SurveyMail]] = defaultdict(list)
    for mail in SurveyMail.objects.filter(participation__wave=wave).select_related(
        "link"
    ):
        mails[mail.participation_id].append(mail)
    people = get_members_by_authority(wave.participations.values("collectivity"))
    rows = [
        DashboardRow(
            mails=mails[one.pk], people=people[one.collectivity_id], participation=one
        )
        for one in participations.order_by(*ROW_ORDER)
    ]
    set_refusals(rows)
    return WaveDashboard(rows, *build_response_counts(rows))


ROW_ORDER = ("collectivity__name_key", "pk")


def build_response_counts(
    rows: Iterable[DashboardRow],
) -> tuple[ResponseCounts, list[tuple[str, list[ResponseCounts]]]]:
    """Return the counts of all, and tables of counts by kind, EPCI and department."""
    participations = [row.participation for row in rows]
    total = ResponseCounts(_("toutes"))
    for participation in participations:
        total.count(participation)
    return total, [
        (_("Par nature"), count_by_label(participations, get_kind_label)),
        (_("Par EPCI"), count_by_label(participations, get_epci_label)),
        (_("Par département"), count_by_label(participations, get_department_label)),
    ]


def count_by_label(
    participations: list[Participation], by: Callable[[Participation], str]
) -> list[ResponseCounts]:
    """Count participations by the label that ``by`` returns, sorted by label."""
    found: dict[str, ResponseCounts] = {}
    for participation in participations:
        label = by(participation)
        found.setdefault(label, ResponseCounts(label)).count(participation)
    return sorted(found.values(), key=lambda rate: rate.label)


def get_kind_label(participation: Participation) -> str:
    return capfirst(str(participation.collectivity.get_kind_display()))


def get_epci_label(participation: Participation) -> str:
    """Return the EPCI of an authority, or the authority where it is an EPCI."""
    collectivity = participation.collectivity
    if collectivity.kind == "epci":
        return str(collectivity)
    return str(collectivity.epci or _("hors EPCI"))


def get_department_label(participation: Participation) -> str:
    return str(participation.collectivity.department or _("sans département"))
