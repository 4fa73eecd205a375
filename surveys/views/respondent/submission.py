"""Pages around the questions: home, review, submission, refusal, forward, copy."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import ParticipationState
from surveys.models import ParticipationLink
from surveys.ratelimit import MAX_FORWARDS_PER_HOUR, is_rate_limited
from surveys.responses import workflow
from surveys.responses.answer_labels import AnsweredPart, build_answered_parts
from surveys.responses.pdf import render_copy_pdf
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import MissingAnswer, Response
from surveys.responses.workflow import IncompleteError, NotWritableError
from surveys.views.respondent.access import LINK, RespondentContext, RespondentView
from surveys.views.respondent.steps import build_steps, get_resume_url
from surveys.waves.mails import forward_link, send_copy

MAX_NOTE_LENGTH = 1_000
ALREADY_CLOSED = gettext_lazy("Ces réponses étaient déjà envoyées ou closes.")


class RespondentHomeView(RespondentView):
    """The first page: what is asked, the state of the answers, all actions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page; a first visit prefills the questionnaire."""
        access = self.access
        if access.may_write and not access.is_interview:
            workflow.open_questionnaire(access.participation)
            access.participation.refresh_from_db(fields=["state", "opened_at"])
        elif access.may_write:
            prefill_blocks(access.participation)
        response = Response(access.participation)
        context = {
            "door": access,
            "participation": access.participation,
            "wave": access.participation.wave,
            "steps": build_steps(access, response),
            "next_url": get_resume_url(access, response),
            "is_begun": bool(access.participation.saved),
            "is_early": access.participation.wave.opens_on > timezone.localdate(),
            "cooperations": len(response.repeated_blocks),
            "copy_url": access.url("copy"),
            "decline_url": access.url("decline"),
            "hand_on_url": access.url("hand_on"),
            "reopen_url": access.url("reopen"),
            "review_url": access.url("review"),
        }
        return render(request, "surveys/answer/home.html", context)


class ReviewView(RespondentView):
    """All answers, what is missing, and the button that submits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, Response(self.access.participation))

    def post(self, request: HttpRequest) -> HttpResponse:
        access = self.access
        try:
            access.participation = workflow.submit_response(
                access.participation, by=access.user, interview=access.is_interview
            )
        except IncompleteError:
            return self.page(request, Response(access.participation), status=400)
        except NotWritableError:
            messages.warning(request, ALREADY_CLOSED)
            return redirect(access.home)
        if access.email:
            send_copy(access.participation, access.email, get_copy_url(access))
        messages.success(request, _("Vos réponses sont envoyées. Merci !"))
        return redirect(access.home)

    def page(
        self, request: HttpRequest, response: Response, status: int = 200
    ) -> HttpResponse:
        access = self.access
        missing = response.missing()
        undecided = sum(
            len(response.undecided(one)) for one in response.sections if one.is_repeated
        )
        context = {
            "door": access,
            "participation": access.participation,
            "wave": access.participation.wave,
            "steps": build_steps(access, response),
            "parts": [
                (part, self.edit_url(part)) for part in build_answered_parts(response)
            ],
            "missing": [(one, get_missing_url(access, one)) for one in missing],
            "undecided": undecided,
            "refused": status != 200,
        }
        return render(request, "surveys/answer/review.html", context, status=status)

    def edit_url(self, part: AnsweredPart) -> str:
        code = part.section.code
        if part.block:
            return self.access.url("block", code, part.block.pk)
        return self.access.url("page", code)


def get_missing_url(access: RespondentContext, missing: MissingAnswer) -> str:
    code, anchor = missing.section.code, f"?manque=1#question-{missing.question.code}"
    if missing.block:
        return access.url("block", code, missing.block.pk) + anchor
    return access.url("page", code) + anchor


def get_copy_url(access: RespondentContext) -> str:
    """Return the address in the mail of the respondent's copy.

    After an interview a new personal link is created, for there was none.
    """
    if not access.is_interview:
        return access.home
    _link, token = ParticipationLink.objects.create_with_token(
        access.participation, email=access.email
    )
    return RespondentContext(LINK, access.participation, [token]).home


class DeclineView(RespondentView):
    """Declining to answer, with a reason."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        reason = request.POST.get("raison", "").strip()
        if not reason:
            return self.page(request, _("Dites en un mot pourquoi."), status=400)
        try:
            workflow.decline_participation(
                self.access.participation,
                reason=reason,
                by_staff=self.access.is_interview,
            )
        except NotWritableError:
            messages.warning(request, ALREADY_CLOSED)
        else:
            messages.success(request, _("C’est noté : plus de relance."))
        return redirect(self.access.home)

    def page(
        self, request: HttpRequest, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "door": self.access,
            "participation": self.access.participation,
            "wave": self.access.participation.wave,
            "problem": problem,
        }
        return render(request, "surveys/answer/decline.html", context, status=status)


class ReopenView(RespondentView):
    """Reopening answers that were sent or declined."""

    def post(self, request: HttpRequest) -> HttpResponse:
        access = self.access
        was_declined = access.participation.state == ParticipationState.DECLINED
        try:
            workflow.reopen_response(access.participation, by_staff=access.is_interview)
        except NotWritableError:
            messages.warning(request, _("L’enquête ne prend plus de réponses."))
        else:
            words = (
                _("Bienvenue : vous pouvez répondre.")
                if was_declined
                else _("Rouvertes : envoyez-les de nouveau après vos retouches.")
            )
            messages.success(request, words)
        return redirect(access.home)


class ForwardLinkView(RespondentView):
    """Sending a colleague a personal link."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, {})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link; with ``quitter``, revoke one's own."""
        access = self.access
        typed = {name: request.POST.get(name, "").strip() for name in ("a", "mot")}
        typed["mot"] = typed["mot"][:MAX_NOTE_LENGTH]
        try:
            validate_email(typed["a"])
        except ValidationError:
            return self.page(request, typed, _("Écrivez une adresse électronique."))
        key = str(access.participation.pk)
        if is_rate_limited("handed_on", key, MAX_FORWARDS_PER_HOUR):
            problem = _("Beaucoup de liens sont partis : réessayez dans une heure.")
            return self.page(request, typed, problem, status=429)
        try:
            forward_link(
                access.participation,
                typed["a"],
                word=typed["mot"],
                handed_by=access.link,
            )
        except OSError:
            problem = _("Le courriel n’est pas parti : réessayez dans un moment.")
            return self.page(request, typed, problem, status=503)
        words = _("Le lien est parti à %(email)s.") % {"email": typed["a"]}
        messages.success(request, words)
        if "quitter" in request.POST and access.link:
            access.link.revoked_at = timezone.now()
            access.link.save(update_fields=["revoked_at"])
            return render(request, "surveys/answer/handed.html", {"words": words})
        return redirect(access.home)

    def page(
        self,
        request: HttpRequest,
        typed: dict[str, str],
        problem: str = "",
        status: int = 0,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "door": self.access,
            "participation": self.access.participation,
            "wave": self.access.participation.wave,
            "typed": typed,
            "problem": problem,
        }
        code = status or (400 if problem else 200)
        return render(request, "surveys/answer/hand_on.html", context, status=code)


class ResponseCopyView(RespondentView):
    def get(self, request: HttpRequest) -> HttpResponse:
        participation = self.access.participation
        # The link itself is a key: on paper stands the space, which asks who one is.
        content = render_copy_pdf(participation, "/espace/")
        name = slugify(f"{participation.wave.slug}-{participation.collectivity.slug}")
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
        )


class NotesView(RespondentView):
    """Staff notes, from a page that has no questions of its own."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.access.is_interview:
            workflow.save_notes(
                self.access.participation,
                request.POST.get("notes", ""),
                before=request.POST.get("notes-avant", ""),
            )
            messages.success(request, _("Notes enregistrées."))
        return redirect(self.access.home)
