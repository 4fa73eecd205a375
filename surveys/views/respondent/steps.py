"""Progress of a respondent: the pages in order, with their states."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models import Section
from surveys.questionnaires.piping import fill_text
from surveys.responses.answer_labels import collect_words
from surveys.responses.response import Response
from surveys.views.respondent.access import RespondentContext

STATE_DONE, STATE_BEGUN, STATE_TODO = "faite", "commencee", "a_faire"


@dataclass(frozen=True)
class Step:
    """A page of the questionnaire, and whether it is done."""

    title: str
    url: str
    state: str
    words: str
    is_current: bool


@dataclass(frozen=True)
class Progress:
    """The pages with their states, and where the respondent stands."""

    rows: list[Step]
    review_url: str

    @property
    def done(self) -> int:
        return sum(row.state == STATE_DONE for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def place(self) -> int:
        """The number of the current page; 0 for none."""
        numbers = (n for n, row in enumerate(self.rows, start=1) if row.is_current)
        return next(numbers, 0)


def build_progress(
    access: RespondentContext, response: Response, current: Section | None = None
) -> Progress:
    rows = [
        build_step(access, response, one, current) for one in response.shown_sections
    ]
    return Progress(rows, access.url("review"))


def build_step(
    access: RespondentContext,
    response: Response,
    section: Section,
    current: Section | None,
) -> Step:
    if response.is_complete(section):
        state, words = STATE_DONE, _("faite")
    elif response.is_begun(section):
        state, words = STATE_BEGUN, _("à compléter")
    else:
        state, words = STATE_TODO, _("à faire")
    url = access.url("page", section.code)
    title = fill_text(section.title, collect_words(response))
    return Step(title, url, state, words, is_current=section == current)


def get_resume_url(access: RespondentContext, response: Response) -> str:
    """Return the URL of the first incomplete page, or of the review."""
    for section in response.shown_sections:
        if not response.is_complete(section):
            return access.url("page", section.code)
    return access.url("review")


def get_next_url(
    access: RespondentContext, response: Response, section: Section
) -> str:
    """Return the URL of the next page, or of the review after the last one."""
    codes = [one.code for one in response.shown_sections]
    place = codes.index(section.code) + 1
    is_last = place == len(codes)
    return access.url("review") if is_last else access.url("page", codes[place])


def get_previous_url(
    access: RespondentContext, response: Response, section: Section
) -> str:
    """Return the URL of the previous page, or of the home page."""
    codes = [one.code for one in response.shown_sections]
    place = codes.index(section.code)
    return access.url("page", codes[place - 1]) if place else access.home
