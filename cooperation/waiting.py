"""The to-do list of the staff.

An app registers its items in ``ready()``; each costs one count query. They are shown on
the home page of the admin and sent by mail.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cooperation.models import Action, ErrorReport, ImportBatch, LinkCheck
from cooperation.models.reports import ReportState
from cooperation.reading.verification import stale_limit
from cooperation.succession import still_named


class Work(NamedTuple):
    """An item of the to-do list.

    ``number`` counts for a user, or for ``None`` in a mail to all staff; ``page`` is a
    route and a querystring; ``rank`` is the position. ``is_mailed`` is false for what
    stays long, which a mail does not repeat.
    """

    rank: int
    label: Any
    number: Callable[[Any], int]
    page: tuple[str, str]
    permission: str
    is_mailed: bool = True

    @property
    def url(self) -> str:
        route, query = self.page
        return reverse(route) + query


WORKS: list[Work] = []


def register(*works: Work) -> None:
    """Register items; those of a page already registered are ignored."""
    known = {str(work.page) for work in WORKS}
    WORKS.extend(work for work in works if str(work.page) not in known)
    WORKS.sort(key=lambda work: work.rank)


def waiting(user: Any = None) -> Iterator[dict[str, Any]]:
    """Yield the items with a count above 0 that ``user`` may see.

    All items where ``user`` is ``None``.
    """
    for work in WORKS:
        if user is not None and not user.has_perm(work.permission):
            continue
        if n := work.number(user):
            yield {
                "label": work.label,
                "n": n,
                "url": work.url,
                "is_mailed": work.is_mailed,
            }


def own_imports(user: Any) -> int:
    return ImportBatch.objects.of(user).pending().count() if user else 0


def stale(_user: Any) -> int:
    limit = stale_limit(timezone.localdate())
    return Action.objects.published().filter(verified_on__lte=limit).count()


def never_verified(_user: Any) -> int:
    return Action.objects.published().filter(verified_on__isnull=True).count()


def doubtful(_user: Any) -> int:
    noted = ~Q(uncertainty="") | ~Q(source_note="")
    return Action.objects.published().filter(noted).count()


ACTIONS = "admin:cooperation_action_changelist"
PUBLISHED = "&publication__exact=publiee"
register(
    Work(
        5,
        gettext_lazy("vos imports à finir"),
        own_imports,
        ("admin:cooperation_importbatch_changelist", ""),
        "cooperation.import_directory",
    ),
    Work(
        30,
        gettext_lazy("erreurs signalées"),
        lambda _user: ErrorReport.objects.waiting().count(),
        (
            "admin:cooperation_errorreport_changelist",
            f"?state__exact={ReportState.NEW}",
        ),
        "cooperation.view_errorreport",
    ),
    Work(
        70,
        gettext_lazy("liens morts"),
        lambda _user: LinkCheck.objects.dead().count(),
        ("admin:cooperation_linkcheck_changelist", "?etat=mort"),
        "cooperation.view_linkcheck",
    ),
    Work(
        75,
        gettext_lazy("collectivités disparues dont des fiches sont à rattacher"),
        lambda _user: still_named().count(),
        ("admin:cooperation_collectivity_closed", ""),
        "cooperation.change_collectivity",
    ),
    Work(
        80,
        gettext_lazy("fiches non vérifiées depuis dix-huit mois"),
        stale,
        (ACTIONS, f"?verification=ancienne{PUBLISHED}"),
        "cooperation.view_action",
    ),
    Work(
        85,
        gettext_lazy("fiches publiées jamais vérifiées"),
        never_verified,
        (ACTIONS, f"?verification=jamais{PUBLISHED}"),
        "cooperation.view_action",
        is_mailed=False,
    ),
    Work(
        90,
        gettext_lazy("fiches publiées dont la source est incertaine"),
        doubtful,
        (ACTIONS, f"?doute=oui{PUBLISHED}"),
        "cooperation.view_action",
        is_mailed=False,
    ),
)
