"""The space of an agent: entries to maintain and tasks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from accounts import tasks
from accounts.confirmations import record_membership_use
from accounts.models import Proposal, User
from accounts.people import permissions
from accounts.proposals.completeness import (
    PARTS,
    annotate_parts,
    get_completeness_percentage,
    list_missing_parts,
)
from cooperation.history.journal import JournalItem, list_journal_items
from cooperation.models import Action
from cooperation.presenters.verification import get_verification, is_stale
from cooperation.presenters.years import format_action_years
from cooperation.search.pagination import get_displayed_page
from cooperation.spreadsheets.template import (
    build_template_response,
    build_xlsx_template,
)

ENTRIES_PER_PAGE = 50
MAX_MISSING_PARTS = 3
MAX_PROPOSALS = 20
MAX_AGREEMENTS = 200


class SpaceView(TemplateView):
    template_name = "accounts/space.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return memberships and their entries, those to confirm first."""
        user = self.request.user
        mandates = list(permissions.get_memberships(user))
        for mandate in mandates:
            if not mandate.is_dormant:
                record_membership_use(mandate)
        found = annotate_parts(
            permissions.get_editable_actions(user)
        ).to_confirm_first()
        paginator = Paginator(found.select_related("lead"), ENTRIES_PER_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        entry_rows = [build_entry_row(action) for action in page.items]
        agreements = permissions.get_editable_agreements(user)
        return super().get_context_data(**kwargs) | {
            "mandates": mandates,
            "errands": tasks.list_tasks(user),
            "proposals": Proposal.objects.by(user).with_related()[:MAX_PROPOSALS],
            "pagination": page.build_context("?page={}".format),
            "sheets": entry_rows,
            "agreements": agreements[:MAX_AGREEMENTS],
            "total": paginator.count,
            "problems": page.problems,
            "to_confirm": sum(row["asks"] for row in entry_rows),
        }


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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


def build_entry_row(action: Action) -> dict[str, Any]:
    """Return the row of the space for an action with annotated parts."""
    lacking = list_missing_parts(action)
    freshness = get_verification(action)
    return {
        "reference": action.reference,
        "title": action.title,
        "url": action.get_absolute_url() if action.is_published() else "",
        "lead": action.lead.name,
        "years": format_action_years(action),
        "publication": action.get_publication_display(),
        "is_published": action.is_published(),
        "freshness": freshness,
        "asks": action.verified_on is None
        or is_stale(action.verified_on, timezone.localdate()),
        "percentage": get_completeness_percentage(action),
        "filled": len(PARTS) - len(lacking),
        "parts": len(PARTS),
        "lacking": lacking[:MAX_MISSING_PARTS],
        "more_lacking": max(len(lacking) - MAX_MISSING_PARTS, 0),
    }
