"""Pages around the questions: home, review, submission, refusal, forward, copy."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.web.errors import add_retry_after, build_wait_message
from cooperation.web.throttle import ThrottledError, check_attempt
from surveys.models import ParticipationLink
from surveys.questionnaires.piping import fill_text
from surveys.responses import workflow
from surveys.responses.answer_labels import (
    AnsweredPart,
    build_answered_parts,
    collect_words,
)
from surveys.responses.pdf import render_copy_pdf
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import MissingAnswer
from surveys.responses.workflow import IncompleteError, NotWritableError
from surveys.views.respondent.access import (
    LINK,
    RespondentContext,
    RespondentFormView,
    RespondentView,
)
from surveys.views.respondent.forms import DeclineForm, ForwardLinkForm
from surveys.views.respondent.steps import build_progress, get_resume_url
from surveys.waves.mails import forward_link, send_copy

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
        response = access.load_response()
        return self.render_page(
            "surveys/answer/home.html",
            steps=build_progress(access, response),
            next_url=get_resume_url(access, response),
            is_begun=bool(access.participation.saved),
            is_early=access.participation.wave.opens_on > timezone.localdate(),
            cooperations=len(response.shown_blocks),
            copy_url=access.url("copy"),
            decline_url=access.url("decline"),
            hand_on_url=access.url("hand_on"),
            reopen_url=access.url("reopen"),
            give_up_url=access.url("give_up"),
            review_url=access.url("review"),
        )


class ReviewView(RespondentView):
    """All answers, what is missing, and the button that submits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_review()

    def post(self, request: HttpRequest) -> HttpResponse:
        access = self.access
        try:
            access.participation = workflow.submit_response(
                access.participation, by=access.user, interview=access.is_interview
            )
        except IncompleteError:
            return self.render_review(status=400)
        except NotWritableError:
            messages.warning(request, ALREADY_CLOSED)
            return redirect(access.home)
        if access.email:
            send_copy(access.participation, access.email, get_copy_url(access))
        messages.success(request, _("Vos réponses sont envoyées. Merci !"))
        return redirect(access.home)

    def render_review(self, status: int = 200) -> HttpResponse:
        access, response = self.access, self.access.load_response()
        parts = build_answered_parts(response)
        return self.render_page(
            "surveys/answer/review.html",
            status=status,
            steps=build_progress(access, response),
            parts=[(one, get_edit_url(access, one)) for one in parts],
            missing=[
                (
                    fill_text(one.question.label, collect_words(response, one.block)),
                    one,
                    get_missing_url(access, one),
                )
                for one in response.list_missing_answers()
            ],
            undecided=sum(not one.outcome for one in response.shown_blocks),
            refused=status != 200,
        )


def get_edit_url(access: RespondentContext, part: AnsweredPart | MissingAnswer) -> str:
    code = part.section.code
    if part.block:
        return access.url("block", code, part.block.key)
    return access.url("page", code)


def get_missing_url(access: RespondentContext, missing: MissingAnswer) -> str:
    anchor = f"?manque=1#question-{missing.question.code}"
    return get_edit_url(access, missing) + anchor


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


class DeclineView(RespondentFormView):
    """Declining to answer, with a reason; what was sent is kept, or withdrawn."""

    form_class = DeclineForm
    template_name = "surveys/answer/decline.html"

    def get_form(self, form_class: Any = None) -> DeclineForm:
        form: DeclineForm = super().get_form(form_class)
        if not self.access.participation.has_sent_answers:
            del form.fields["envoi"]
        return form

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        withdraw = form.cleaned_data.get("envoi") == DeclineForm.WITHDRAW
        try:
            workflow.decline_participation(
                self.access.participation,
                reason=form.cleaned_data["raison"],
                withdraw=withdraw,
                by_staff=self.access.is_interview,
            )
        except NotWritableError:
            messages.warning(self.request, ALREADY_CLOSED)
        else:
            words = (
                _("C’est noté : ce qui avait été envoyé ne compte plus.")
                if withdraw
                else _("C’est noté : plus de relance.")
            )
            messages.success(self.request, words)
        return redirect(self.access.home)


class ReopenView(RespondentView):
    """Reopening answers that were sent or declined."""

    def post(self, request: HttpRequest) -> HttpResponse:
        access = self.access
        is_sent = access.participation.has_sent_answers
        try:
            workflow.reopen_response(access.participation, by_staff=access.is_interview)
        except NotWritableError:
            messages.warning(request, _("L’enquête ne prend plus de réponses."))
        else:
            words = (
                _(
                    "Rouvertes : ce que vous aviez envoyé compte, jusqu’à ce que vous "
                    "envoyiez vos retouches."
                )
                if is_sent
                else _("Bienvenue : vous pouvez répondre.")
            )
            messages.success(request, words)
        return redirect(access.home)


class GiveUpChangesView(RespondentView):
    """Going back to the answers as they were sent."""

    def post(self, request: HttpRequest) -> HttpResponse:
        access = self.access
        try:
            workflow.give_up_changes(access.participation, by_staff=access.is_interview)
        except NotWritableError:
            messages.warning(request, ALREADY_CLOSED)
        else:
            words = _(
                "Retouches effacées : vos réponses sont comme vous les aviez envoyées."
            )
            messages.success(request, words)
        return redirect(access.home)


class ForwardLinkView(RespondentFormView):
    """Sending a colleague a personal link."""

    form_class = ForwardLinkForm
    template_name = "surveys/answer/hand_on.html"

    def get_form(self, form_class: Any = None) -> ForwardLinkForm:
        form: ForwardLinkForm = super().get_form(form_class)
        if not self.access.link:
            del form.fields["quitter"]
        return form

    def form_valid(self, form: ForwardLinkForm) -> HttpResponse:
        """Send the link; with ``quitter``, revoke one's own."""
        access, sent = self.access, form.cleaned_data
        try:
            check_attempt("forwards", str(access.participation.pk))
        except ThrottledError as error:
            form.add_error(None, build_wait_message(error.seconds))
            return add_retry_after(self.form_invalid(form, status=429), error.seconds)
        forward_link(
            access.participation, sent["a"], word=sent["mot"], handed_by=access.link
        )
        words = _("Le lien est parti à %(email)s.") % {"email": sent["a"]}
        messages.success(self.request, words)
        if access.link and sent["quitter"]:
            access.link.revoked_at = timezone.now()
            access.link.save(update_fields=["revoked_at"])
            return self.render_page("surveys/answer/handed.html", words=words)
        return redirect(access.home)


class ResponseCopyView(RespondentView):
    """The answers as a PDF: those being written, or with ``envoi`` those sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        participation = self.access.participation
        response = self.access.load_response()
        response.is_sent |= "envoi" in request.GET
        # Whoever has the link may answer: the copy shows the address of the space.
        content = render_copy_pdf(response, "/espace/")
        name = slugify(f"{participation.wave.slug}-{participation.collectivity.slug}")
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
        )


class NotesView(RespondentView):
    """Staff notes, from a page that has no questions of its own."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.save_notes():
            messages.success(request, _("Notes enregistrées."))
        return redirect(self.access.home)
