"""Access to a questionnaire: a personal link, the agent's space, an interview.

The pages are the same; the context says whose participation it is, what its URLs are,
and who acts.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.models import User
from cooperation.web.context import Context
from cooperation.web.resubmit import render_resubmit_page
from cooperation.web.site import NOINDEX
from cooperation.web.throttle import check_attempt, check_client
from surveys import permissions
from surveys.models import Participation, ParticipationLink
from surveys.responses import workflow
from surveys.responses.response import Response
from surveys.views.base import FormPageView

LINK, SPACE, INTERVIEW = "link", "space", "interview"
PARTICIPATION_RELATIONS = ("wave__questionnaire", "collectivity__department")


@dataclass
class RespondentContext:
    """Who acts on which participation, and the URLs of its pages."""

    kind: str
    participation: Participation
    keys: list[str]
    user: User | None = None
    link: ParticipationLink | None = None

    def url(self, name: str, *more: Any) -> str:
        routes = "waves" if self.is_interview else "surveys"
        return reverse(f"{routes}:{self.kind}_{name}", args=[*self.keys, *more])

    @property
    def home(self) -> str:
        return self.url("home")

    @property
    def is_interview(self) -> bool:
        """Whether staff type during an interview."""
        return self.kind == INTERVIEW

    @property
    def is_open(self) -> bool:
        """Whether answers are taken today; from staff until the wave is closed."""
        wave = self.participation.wave
        return wave.is_running if self.is_interview else wave.is_answerable

    @property
    def may_write(self) -> bool:
        """Whether the answers may be changed now."""
        return self.is_open and self.participation.is_writable

    def load_response(self) -> Response:
        """Return the answers being written; what was sent where nothing is."""
        return Response(self.participation, is_sent=not self.may_write)

    @property
    def email(self) -> str:
        """Return where the copy goes: to the respondent, never to the interviewer."""
        if self.link:
            return self.link.for_email
        if self.is_interview:
            return self.participation.contact_email
        return self.user.email if self.user else ""


class RespondentView(View):
    """A page of a questionnaire; never cached or indexed."""

    kind = LINK
    access: RespondentContext

    def dispatch(
        self, request: HttpRequest, *args: Any, **where: Any
    ) -> HttpResponseBase:
        """Check the access, then serve the page, or return why it is refused."""
        answer = self.resolve_access(request, **where)
        if answer is None:
            names = ("token", "wave", "collectivity")
            rest = {name: one for name, one in where.items() if name not in names}
            answer = super().dispatch(request, *args, **rest)
        return set_private_headers(answer)

    def render_page(
        self, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        shared = build_shared_context(self.access)
        return render(self.request, template, shared | context, status=status)

    def save_notes(self) -> bool:
        """Save the notes of an interviewer; return whether there were any."""
        notes = self.request.POST.get("notes")
        if notes is None or not self.access.is_interview:
            return False
        before = self.request.POST.get("notes-avant", "")
        workflow.save_notes(self.access.participation, notes, before=before)
        return True

    def resolve_access(
        self, request: HttpRequest, **where: Any
    ) -> HttpResponseBase | None:
        """Set ``access``; return a response where access is refused."""
        if self.kind == LINK:
            return self.resolve_by_link(request, where["token"])
        if not request.user.is_authenticated:
            if request.method == "POST":
                return render_resubmit_page(request)
            return redirect_to_login(request.get_full_path())
        self.resolve_by_login(request, where["wave"], where["collectivity"])
        return None

    def resolve_by_link(self, request: HttpRequest, token: str) -> HttpResponse | None:
        link = ParticipationLink.objects.get_by_token(token)
        if link is None:
            check_client("unknown_links", request)
            return render_unusable_link(request)
        if request.method == "POST":
            check_attempt("saves", str(link.pk))
        ParticipationLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(
            opened_at=timezone.now()
        )
        self.access = RespondentContext(LINK, link.participation, [token], link=link)
        return None

    def resolve_by_login(self, request: HttpRequest, wave: str, whose: str) -> None:
        """Check the access of an agent of the authority, or of an interviewer."""
        user = cast(User, request.user)
        if self.kind == INTERVIEW:
            if not permissions.may_interview(request):
                raise PermissionDenied
            rows = Participation.objects.in_started_waves()
        else:
            rows = permissions.list_answerable_participations(user)
        participation = get_object_or_404(
            rows.select_related(*PARTICIPATION_RELATIONS),
            wave__slug=wave,
            collectivity__slug=whose,
        )
        self.access = RespondentContext(
            self.kind, participation, [wave, whose], user=user
        )


class RespondentFormView(RespondentView, FormPageView):
    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**build_shared_context(self.access), **kwargs)


def build_shared_context(access: RespondentContext) -> Context:
    """Return what every page of a questionnaire shows."""
    participation = access.participation
    wave = participation.wave
    return {
        "access": access,
        "participation": participation,
        "wave": wave,
        "skeleton": "staff/base.html" if access.is_interview else "base.html",
    }


def render_unusable_link(request: HttpRequest) -> HttpResponse:
    """Return the page for a link that does not work, which says what to do."""
    problem = _(
        "Ce lien est incomplet, trop ancien, ou a été repris. Ouvrez celui du "
        "dernier courriel, ou connectez-vous à votre espace."
    )
    context = {"problem": problem}
    return render(request, "surveys/answer/spent.html", context, status=410)


def set_private_headers(answer: HttpResponseBase) -> HttpResponseBase:
    """Set headers against caching, indexing and leaking the address as referrer."""
    answer.headers["Cache-Control"] = "no-store, private"
    for name, value in NOINDEX.items():
        answer.headers[name] = value
    # Not "no-referrer": browsers would then send forms without their origin.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
