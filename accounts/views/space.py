"""The space of an agent: entries to maintain and tasks."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from accounts import errands, permissions
from accounts.completeness import PARTS, missing, percentage, with_parts
from accounts.confirming import note_use
from accounts.models import Proposal, User
from cooperation.directories.pages import page_of
from cooperation.exchange.template import XLSX, template_xlsx
from cooperation.models import Action
from cooperation.reading.journal import PARTS_OF_ACTIONS, Entry, journal
from cooperation.reading.verification import is_stale, verification
from cooperation.reading.years import action_years

SHEETS_ON_PAGE = 50
NAMED_PARTS = 3
PROPOSALS = 20
AGREEMENTS = 200


class SpaceView(TemplateView):
    template_name = "accounts/space.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return memberships and their entries, those to confirm first."""
        user = self.request.user
        mandates = list(permissions.memberships(user))
        for mandate in mandates:
            if not mandate.is_dormant:
                note_use(mandate)
        found = with_parts(permissions.editable_actions(user)).to_confirm_first()
        paginator = Paginator(found.select_related("lead"), SHEETS_ON_PAGE)
        page = page_of(paginator, self.request.GET.get("page"))
        sheets = [sheet(action) for action in page.items]
        agreements = permissions.editable_agreements(user)
        return super().get_context_data(**kwargs) | {
            "mandates": mandates,
            "errands": errands.of(user),
            "proposals": Proposal.objects.by(user).with_what()[:PROPOSALS],
            "pagination": page.context_of("?page={}".format),
            "sheets": sheets,
            "agreements": agreements[:AGREEMENTS],
            "total": paginator.count,
            "problems": page.problems,
            "to_confirm": sum(row["asks"] for row in sheets),
        }


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the workbook of one's own authority, to correct and send to staff."""
    authority = get_object_or_404(permissions.authorities(request.user), slug=slug)
    actions = permissions.editable_actions(request.user).filter(lead=authority)
    return HttpResponse(
        template_xlsx(authority, actions.order_by("title_key", "pk")),
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="modele-{slug}.xlsx"',
            "Cache-Control": "private, no-store",
        },
    )


class HistoryView(TemplateView):
    template_name = "accounts/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the journal, each entry with an anonymous author."""
        user = self.request.user
        rows = permissions.editable_actions(user).select_related("lead")
        action = get_object_or_404(rows, reference=self.kwargs["reference"])
        entries = journal(action, *PARTS_OF_ACTIONS)
        staff = set(
            User.objects.filter(
                pk__in={entry.user_id for entry in entries}, is_staff=True
            ).values_list("pk", flat=True)
        )
        told = [(entry, told_by(entry, user.pk, staff)) for entry in entries]
        return super().get_context_data(**kwargs) | {"action": action, "entries": told}


def told_by(entry: Entry, reader: Any, staff: set[int]) -> str:
    if entry.user_id is None:
        return _("sans nom (import, ou ancien agent)")
    if entry.user_id == reader:
        return _("vous")
    return _("l’équipe") if entry.user_id in staff else _("une autre personne")


def sheet(action: Action) -> dict[str, Any]:
    """Return the row of the space for an action with annotated parts."""
    lacking = missing(action)
    freshness = verification(action)
    return {
        "reference": action.reference,
        "title": action.title,
        "url": action.get_absolute_url() if action.is_published() else "",
        "lead": action.lead.name,
        "years": action_years(action),
        "publication": action.get_publication_display(),
        "is_published": action.is_published(),
        "freshness": freshness,
        "asks": action.verified_on is None
        or is_stale(action.verified_on, timezone.localdate()),
        "percentage": percentage(action),
        "filled": len(PARTS) - len(lacking),
        "parts": len(PARTS),
        "lacking": lacking[:NAMED_PARTS],
        "more_lacking": max(len(lacking) - NAMED_PARTS, 0),
    }
