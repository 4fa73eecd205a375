"""The to-do list of the staff.

An app registers its items in ``ready()``; each costs one query. They are shown on the
home page of the admin and sent by mail.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.curation.duplicate_pairs import get_pairs
from cooperation.curation.duplicates import MODELS
from cooperation.curation.succession import get_closed_with_entries
from cooperation.enums import ImportState
from cooperation.models import (
    Action,
    Agreement,
    ErrorReport,
    ImportBatch,
    LinkCheck,
    MailState,
    OutgoingMail,
    RelayedMessage,
    RelayState,
    ReportState,
)
from cooperation.models.verification import STALE_AFTER_MONTHS

# After so many days, what somebody waits for is marked as old.
OLD_AFTER_DAYS = 14
DAYS_OF_MONTH, DAYS_OF_YEAR = 30, 365


class TodoCount(NamedTuple):
    """How many wait, since when, and how many of them a person took up."""

    n: int
    oldest: datetime.date | None = None
    mine: int = 0


class TodoItem(NamedTuple):
    """An item of the to-do list.

    ``number`` counts for a user, or for ``None`` in a mail to all staff: an integer, or
    a ``TodoCount`` where the age is known. ``page`` is a route and a querystring;
    ``rank`` is the position. ``is_mailed`` is false for what stays long, which a mail
    does not repeat; ``is_awaited`` is true for what somebody waits for: it grows old.
    """

    rank: int
    label: Any
    number: Callable[[Any], int | TodoCount]
    page: tuple[str, str]
    permission: str
    is_mailed: bool = True
    is_awaited: bool = False

    @property
    def url(self) -> str:
        route, query = self.page
        return reverse(route) + query

    def measure(self, user: Any) -> TodoCount:
        counted = self.number(user)
        return counted if isinstance(counted, TodoCount) else TodoCount(counted)


class TodoLine(NamedTuple):
    """An item that waits, as a page or a mail shows it to one person."""

    item: TodoItem
    counted: TodoCount

    @property
    def label(self) -> Any:
        return self.item.label

    @property
    def n(self) -> int:
        return self.counted.n

    @property
    def url(self) -> str:
        return self.item.url

    @property
    def age(self) -> int | None:
        """Days since the oldest came; None where it came today, or is not known."""
        if self.counted.oldest is None:
            return None
        return (timezone.localdate() - self.counted.oldest).days or None

    @property
    def age_text(self) -> str:
        return format_age(self.age) if self.age else ""

    @property
    def is_old(self) -> bool:
        return self.item.is_awaited and (self.age or 0) > OLD_AFTER_DAYS


def format_age(days: int) -> str:
    """Return how long ago something began, in days, months or years."""
    if days < 2 * DAYS_OF_MONTH:
        words = ngettext("depuis %(n)s jour", "depuis %(n)s jours", days)
        return words % {"n": days}
    if days < 2 * DAYS_OF_YEAR:
        return _("depuis %(n)s mois") % {"n": days // DAYS_OF_MONTH}
    return _("depuis %(n)s ans") % {"n": days // DAYS_OF_YEAR}


TODO_ITEMS: list[TodoItem] = []


def register_todo_items(*works: TodoItem) -> None:
    """Register items; those of a page already registered are ignored."""
    known = {str(work.page) for work in TODO_ITEMS}
    TODO_ITEMS.extend(work for work in works if str(work.page) not in known)
    TODO_ITEMS.sort(key=lambda work: work.rank)


def iter_todo(user: Any = None) -> Iterator[TodoLine]:
    """Yield the items with a count above 0 that ``user`` may see.

    All items where ``user`` is ``None``.
    """
    for work in TODO_ITEMS:
        if user is not None and not user.has_perm(work.permission):
            continue
        counted = work.measure(user)
        if counted.n:
            yield TodoLine(work, counted)


def count_waiting(rows: QuerySet[Any], since: str) -> TodoCount:
    """Count rows; the oldest is that with the first date in the field ``since``."""
    found = rows.order_by().aggregate(n=Count("pk"), oldest=Min(since))
    oldest = found["oldest"]
    if isinstance(oldest, datetime.datetime):
        oldest = timezone.localdate(oldest)
    return TodoCount(found["n"], oldest)


def count_own_imports(user: Any) -> TodoCount:
    if user is None:
        return TodoCount(0)
    rows = ImportBatch.objects.sent_by(user).filter(state__in=ImportState.PENDING)
    return count_waiting(rows, "received_at")


def build_duplicates_item(rank: int, model: Any) -> TodoItem:
    """Return the item of the duplicates of a table, as the last search found them."""
    name = model._meta.model_name
    return TodoItem(
        rank,
        format_lazy(
            gettext_lazy("{rows} : paires de doublons possibles"),
            rows=model._meta.verbose_name_plural,
        ),
        lambda _user: get_pairs(model).open().count(),
        (f"admin:cooperation_{name}_twins", ""),
        f"cooperation.change_{name}",
        is_mailed=False,
    )


def count_uncertain_actions(_user: Any) -> int:
    noted = ~Q(uncertainty="") | ~Q(source_note="")
    return Action.objects.published().filter(noted).count()


ACTION_LIST = "admin:cooperation_action_changelist"
AGREEMENT_LIST = "admin:cooperation_agreement_changelist"
PUBLISHED_QUERY = "&publication__exact=publiee"
register_todo_items(
    TodoItem(
        5,
        gettext_lazy("vos imports à finir"),
        count_own_imports,
        (
            "admin:cooperation_importbatch_changelist",
            f"?state__in={','.join(ImportState.PENDING)}",
        ),
        "cooperation.import_directory",
        is_awaited=True,
    ),
    TodoItem(
        30,
        gettext_lazy("erreurs signalées"),
        lambda _user: count_waiting(ErrorReport.objects.waiting(), "created_at"),
        (
            "admin:cooperation_errorreport_changelist",
            f"?state__exact={ReportState.NEW}",
        ),
        "cooperation.view_errorreport",
        is_awaited=True,
    ),
    TodoItem(
        31,
        gettext_lazy("messages à faire suivre à une collectivité sans adresse"),
        lambda _user: count_waiting(RelayedMessage.objects.waiting(), "created_at"),
        (
            "admin:cooperation_relayedmessage_changelist",
            f"?state__exact={RelayState.NEW}",
        ),
        "cooperation.view_relayedmessage",
        is_awaited=True,
    ),
    TodoItem(
        45,
        gettext_lazy("courriels non partis"),
        lambda _user: count_waiting(OutgoingMail.objects.failed(), "created_at"),
        (
            "admin:cooperation_outgoingmail_changelist",
            f"?state__exact={MailState.FAILED}",
        ),
        "cooperation.view_outgoingmail",
        is_awaited=True,
    ),
    TodoItem(
        70,
        gettext_lazy("liens morts"),
        lambda _user: count_waiting(LinkCheck.objects.failing(), "failing_since"),
        ("admin:cooperation_linkcheck_changelist", "?etat=mort"),
        "cooperation.view_linkcheck",
    ),
    TodoItem(
        75,
        gettext_lazy("collectivités disparues dont des fiches sont à rattacher"),
        lambda _user: count_waiting(get_closed_with_entries(), "closed_on"),
        ("admin:cooperation_collectivity_closed", ""),
        "cooperation.change_collectivity",
    ),
    TodoItem(
        80,
        format_lazy(
            gettext_lazy("fiches non vérifiées depuis {months} mois"),
            months=STALE_AFTER_MONTHS,
        ),
        lambda _user: Action.objects.published().stale().count(),
        (ACTION_LIST, f"?verification=ancienne{PUBLISHED_QUERY}"),
        "cooperation.view_action",
    ),
    TodoItem(
        81,
        format_lazy(
            gettext_lazy("accords non vérifiés depuis {months} mois"),
            months=STALE_AFTER_MONTHS,
        ),
        lambda _user: Agreement.objects.published().stale().count(),
        (AGREEMENT_LIST, f"?verification=ancienne{PUBLISHED_QUERY}"),
        "cooperation.view_agreement",
    ),
    TodoItem(
        85,
        gettext_lazy("fiches publiées jamais vérifiées"),
        lambda _user: Action.objects.published().never_verified().count(),
        (ACTION_LIST, f"?verification=jamais{PUBLISHED_QUERY}"),
        "cooperation.view_action",
        is_mailed=False,
    ),
    TodoItem(
        86,
        gettext_lazy("accords publiés jamais vérifiés"),
        lambda _user: Agreement.objects.published().never_verified().count(),
        (AGREEMENT_LIST, f"?verification=jamais{PUBLISHED_QUERY}"),
        "cooperation.view_agreement",
        is_mailed=False,
    ),
    TodoItem(
        90,
        gettext_lazy("fiches publiées dont la source est incertaine"),
        count_uncertain_actions,
        (ACTION_LIST, f"?doute=oui{PUBLISHED_QUERY}"),
        "cooperation.view_action",
        is_mailed=False,
    ),
    TodoItem(
        71,
        gettext_lazy("actions dont la source est un site d’essai"),
        lambda _user: Action.objects.published().sourced_on_test_sites().count(),
        (ACTION_LIST, f"?site_source=essai{PUBLISHED_QUERY}"),
        "cooperation.view_action",
    ),
    TodoItem(
        72,
        gettext_lazy("accords dont la source est un site d’essai"),
        lambda _user: Agreement.objects.published().sourced_on_test_sites().count(),
        (AGREEMENT_LIST, f"?site_source=essai{PUBLISHED_QUERY}"),
        "cooperation.view_agreement",
    ),
)
register_todo_items(
    *(build_duplicates_item(76, model) for model in MODELS),
)
