"""Pages of a questionnaire: one at a time, saved at each step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys.enums import BlockOutcome
from surveys.models import Block, Section
from surveys.responses import workflow
from surveys.responses.answer_labels import format_answer_lines
from surveys.responses.forms import PageForm
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import AnswerValue, Response
from surveys.responses.workflow import EditConflictError, NotWritableError
from surveys.views.respondent.access import RespondentView
from surveys.views.respondent.steps import build_steps, get_next_url, get_previous_url

MAX_VERSION_DIGITS = 10


class QuestionnairePageView(RespondentView):
    """A view of a page of the questionnaire, or of a cooperation on it."""

    response: Response
    section: Section
    block: Block | None = None

    def load_page(self, code: str, pk: int | None = None) -> None:
        """Load the page, and the cooperation; raise ``Http404`` where there is none."""
        self.response = Response(self.access.participation)
        section = self.response.section(code)
        if section is None or (pk is not None and not section.is_repeated):
            raise Http404
        self.section = section
        if pk is not None:
            self.block = self.response.block(section, pk)
            if self.block is None:
                raise Http404

    def context(self) -> dict[str, Any]:
        return {
            "door": self.access,
            "participation": self.access.participation,
            "wave": self.access.participation.wave,
            "part": self.section,
            "cooperation": self.block,
            "steps": build_steps(self.access, self.response, self.section),
            "before_url": self.before_url(),
        }

    def before_url(self) -> str:
        if self.block:
            return self.access.url("page", self.section.code)
        return get_previous_url(self.access, self.response, self.section)

    def closed_response(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the first page, which shows the state of the answers."""
        messages.warning(request, self.get_closed_message())
        return redirect(self.access.home)

    def get_closed_message(self) -> str:
        return _(
            "Ces réponses ne se modifient plus : elles ont été envoyées ou closes."
        )


class PageView(QuestionnairePageView):
    """A page of questions, or the list of cooperations of a repeated page."""

    def get(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        self.load_page(section, block)
        if not self.access.may_write:
            return self.closed_response(request)
        if self.section.is_repeated and self.block is None:
            if not self.response.blocks(self.section):
                # Who came here without passing by the first page.
                prefill_blocks(self.access.participation)
                self.load_page(section)
            return self.render_cooperations(request)
        return self.page(request, self.form(None, show_missing="manque" in request.GET))

    def post(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        """Save the page, then go to the next one, stay, or leave."""
        self.load_page(section, block)
        if self.section.is_repeated and self.block is None:
            return self.decide(request)
        form = self.form(request.POST)
        self.take_notes(request)
        try:
            saved = workflow.save_page(
                self.access.participation,
                section=self.section,
                block=self.block,
                answers=form.answers(),
                version=parse_version(request),
                by=self.access.user,
                interview=self.access.is_interview,
            )
        except EditConflictError:
            return self.render_conflict(request, form)
        except NotWritableError:
            return self.render_closed(request, form)
        self.access.participation = saved
        if "X-Autosave" in request.headers:
            return JsonResponse({"version": saved.version})
        return self.redirect_onwards(request, form)

    def redirect_onwards(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Redirect to the next page, unless there are errors or new questions."""
        if form.has_errors():
            return self.page(request, form, status=400)
        seen = request.POST.get("vues", "").split(",")
        new = [one for one in form.visible_questions() if one.code not in seen]
        fresh = Response(self.access.participation)
        if new and not any(one.code in fresh.answers(self.block) for one in new):
            messages.info(request, _("Vos réponses amènent d’autres questions."))
            here = request.path.split("?")[0]
            return redirect(f"{here}#question-{new[0].code}")
        if "quitter" in request.POST:
            messages.success(
                request, _("Enregistré, pas encore envoyé : revenez quand vous voulez.")
            )
            return redirect(self.access.home)
        if self.block:
            return redirect(self.access.url("page", self.section.code))
        return redirect(get_next_url(self.access, fresh, self.section))

    def form(self, data: Any, *, show_missing: bool = False) -> PageForm:
        return PageForm(
            data,
            section=self.section,
            given=self.response.answers(self.block),
            values=self.response.values(self.block),
            show_missing=show_missing,
        )

    def page(
        self, request: HttpRequest, form: PageForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        asked = form.asked()
        context = self.context() | {
            "form": form,
            "asked": asked,
            "seen": ",".join(one.question.code for one in asked if one.is_shown),
            "problems": form.problems(),
            "version": self.access.participation.version,
            **more,
        }
        return render(request, "surveys/answer/page.html", context, status=status)

    def take_notes(self, request: HttpRequest) -> None:
        if self.access.is_interview and "notes" in request.POST:
            workflow.save_notes(
                self.access.participation,
                request.POST["notes"],
                before=request.POST.get("notes-avant", ""),
            )
            self.access.participation.refresh_from_db(fields=["notes"])

    def render_conflict(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Show both versions after an edit conflict; nothing is saved."""
        if "X-Autosave" in request.headers:
            return JsonResponse({}, status=409)
        self.access.participation.refresh_from_db(fields=["version", "saved"])
        fresh = Response(self.access.participation)
        theirs = fresh.answers(self.block)
        differing = [
            (
                question.label,
                format_answer(question, theirs.get(question.code)),
                format_answer(question, mine),
            )
            for question, mine in form.answers().items()
            if theirs.get(question.code) != mine
        ]
        return self.page(request, form, status=409, differing=differing or [()])

    def render_closed(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Show the typed answers with a message that nothing can be saved any more."""
        if "X-Autosave" in request.headers:
            return JsonResponse({}, status=409)
        return self.page(request, form, status=409, shut=self.get_closed_message())

    # The cooperations --------------------------------------------------------------

    def render_cooperations(self, request: HttpRequest) -> HttpResponse:
        """Show the cooperations with what the directory says of each."""
        rows = [self.row(block) for block in self.response.blocks(self.section)]
        context = self.context() | {
            "rows": rows,
            "undecided": sum(not row["block"].outcome for row in rows),
        }
        return render(request, "surveys/answer/cooperations.html", context)

    def row(self, block: Block) -> dict[str, Any]:
        given = self.response.answers(block)
        lines = [
            (question.label, format_answer_lines(question, given[question.code]))
            for question in self.response.shown(self.section, block)
            if question.code in given and question.code != "coop_titre"
        ]
        missing = [
            one
            for one in self.response.iter_missing_answers(self.section)
            if one.block == block
        ]
        return {
            "block": block,
            "lines": lines,
            "missing": len(missing),
            "url": self.access.url("block", self.section.code, block.pk),
        }

    def decide(self, request: HttpRequest) -> HttpResponse:
        """Apply the button of the list that was pressed."""
        here = self.access.url("page", self.section.code)
        try:
            return redirect(self.apply_action(request) or here)
        except NotWritableError:
            return self.closed_response(request)

    def apply_action(self, request: HttpRequest) -> str:
        """Apply the action; return where to redirect, or "" for the same page."""
        access = self.access
        how: dict[str, Any] = {"by": access.user, "interview": access.is_interview}
        blocks = self.response.blocks(self.section)
        if "suite" in request.POST:
            workflow.save_page(
                access.participation,
                section=self.section,
                answers={},
                version=access.participation.version,
                by=access.user,
                interview=access.is_interview,
            )
            return get_next_url(access, self.response, self.section)
        if "ajouter" in request.POST:
            added = workflow.add_block(
                access.participation, self.section, interview=access.is_interview
            )
            return access.url("block", self.section.code, added.pk)
        if "tout" in request.POST:
            chosen = [one for one in blocks if not one.outcome]
            workflow.decide_blocks(
                access.participation, chosen, BlockOutcome.CONFIRMED, **how
            )
            return ""
        return self.apply_block_action(request, blocks, how)

    def apply_block_action(
        self, request: HttpRequest, blocks: list[Block], how: dict[str, Any]
    ) -> str:
        """Confirm, end or remove the cooperation that the button names."""
        participation = self.access.participation
        for name, outcome in BLOCK_ACTIONS.items():
            for block in blocks:
                if request.POST.get(name) != str(block.pk):
                    continue
                if outcome is None:
                    interview = how["interview"]
                    workflow.remove_block(participation, block, interview=interview)
                elif block.outcome != BlockOutcome.ADDED:
                    workflow.decide_blocks(participation, [block], outcome, **how)
                return ""
        return ""


BLOCK_ACTIONS = {
    "confirmer": BlockOutcome.CONFIRMED,
    "terminer": BlockOutcome.ENDED,
    "retirer": None,
}


def format_answer(question: Any, given: AnswerValue | None) -> str:
    words = format_answer_lines(question, given) if given else []
    return ", ".join(words) or _("sans réponse")


def parse_version(request: HttpRequest) -> int:
    """Return the version at which the page was shown; 0 where it is invalid."""
    text = request.POST.get("version", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < MAX_VERSION_DIGITS
    return int(text) if is_number else 0
