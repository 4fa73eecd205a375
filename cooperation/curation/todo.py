"""The to-do list of the staff.

An app registers its items in ``ready()``; each costs one count query. They are shown on
the home page of the admin and sent by mail.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from cooperation.curation.succession import get_closed_with_entries
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


class TodoItem(NamedTuple):
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


TODO_ITEMS: list[TodoItem] = []


def register_todo_items(*works: TodoItem) -> None:
    """Register items; those of a page already registered are ignored."""
    known = {str(work.page) for work in TODO_ITEMS}
    TODO_ITEMS.extend(work for work in works if str(work.page) not in known)
    TODO_ITEMS.sort(key=lambda work: work.rank)


def iter_todo(user: Any = None) -> Iterator[dict[str, Any]]:
    """Yield the items with a count above 0 that ``user`` may see.

    All items where ``user`` is ``None``.
    """
    for work in TODO_ITEMS:
        if user is not None and not user.has_perm(work.permission):
            continue
        if n := work.number(user):
            yield {
                "label": work.label,
                "n": n,
                "url": work.url,
                "is_mailed": work.is_mailed,
            }


def count_own_imports(user: Any) -> int:
    return ImportBatch.objects.sent_by(user).pending().count() if user else 0


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
        ("admin:cooperation_importbatch_changelist", ""),
        "cooperation.import_directory",
    ),
    TodoItem(
        30,
        gettext_lazy("erreurs signalées"),
        lambda _user: ErrorReport.objects.waiting().count(),
        (
            "admin:cooperation_errorreport_changelist",
            f"?state__exact={ReportState.NEW}",
        ),
        "cooperation.view_errorreport",
    ),
    TodoItem(
        31,
        gettext_lazy("messages à faire suivre à une collectivité sans adresse"),
        lambda _user: RelayedMessage.objects.waiting().count(),
        (
            "admin:cooperation_relayedmessage_changelist",
            f"?state__exact={RelayState.NEW}",
        ),
        "cooperation.view_relayedmessage",
    ),
    TodoItem(
        45,
        gettext_lazy("courriels non partis"),
        lambda _user: OutgoingMail.objects.failed().count(),
        (
            "admin:cooperation_outgoingmail_changelist",
            f"?state__exact={MailState.FAILED}",
        ),
        "cooperation.view_outgoingmail",
    ),
    TodoItem(
        70,
        gettext_lazy("liens morts"),
        lambda _user: LinkCheck.objects.failing().count(),
        ("admin:cooperation_linkcheck_changelist", "?etat=mort"),
        "cooperation.view_linkcheck",
    ),
    TodoItem(
        75,
        gettext_lazy("collectivités disparues dont des fiches sont à rattacher"),
        lambda _user: get_closed_with_entries().count(),
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
