"""What is going on: campaigns, waves, reports, imports, failed jobs, dates ahead.

The higher apps register in ``ready()`` what they have under way; each answers with a
number of queries that does not depend on how many there are.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cooperation.enums import AgreementEventKind, ImportState
from cooperation.models import AgreementEvent, FundingCall, ImportBatch, PeriodicJob
from cooperation.web.jobs import SHOWN_FOR
from cooperation.web.periodic import PERIODIC_JOBS

DAYS_AHEAD = 90
MAX_IMPORTS = 10


class Undertaking(NamedTuple):
    """Something under way: a campaign, a wave, the draft of a report.

    ``asked`` and ``answered`` are numbers of authorities, None where nobody is asked
    yet. ``deadline`` is the day that ``deadline_label`` names.
    """

    kind: Any
    name: str
    url: str
    asked: int | None = None
    answered: int = 0
    deadline: datetime.date | None = None
    deadline_label: Any = ""
    note: Any = ""

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


class DatedLine(NamedTuple):
    """A day ahead, what happens on it, and where."""

    day: datetime.date
    label: Any
    name: str
    url: str


class ImportInHand(NamedTuple):
    """An import in hand; only who sent it has a next step."""

    batch: ImportBatch
    next_step: Any
    url: str


class FailedJob(NamedTuple):
    label: Any
    problem: str


UndertakingProvider = Callable[[Any], list[Undertaking]]
UNDERTAKING_PROVIDERS: list[UndertakingProvider] = []

NEXT_STEPS = {
    ImportState.RECEIVED: gettext_lazy("Choisir les colonnes"),
    ImportState.TO_CORRECT: gettext_lazy("Corriger"),
    ImportState.READ: gettext_lazy("Appliquer"),
    ImportState.INTERRUPTED: gettext_lazy("Reprendre"),
}


def register_undertakings(provider: UndertakingProvider) -> None:
    """Register a function that lists what a user may see of what is under way."""
    if provider not in UNDERTAKING_PROVIDERS:
        UNDERTAKING_PROVIDERS.append(provider)


def list_undertakings(user: Any) -> list[Undertaking]:
    return [one for provider in UNDERTAKING_PROVIDERS for one in provider(user)]


def list_imports_in_hand(user: Any) -> list[ImportInHand]:
    """Return the pending imports, a person's own first; others' have no link."""
    if not user.has_perm("cooperation.import_directory"):
        return []
    rows = ImportBatch.objects.pending().select_related("received_by")
    rows = rows.defer("sheets", "notes")[:MAX_IMPORTS]
    lines = [build_import_line(batch, user) for batch in rows]
    return sorted(lines, key=lambda line: not line.url)


def build_import_line(batch: ImportBatch, user: Any) -> ImportInHand:
    if batch.received_by_id != user.pk:
        return ImportInHand(batch, "", "")
    step = NEXT_STEPS.get(ImportState(batch.state), gettext_lazy("Suivre"))
    url = reverse("admin:cooperation_importbatch_batch", args=[batch.pk])
    return ImportInHand(batch, step, url)


def list_failed_jobs(user: Any) -> list[FailedJob]:
    """Return the periodic jobs whose last run failed, and the queue's failures."""
    if not user.has_perm("cooperation.view_periodicjob"):
        return []
    failed = [
        FailedJob(PERIODIC_JOBS[job.name].label, job.problem)
        for job in PeriodicJob.objects.exclude(problem="")
        if job.name in PERIODIC_JOBS
    ]
    since = timezone.now() - SHOWN_FOR
    tasks = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gte=since
    )
    if number := tasks.count():
        words = _("%(n)s en échec depuis une semaine") % {"n": number}
        failed.append(FailedJob(_("Traitements demandés"), words))
    return failed


def list_dates_ahead(user: Any, undertakings: list[Undertaking]) -> list[DatedLine]:
    """Return what is dated in the next 90 days, the nearest first."""
    today = timezone.localdate()
    last = today + datetime.timedelta(days=DAYS_AHEAD)
    lines = [
        *iter_call_deadlines(user, today, last),
        *iter_agreement_ends(user, today, last),
        *iter_deadlines(undertakings),
        *iter_new_year(user, today),
    ]
    near = [line for line in lines if today <= line.day <= last]
    return sorted(near, key=lambda line: (line.day, str(line.label), line.name))


def iter_call_deadlines(
    user: Any, first: datetime.date, last: datetime.date
) -> Iterator[DatedLine]:
    if not user.has_perm("cooperation.view_fundingcall"):
        return
    label = _("clôture d’un appel à projets")
    rows = FundingCall.objects.published().filter(deadline__range=(first, last))
    for key, title, day in rows.values_list("pk", "title", "deadline"):
        url = reverse("admin:cooperation_fundingcall_change", args=[key])
        yield DatedLine(day, label, title, url)


def iter_agreement_ends(
    user: Any, first: datetime.date, last: datetime.date
) -> Iterator[DatedLine]:
    """Yield the ends; one whose day is not known counts as of 31 December."""
    if not user.has_perm("cooperation.view_agreement"):
        return
    rows = AgreementEvent.objects.filter(
        Q(date__range=(first, last))
        | Q(date__isnull=True, year__range=(first.year, last.year)),
        kind=AgreementEventKind.ENDED,
    )
    columns = ("agreement", "agreement__title", "date", "year")
    for key, title, day, year in rows.order_by("pk").values_list(*columns):
        label = _("fin d’un accord") if day else _("fin d’un accord, jour inconnu")
        url = reverse("admin:cooperation_agreement_change", args=[key])
        yield DatedLine(day or datetime.date(year, 12, 31), label, title, url)


def iter_deadlines(undertakings: list[Undertaking]) -> Iterator[DatedLine]:
    for one in undertakings:
        if one.deadline:
            yield DatedLine(one.deadline, one.deadline_label, one.name, one.url)


def iter_new_year(user: Any, today: datetime.date) -> Iterator[DatedLine]:
    """Yield the day on which the official lists of authorities change."""
    if user.has_perm("cooperation.change_collectivity"):
        yield DatedLine(
            datetime.date(today.year + 1, 1, 1),
            _("nouvelle année"),
            capfirst(_("communes et EPCI qui changent au 1er janvier")),
            reverse("admin:cooperation_collectivity_edition"),
        )
