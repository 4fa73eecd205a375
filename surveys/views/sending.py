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

from surveys import participating
from surveys.copying import copy_pdf
from surveys.enums import ParticipationState
from surveys.models import ParticipationLink
from surveys.papers import Missing, Paper
from surveys.participating import IncompleteError, NotWritableError
from surveys.prefilling import prefill
from surveys.throttling import MOST_HANDED_ON, is_too_often
from surveys.views.doors import LINK, Door, DoorView
from surveys.views.steps import first_unfinished, steps
from surveys.wording import Part, parts
from surveys.writing import hand_on, send_copy

LONGEST_WORD = 1_000
ALREADY_SHUT = gettext_lazy("Ces réponses étaient déjà envoyées ou closes.")


class HomeView(DoorView):
    """The first page: what is asked, the state of the answers, all actions."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page; a first visit prefills the questionnaire."""
        door = self.door
        if door.may_write and not door.is_interview:
            participating.open_(door.participation)
            door.participation.refresh_from_db(fields=["state", "opened_at"])
        elif door.may_write:
            prefill(door.participation)
        paper = Paper(door.participation)
        context = {
            "door": door,
            "participation": door.participation,
            "wave": door.participation.wave,
            "steps": steps(door, paper),
            "next_url": first_unfinished(door, paper),
            "is_begun": bool(door.participation.saved),
            "is_early": door.participation.wave.opens_on > timezone.localdate(),
            "cooperations": len(paper.all_blocks),
            "copy_url": door.url("copy"),
            "decline_url": door.url("decline"),
            "hand_on_url": door.url("hand_on"),
            "reopen_url": door.url("reopen"),
            "review_url": door.url("review"),
        }
        return render(request, "surveys/answer/home.html", context)


class ReviewView(DoorView):
    """All answers, what is missing, and the button that submits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, Paper(self.door.participation))

    def post(self, request: HttpRequest) -> HttpResponse:
        door = self.door
        try:
            door.participation = participating.submit(
                door.participation, by=door.user, interview=door.is_interview
            )
        except IncompleteError:
            return self.page(request, Paper(door.participation), status=400)
        except NotWritableError:
            messages.warning(request, ALREADY_SHUT)
            return redirect(door.home)
        if door.email:
            send_copy(door.participation, door.email, address_for(door))
        messages.success(request, _("Vos réponses sont envoyées. Merci !"))
        return redirect(door.home)

    def page(
        self, request: HttpRequest, paper: Paper, status: int = 200
    ) -> HttpResponse:
        door = self.door
        missing = paper.missing()
        undecided = sum(
            len(paper.undecided(one)) for one in paper.sections if one.is_repeated
        )
        context = {
            "door": door,
            "participation": door.participation,
            "wave": door.participation.wave,
            "steps": steps(door, paper),
            "parts": [(part, self.edit_url(part)) for part in parts(paper)],
            "missing": [(one, missing_url(door, one)) for one in missing],
            "undecided": undecided,
            "refused": status != 200,
        }
        return render(request, "surveys/answer/review.html", context, status=status)

    def edit_url(self, part: Part) -> str:
        code = part.section.code
        if part.block:
            return self.door.url("block", code, part.block.pk)
        return self.door.url("page", code)


def missing_url(door: Door, missing: Missing) -> str:
    code, anchor = missing.section.code, f"?manque=1#question-{missing.question.code}"
    if missing.block:
        return door.url("block", code, missing.block.pk) + anchor
    return door.url("page", code) + anchor


def address_for(door: Door) -> str:
    """Return the address in the mail of the respondent's copy.

    After an interview a new personal link is created, for there was none.
    """
    if not door.is_interview:
        return door.home
    _link, token = ParticipationLink.objects.give(door.participation, email=door.email)
    return Door(LINK, door.participation, [token]).home


class DeclineView(DoorView):
    """Declining to answer, with a reason."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        reason = request.POST.get("raison", "").strip()
        if not reason:
            return self.page(request, _("Dites en un mot pourquoi."), status=400)
        try:
            participating.decline(
                self.door.participation,
                reason=reason,
                by_staff=self.door.is_interview,
            )
        except NotWritableError:
            messages.warning(request, ALREADY_SHUT)
        else:
            messages.success(request, _("C’est noté : plus de relance."))
        return redirect(self.door.home)

    def page(
        self, request: HttpRequest, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "door": self.door,
            "participation": self.door.participation,
            "wave": self.door.participation.wave,
            "problem": problem,
        }
        return render(request, "surveys/answer/decline.html", context, status=status)


class ReopenView(DoorView):
    """Reopening answers that were sent or declined."""

    def post(self, request: HttpRequest) -> HttpResponse:
        door = self.door
        was_declined = door.participation.state == ParticipationState.DECLINED
        try:
            participating.reopen(door.participation, by_staff=door.is_interview)
        except NotWritableError:
            messages.warning(request, _("L’enquête ne prend plus de réponses."))
        else:
            words = (
                _("Bienvenue : vous pouvez répondre.")
                if was_declined
                else _("Rouvertes : envoyez-les de nouveau après vos retouches.")
            )
            messages.success(request, words)
        return redirect(door.home)


class HandOnView(DoorView):
    """Sending a colleague a personal link."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, {})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link; with ``quitter``, revoke one's own."""
        door = self.door
        typed = {name: request.POST.get(name, "").strip() for name in ("a", "mot")}
        typed["mot"] = typed["mot"][:LONGEST_WORD]
        try:
            validate_email(typed["a"])
        except ValidationError:
            return self.page(request, typed, _("Écrivez une adresse électronique."))
        key = str(door.participation.pk)
        if is_too_often("handed_on", key, MOST_HANDED_ON):
            problem = _("Beaucoup de liens sont partis : réessayez dans une heure.")
            return self.page(request, typed, problem, status=429)
        try:
            hand_on(
                door.participation, typed["a"], word=typed["mot"], handed_by=door.link
            )
        except OSError:
            problem = _("Le courriel n’est pas parti : réessayez dans un moment.")
            return self.page(request, typed, problem, status=503)
        words = _("Le lien est parti à %(email)s.") % {"email": typed["a"]}
        messages.success(request, words)
        if "quitter" in request.POST and door.link:
            door.link.revoked_at = timezone.now()
            door.link.save(update_fields=["revoked_at"])
            return render(request, "surveys/answer/handed.html", {"words": words})
        return redirect(door.home)

    def page(
        self,
        request: HttpRequest,
        typed: dict[str, str],
        problem: str = "",
        status: int = 0,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "door": self.door,
            "participation": self.door.participation,
            "wave": self.door.participation.wave,
            "typed": typed,
            "problem": problem,
        }
        code = status or (400 if problem else 200)
        return render(request, "surveys/answer/hand_on.html", context, status=code)


class CopyView(DoorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        participation = self.door.participation
        # The link itself is a key: on paper stands the space, which asks who one is.
        content = copy_pdf(participation, "/espace/")
        name = slugify(f"{participation.wave.slug}-{participation.collectivity.slug}")
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
        )


class NotesView(DoorView):
    """Staff notes, from a page that has no questions of its own."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.door.is_interview:
            participating.take_notes(
                self.door.participation,
                request.POST.get("notes", ""),
                before=request.POST.get("notes-avant", ""),
            )
            messages.success(request, _("Notes enregistrées."))
        return redirect(self.door.home)
