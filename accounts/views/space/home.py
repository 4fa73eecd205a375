"""The space of an agent: entries to maintain and tasks."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from accounts import tasks
from accounts.confirmations import exclude_waiting, record_membership_use
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.people import permissions
from accounts.proposals.completeness import (
    RECOMMENDED_PARTS,
    annotate_parts,
    list_missing_parts,
)
from accounts.proposals.schema import Recommended
from cooperation.history.journal import JournalItem, list_journal_items
from cooperation.models import Action, Agreement, FundingCall
from cooperation.presenters.verification import Verification, get_verification
from cooperation.presenters.years import format_action_years
from cooperation.search.pagination import get_displayed_page
from cooperation.spreadsheets.template import (
    build_template_response,
    build_xlsx_template,
)
from cooperation.web.context import Context

ENTRIES_PER_PAGE = 50
MAX_MISSING_PARTS = 3
MAX_PROPOSALS = 20
MAX_AGREEMENTS = 200


class SpaceView(TemplateView):
    """What is asked of a person first, then their entries, then all the rest."""

    template_name = "accounts/space.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        user = self.request.user
        memberships = list(permissions.get_memberships(user))
        for membership in memberships:
            if not membership.is_dormant:
                record_membership_use(membership)
        mine = Proposal.objects.by_author(user).with_related()
        return super().get_context_data(**kwargs) | {
            "memberships": memberships,
            "tasks": tasks.list_tasks(user),
            "drafts": mine.filter(state=ProposalState.DRAFT).with_typed_title()[
                :MAX_PROPOSALS
            ],
            "proposals": mine.exclude(state=ProposalState.DRAFT)[:MAX_PROPOSALS],
            "confirmable": list_confirmable_rows(user),
            "calls": list_fitting_calls(memberships),
            **self.build_entry_lists(),
        }

    def build_entry_lists(self) -> Context:
        """Return the entries of the person's authorities, those to confirm first."""
        user = self.request.user
        found = annotate_parts(
            permissions.get_editable_actions(user)
        ).to_confirm_first()
        paginator = Paginator(
            mark_waiting(found).select_related("lead"), ENTRIES_PER_PAGE
        )
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        agreements = permissions.get_editable_agreements(user).to_confirm_first()
        signed = mark_waiting(agreements).select_related("collectivity")
        return {
            "pagination": page.build_context("?page={}".format),
            "entries": [OwnEntryRow(action) for action in page.items],
            "agreements": [
                OwnAgreementRow(row, get_verification(row))
                for row in signed[:MAX_AGREEMENTS]
            ],
            "total": paginator.count,
            "problems": page.problems,
        }


def list_fitting_calls(memberships: list[Membership]) -> list[tuple[Any, int]]:
    """Return the authorities that calls fit, each with the number of its calls."""
    calls = FundingCall.objects.published().current(timezone.localdate())
    authorities = [membership.collectivity for membership in memberships]
    counted = [(one, calls.open_to(one).count()) for one in authorities]
    return [(one, number) for one, number in counted if number]


class ConfirmableRow(NamedTuple):
    """An entry that may be confirmed: its title, and whether it is time to."""

    title: str
    is_due: bool


def list_confirmable_rows(user: Any) -> list[ConfirmableRow]:
    """Return what one click would confirm, what is due first."""
    found = (
        permissions.get_editable_actions(user),
        permissions.get_editable_agreements(user),
    )
    rows = [
        ConfirmableRow(str(entry), entry.is_to_verify)
        for entries in found
        for entry in exclude_waiting(entries.published())
        .only("title", "verified_on", "publication")
        .order_by("title_key", "pk")
    ]
    return sorted(rows, key=lambda row: not row.is_due)


def mark_waiting(rows: Any) -> Any:
    """Annotate entries with ``is_waiting``: whether a proposal about them waits."""
    field = "action" if rows.model is Action else "agreement"
    waiting = Proposal.objects.filter(state=ProposalState.SENT)
    about = Exists(waiting.filter(**{field: OuterRef("pk")}))
    return rows.annotate(is_waiting=about)


@require_safe
def download_template(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the workbook of one's own authority, to correct and send to staff."""
    authority = get_object_or_404(
        permissions.get_user_authorities(request.user), slug=slug
    )
    actions = permissions.get_editable_actions(request.user).filter(lead=authority)
    content = build_xlsx_template(authority, actions.order_by("title_key", "pk"))
    return build_template_response(content, f"modele-{slug}.xlsx")


class HistoryView(TemplateView):
    template_name = "accounts/history.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        """Return the journal, each item with an anonymous author."""
        user = self.request.user
        actions = permissions.get_editable_actions(user).select_related("lead")
        action = get_object_or_404(actions, reference=self.kwargs["reference"])
        items = list_journal_items(action)
        staff = set(
            User.objects.filter(
                pk__in={item.version.user_id for item in items}, is_staff=True
            ).values_list("pk", flat=True)
        )
        rows = [(item, format_author(item, user.pk, staff)) for item in items]
        return super().get_context_data(**kwargs) | {"action": action, "items": rows}


def format_author(item: JournalItem, reader: Any, staff: set[int]) -> str:
    author = item.version.user_id
    if author is None:
        return _("sans nom (import, ou ancien agent)")
    if author == reader:
        return _("vous")
    return _("l’équipe") if author in staff else _("une autre personne")


class OwnAgreementRow(NamedTuple):
    """An agreement, as the space shows it."""

    agreement: Agreement
    freshness: Verification


@dataclass(frozen=True)
class OwnEntryRow:
    """An action with annotated parts, as the space shows it."""

    action: Action

    @property
    def years(self) -> str:
        return format_action_years(self.action)

    @property
    def freshness(self) -> Verification:
        return get_verification(self.action)

    @cached_property
    def missing(self) -> list[Recommended]:
        return list_missing_parts(self.action)

    @property
    def parts(self) -> int:
        return len(RECOMMENDED_PARTS)

    @property
    def filled(self) -> int:
        return self.parts - len(self.missing)

    @property
    def more_missing(self) -> int:
        return max(len(self.missing) - MAX_MISSING_PARTS, 0)
