"""Pages of a questionnaire: one at a time, saved at each step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys import participating
from surveys.asking.forms import PageForm
from surveys.enums import BlockOutcome
from surveys.models import Block, Section
from surveys.papers import Given, Paper
from surveys.participating import NotWritableError, OvertakenError
from surveys.prefilling import prefill
from surveys.views.doors import DoorView
from surveys.views.steps import after, before, steps
from surveys.wording import in_words

LARGEST_VERSION = 10


class PaperView(DoorView):
    """A view of a page of the questionnaire, or of a cooperation on it."""

    paper: Paper
    section: Section
    block: Block | None = None

    def find(self, code: str, pk: int | None = None) -> None:
        """Load the page, and the cooperation; raise ``Http404`` where there is none."""
        self.paper = Paper(self.door.participation)
        section = self.paper.section(code)
        if section is None or (pk is not None and not section.is_repeated):
            raise Http404
        self.section = section
        if pk is not None:
            self.block = self.paper.block(section, pk)
            if self.block is None:
                raise Http404

    def context(self) -> dict[str, Any]:
        return {
            "door": self.door,
            "participation": self.door.participation,
            "wave": self.door.participation.wave,
            "part": self.section,
            "cooperation": self.block,
            "steps": steps(self.door, self.paper, self.section),
            "before_url": self.before_url(),
        }

    def before_url(self) -> str:
        if self.block:
            return self.door.url("page", self.section.code)
        return before(self.door, self.paper, self.section)

    def stays_shut(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the first page, which shows the state of the answers."""
        messages.warning(request, self.shut_in_words())
        return redirect(self.door.home)

    def shut_in_words(self) -> str:
        return _(
            "Ces réponses ne se modifient plus : elles ont été envoyées ou closes."
        )


class PageView(PaperView):
    """A page of questions, or the list of cooperations of a repeated page."""

    def get(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        self.find(section, block)
        if not self.door.may_write:
            return self.stays_shut(request)
        if self.section.is_repeated and self.block is None:
            if not self.paper.blocks(self.section):
                # Who came here without passing by the first page.
                prefill(self.door.participation)
                self.find(section)
            return self.cooperations(request)
        return self.page(request, self.form(None, must="manque" in request.GET))

    def post(
        self, request: HttpRequest, section: str, block: int | None = None
    ) -> HttpResponse:
        """Save the page, then go to the next one, stay, or leave."""
        self.find(section, block)
        if self.section.is_repeated and self.block is None:
            return self.decide(request)
        form = self.form(request.POST)
        self.take_notes(request)
        try:
            saved = participating.save_page(
                self.door.participation,
                section=self.section,
                block=self.block,
                answers=form.answers(),
                version=version_of(request),
                by=self.door.user,
                interview=self.door.is_interview,
            )
        except OvertakenError:
            return self.overtaken(request, form)
        except NotWritableError:
            return self.too_late(request, form)
        self.door.participation = saved
        if "X-Autosave" in request.headers:
            return JsonResponse({"version": saved.version})
        return self.go_on(request, form)

    def go_on(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Redirect to the next page, unless there are errors or new questions."""
        if form.has_errors():
            return self.page(request, form, status=400)
        seen = request.POST.get("vues", "").split(",")
        new = [one for one in form.shown_now() if one.code not in seen]
        fresh = Paper(self.door.participation)
        if new and not any(one.code in fresh.answers(self.block) for one in new):
            messages.info(request, _("Vos réponses amènent d’autres questions."))
            here = request.path.split("?")[0]
            return redirect(f"{here}#question-{new[0].code}")
        if "quitter" in request.POST:
            messages.success(
                request, _("Enregistré, pas encore envoyé : revenez quand vous voulez.")
            )
            return redirect(self.door.home)
        if self.block:
            return redirect(self.door.url("page", self.section.code))
        return redirect(after(self.door, fresh, self.section))

    def form(self, data: Any, *, must: bool = False) -> PageForm:
        return PageForm(
            data,
            section=self.section,
            given=self.paper.answers(self.block),
            values=self.paper.values(self.block),
            must=must,
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
            "version": self.door.participation.version,
            **more,
        }
        return render(request, "surveys/answer/page.html", context, status=status)

    def take_notes(self, request: HttpRequest) -> None:
        if self.door.is_interview and "notes" in request.POST:
            participating.take_notes(
                self.door.participation,
                request.POST["notes"],
                before=request.POST.get("notes-avant", ""),
            )
            self.door.participation.refresh_from_db(fields=["notes"])

    def overtaken(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Show both versions after an edit conflict; nothing is saved."""
        if "X-Autosave" in request.headers:
            return JsonResponse({}, status=409)
        self.door.participation.refresh_from_db(fields=["version", "saved"])
        fresh = Paper(self.door.participation)
        theirs = fresh.answers(self.block)
        differing = [
            (
                question.label,
                worded(question, theirs.get(question.code)),
                worded(question, mine),
            )
            for question, mine in form.answers().items()
            if theirs.get(question.code) != mine
        ]
        return self.page(request, form, status=409, differing=differing or [()])

    def too_late(self, request: HttpRequest, form: PageForm) -> HttpResponse:
        """Show the typed answers with a message that nothing can be saved any more."""
        if "X-Autosave" in request.headers:
            return JsonResponse({}, status=409)
        return self.page(request, form, status=409, shut=self.shut_in_words())

    # The cooperations --------------------------------------------------------------

    def cooperations(self, request: HttpRequest) -> HttpResponse:
        """Show the cooperations with what the directory says of each."""
        rows = [self.row(block) for block in self.paper.blocks(self.section)]
        context = self.context() | {
            "rows": rows,
            "undecided": sum(not row["block"].outcome for row in rows),
        }
        return render(request, "surveys/answer/cooperations.html", context)

    def row(self, block: Block) -> dict[str, Any]:
        given = self.paper.answers(block)
        lines = [
            (question.label, in_words(question, given[question.code]))
            for question in self.paper.shown(self.section, block)
            if question.code in given and question.code != "coop_titre"
        ]
        missing = [
            one for one in self.paper.missing_in(self.section) if one.block == block
        ]
        return {
            "block": block,
            "lines": lines,
            "missing": len(missing),
            "url": self.door.url("block", self.section.code, block.pk),
        }

    def decide(self, request: HttpRequest) -> HttpResponse:
        """Apply the button of the list that was pressed."""
        here = self.door.url("page", self.section.code)
        try:
            return redirect(self.decided(request) or here)
        except NotWritableError:
            return self.stays_shut(request)

    def decided(self, request: HttpRequest) -> str:
        """Apply the action; return where to redirect, or "" for the same page."""
        door = self.door
        how: dict[str, Any] = {"by": door.user, "interview": door.is_interview}
        blocks = self.paper.blocks(self.section)
        if "suite" in request.POST:
            participating.save_page(
                door.participation,
                section=self.section,
                answers={},
                version=door.participation.version,
                by=door.user,
                interview=door.is_interview,
            )
            return after(door, self.paper, self.section)
        if "ajouter" in request.POST:
            added = participating.add_block(
                door.participation, self.section, interview=door.is_interview
            )
            return door.url("block", self.section.code, added.pk)
        if "tout" in request.POST:
            chosen = [one for one in blocks if not one.outcome]
            participating.decide(
                door.participation, chosen, BlockOutcome.CONFIRMED, **how
            )
            return ""
        return self.decided_on_one(request, blocks, how)

    def decided_on_one(
        self, request: HttpRequest, blocks: list[Block], how: dict[str, Any]
    ) -> str:
        """Confirm, end or remove the cooperation that the button names."""
        participation = self.door.participation
        for name, outcome in DEEDS.items():
            for block in blocks:
                if request.POST.get(name) != str(block.pk):
                    continue
                if outcome is None:
                    interview = how["interview"]
                    participating.remove_block(
                        participation, block, interview=interview
                    )
                elif block.outcome != BlockOutcome.ADDED:
                    participating.decide(participation, [block], outcome, **how)
                return ""
        return ""


DEEDS = {
    "confirmer": BlockOutcome.CONFIRMED,
    "terminer": BlockOutcome.ENDED,
    "retirer": None,
}


def worded(question: Any, given: Given | None) -> str:
    words = in_words(question, given) if given else []
    return ", ".join(words) or _("sans réponse")


def version_of(request: HttpRequest) -> int:
    """Return the version at which the page was shown; 0 where it is invalid."""
    text = request.POST.get("version", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < LARGEST_VERSION
    return int(text) if is_number else 0
