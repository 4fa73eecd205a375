"""Pages of a questionnaire: one at a time, saved at each step."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import BlockOutcome
from surveys.models import Block, Section
from surveys.questionnaires.piping import fill_text
from surveys.responses import workflow
from surveys.responses.answer_labels import collect_words, format_answer_lines
from surveys.responses.forms import PageForm
from surveys.responses.prefill import prefill_blocks
from surveys.responses.response import AnswerValue, Response
from surveys.responses.workflow import EditConflictError, NotWritableError
from surveys.views.base import parse_key
from surveys.views.respondent.access import RespondentView
from surveys.views.respondent.steps import (
    build_progress,
    get_next_url,
    get_previous_url,
    get_resume_url,
)

CLOSED_MESSAGE = gettext_lazy(
    "Ces réponses ne se modifient plus : elles ont été envoyées ou closes."
)
BLOCK_OUTCOMES = {
    "confirmer": BlockOutcome.CONFIRMED,
    "terminer": BlockOutcome.ENDED,
}


@dataclass(frozen=True)
class CooperationRow:
    """A cooperation of the list: its answers, and how many are missing."""

    block: Block
    lines: list[tuple[str, list[str]]]
    missing: int
    url: str


class PageView(RespondentView):
    """A page of questions, or the list of cooperations of a repeated page."""

    response: Response
    section: Section
    block: Block | None = None

    def load_page(self, code: str, pk: int | None = None) -> None:
        """Load the page, and the cooperation; raise ``Http404`` where there is none."""
        self.response = Response(self.access.participation)
        section = self.response.get_section(code)
        if section is None or (pk is not None and not section.is_repeated):
            raise Http404
        self.section = section
        if pk is not None:
            self.block = self.response.get_block(section, pk)
            if self.block is None:
                raise Http404

    @property
    def is_hidden(self) -> bool:
        """Whether the answers given elsewhere leave this page out."""
        return self.section not in self.response.shown_sections

    def redirect_hidden(self) -> HttpResponse:
        if "X-Autosave" in self.request.headers:
            return JsonResponse({}, status=409)
        messages.info(
            self.request,
            _("Vos réponses ont changé : la page « %s » n’est plus à remplir.")
            % self.section.title,
        )
        return redirect(get_resume_url(self.access, self.response))

    def get(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        self.load_page(section, block)
        if not self.access.may_write:
            return self.redirect_closed()
        if self.is_hidden:
            return self.redirect_hidden()
        if self.section.is_repeated and self.block is None:
            if not self.response.list_blocks(self.section):
                # Who came here without passing by the first page.
                prefill_blocks(self.access.participation)
                self.load_page(section)
            return self.render_cooperations()
        form = self.build_form(None, show_missing="manque" in request.GET)
        return self.render_questions(form)

    def post(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        """Save the page, then go to the next one, stay, or leave."""
        self.load_page(section, block)
        if self.is_hidden and self.access.may_write:
            return self.redirect_hidden()
        if self.section.is_repeated and self.block is None:
            return self.apply_button()
        form = self.build_form(request.POST, request.FILES)
        if self.save_notes():
            self.access.participation.refresh_from_db(fields=["notes"])
        try:
            saved = workflow.save_page(
                self.access.participation,
                section=self.section,
                block=self.block,
                answers=form.answers(),
                version=parse_key(request.POST.get("version")),
                by=self.access.user,
                interview=self.access.is_interview,
            )
        except EditConflictError:
            return self.render_conflict(form)
        except NotWritableError:
            return self.render_unsaved(form, shut=CLOSED_MESSAGE)
        self.access.participation = saved
        if "X-Autosave" in request.headers:
            return JsonResponse({"version": saved.version})
        return self.redirect_onwards(form)

    def redirect_onwards(self, form: PageForm) -> HttpResponse:
        """Redirect to the next page, unless there are errors or new questions."""
        request = self.request
        if form.has_errors():
            return self.render_questions(form, status=400)
        seen = request.POST.get("vues", "").split(",")
        new = [one for one in form.visible_questions() if one.code not in seen]
        fresh = Response(self.access.participation)
        if new and not any(one.code in fresh.answers(self.block) for one in new):
            messages.info(request, _("Vos réponses amènent d’autres questions."))
            here = request.path.split("?")[0]
            return redirect(f"{here}#question-{new[0].code}")
        verb, _space, code = request.POST.get("geste", "").partition(" ")
        if verb == "rester":
            known = {one.code for one in form.visible_questions()}
            here = request.path.split("?")[0]
            return redirect(f"{here}#question-{code}" if code in known else here)
        if verb == "quitter":
            messages.success(
                request, _("Enregistré, pas encore envoyé : revenez quand vous voulez.")
            )
            return redirect(self.access.home)
        if self.block:
            return redirect(self.access.url("page", self.section.code))
        return redirect(get_next_url(self.access, fresh, self.section))

    def redirect_closed(self) -> HttpResponse:
        """Redirect to the first page, which shows the state of the answers."""
        messages.warning(self.request, CLOSED_MESSAGE)
        return redirect(self.access.home)

    def build_form(
        self, data: Any, files: Any = None, *, show_missing: bool = False
    ) -> PageForm:
        return PageForm(
            data,
            files,
            section=self.section,
            given=self.response.answers(self.block),
            values=self.response.values(self.block),
            show_missing=show_missing,
            words=collect_words(self.response, self.block),
            participation=self.access.participation,
            home=self.access.home,
        )

    def render_section(
        self, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        access, section = self.access, self.section
        words = collect_words(self.response, self.block)
        return self.render_page(
            template,
            status=status,
            part=section,
            title=fill_text(section.title, words),
            help=fill_text(section.help, words),
            cooperation=self.block,
            steps=build_progress(access, self.response, section),
            before_url=access.url("page", section.code)
            if self.block
            else get_previous_url(access, self.response, section),
            **context,
        )

    def render_questions(
        self, form: PageForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        asked = form.bound_questions()
        return self.render_section(
            "surveys/answer/page.html",
            status=status,
            asked=asked,
            seen=",".join(one.question.code for one in asked if one.is_shown),
            problems=form.list_problems(),
            has_files=form.has_files(),
            version=self.access.participation.version,
            **more,
        )

    def render_conflict(self, form: PageForm) -> HttpResponse:
        """Show both versions after an edit conflict; nothing is saved."""
        self.access.participation.refresh_from_db(fields=["version", "saved"])
        theirs = Response(self.access.participation).answers(self.block)
        differing = [
            (
                fill_text(question.label, form.words),
                format_answer(question, theirs.get(question.code)),
                format_answer(question, mine),
            )
            for question, mine in form.answers().items()
            if theirs.get(question.code) != mine
        ]
        return self.render_unsaved(form, differing=differing or [()])

    def render_unsaved(self, form: PageForm, **why: Any) -> HttpResponse:
        """Show the typed answers again, with the reason why they are not saved."""
        if "X-Autosave" in self.request.headers:
            return JsonResponse({}, status=409)
        return self.render_questions(form, status=409, **why)

    # The cooperations --------------------------------------------------------------

    def render_cooperations(self) -> HttpResponse:
        """Show the cooperations with what the directory says of each."""
        blocks = self.response.list_blocks(self.section)
        return self.render_section(
            "surveys/answer/cooperations.html",
            rows=[self.build_row(block) for block in blocks],
            undecided=sum(not block.outcome for block in blocks),
        )

    def build_row(self, block: Block) -> CooperationRow:
        given = self.response.answers(block)
        words = collect_words(self.response, block)
        lines = [
            (
                fill_text(question.label, words),
                format_answer_lines(question, given[question.code], words),
            )
            for question in self.response.list_shown_questions(self.section, block)
            if question.code in given and question.code != "coop_titre"
        ]
        missing = sum(
            one.block == block
            for one in self.response.iter_missing_answers(self.section)
        )
        url = self.access.url("block", self.section.code, block.key)
        return CooperationRow(block, lines, missing, url)

    def apply_button(self) -> HttpResponse:
        """Apply the button of the list that was pressed, then show what follows."""
        verb, _space, key = self.request.POST.get("geste", "").partition(" ")
        here = self.access.url("page", self.section.code)
        try:
            return redirect(self.apply_action(verb, parse_key(key)) or here)
        except NotWritableError:
            return self.redirect_closed()

    def apply_action(self, verb: str, key: int) -> str:
        """Apply an action; return where to redirect, or "" for the same page."""
        access, section = self.access, self.section
        participation, interview = access.participation, access.is_interview
        if verb == "suite":
            workflow.save_page(
                participation,
                section=section,
                answers={},
                version=participation.version,
                by=access.user,
                interview=interview,
            )
            return get_next_url(access, self.response, section)
        if verb == "ajouter":
            added = workflow.add_block(participation, section, interview=interview)
            return access.url("block", section.code, added.key)
        if verb == "tout":
            undecided = self.response.list_undecided_blocks(section)
            self.decide_blocks(undecided, BlockOutcome.CONFIRMED)
        elif block := self.response.get_block(section, key):
            self.apply_block_action(verb, block)
        return ""

    def apply_block_action(self, verb: str, block: Block) -> None:
        """Confirm, end or remove a cooperation."""
        if verb == "retirer":
            workflow.remove_block(
                self.access.participation, block, interview=self.access.is_interview
            )
        elif verb in BLOCK_OUTCOMES and block.outcome != BlockOutcome.ADDED:
            self.decide_blocks([block], BLOCK_OUTCOMES[verb])

    def decide_blocks(self, blocks: list[Block], outcome: BlockOutcome) -> None:
        workflow.decide_blocks(
            self.access.participation,
            blocks,
            outcome,
            by=self.access.user,
            interview=self.access.is_interview,
        )


def format_answer(question: Any, given: AnswerValue | None) -> str:
    words = format_answer_lines(question, given) if given else []
    return ", ".join(words) or _("sans réponse")
