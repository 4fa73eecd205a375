"""Coding of long answers: themes, quotes, and testimonies made of quotes."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cooperation.enums import Publication
from cooperation.models import Testimony
from surveys.enums import Consent, QuestionKind
from surveys.models import Answer, AnswerReading, AnswerTheme, Question, Quote, Wave
from surveys.models.coding import CONSENT_QUESTION
from surveys.models.sent import build_sent_condition
from surveys.responses.submitted import list_submitted_answers

# Which answers say under which function a person speaks, the best one first: how they
# ask to be named, else what they chose. Never a detail, which was not given for that.
FUNCTION_QUESTIONS = ("temoignage_signature", "role")
MAX_QUOTE_LENGTH = 2_000


class QuoteNotInAnswerError(ValueError):
    """The quote is not part of the answer."""


class NoConsentError(ValueError):
    """Nobody consented to the publication of the quote."""


def list_text_questions(wave: Wave) -> QuerySet[Question]:
    """Return the text questions of a wave with ``answered`` and ``read``."""
    sent = build_sent_condition("answers__participation__") & Q(
        answers__participation__wave=wave, answers__is_draft=False
    )
    return (
        Question.objects.filter(
            section__questionnaire=wave.questionnaire_id, kind=QuestionKind.LONG_TEXT
        )
        .select_related("section__questionnaire")
        .annotate(
            answered=Count("answers", filter=sent),
            read=Count("answers__reading", filter=sent),
        )
        .order_by("section__position", "position", "pk")
    )


def list_question_answers(wave: Wave, question: Question) -> QuerySet[Answer]:
    rows = list_submitted_answers(wave).filter(question=question).order_by("pk")
    return rows.select_related("participation__collectivity", "block", "reading")


def list_question_themes(question: Question) -> QuerySet[AnswerTheme]:
    """Return the themes of a question, shared by all waves, with ``n`` answers."""
    rows = AnswerTheme.objects.filter(**get_theme_scope(question))
    return rows.annotate(n=Count("readings")).order_by("label", "pk")


def get_theme_scope(question: Question) -> dict[str, str]:
    """Return the fields that tie a theme to a question, whatever the version."""
    return {
        "questionnaire_code": question.section.questionnaire.code,
        "question_code": question.code,
    }


@transaction.atomic
def record_reading(
    *, answer: Answer, themes: Iterable[int], new: Iterable[str] = (), by: Any
) -> AnswerReading:
    """Record that an answer was read, with its themes; ``new`` themes are created."""
    known = AnswerTheme.objects.filter(**get_theme_scope(answer.question))
    found = list(known.filter(pk__in=themes))
    found += [
        get_or_create_theme(answer.question, label) for label in new if label.strip()
    ]
    reading, _made = AnswerReading.objects.update_or_create(
        answer=answer, defaults={"read_by": by}
    )
    reading.themes.set(found)
    return reading


def get_or_create_theme(question: Question, label: str) -> AnswerTheme:
    """Return the theme with a label, ignoring case; create it if it is new."""
    label = " ".join(label.split())[:120]
    known = AnswerTheme.objects.filter(
        label__iexact=label, **get_theme_scope(question)
    ).first()
    return known or AnswerTheme.objects.create(label=label, **get_theme_scope(question))


@transaction.atomic
def rename_theme(*, theme: AnswerTheme, label: str, by: Any) -> AnswerTheme:
    """Rename a theme; one that takes the name of another is merged with it."""
    label = " ".join(label.split())[:120]
    same = AnswerTheme.objects.filter(
        questionnaire_code=theme.questionnaire_code,
        question_code=theme.question_code,
        label__iexact=label,
    ).exclude(pk=theme.pk)
    if other := same.first():
        return merge_themes(theme=theme, into=other, by=by)
    theme.label = label
    theme.save()
    return theme


@transaction.atomic
def merge_themes(*, theme: AnswerTheme, into: AnswerTheme, by: Any) -> AnswerTheme:
    """Move the answers of a theme to another one, and delete it."""
    for reading in theme.readings.all():
        reading.themes.add(into)
        reading.read_by = by
        reading.save()
    theme.delete()
    return into


def delete_theme(*, theme: AnswerTheme, by: Any) -> None:
    """Delete a theme; its answers still count as read."""
    AnswerReading.objects.filter(themes=theme).update(read_by=by)
    theme.delete()


def has_respondent_consent(answer: Answer) -> bool:
    said_yes: QuerySet[Answer] = Answer.objects.filter(
        participation=answer.participation_id,
        question__code=CONSENT_QUESTION,
        value=True,
    )
    return said_yes.exists()


def save_quote(*, answer: Answer, text: str, staff_consent: bool, by: Any) -> Quote:
    """Save a part of an answer as a quote, with its consent.

    Raise ``QuoteNotInAnswerError`` where the answer does not contain the text.
    """
    text = text.strip()[:MAX_QUOTE_LENGTH]
    if not text or collapse_whitespace(text) not in collapse_whitespace(
        str(answer.value)
    ):
        raise QuoteNotInAnswerError
    quote, _made = Quote.objects.get_or_create(
        answer=answer, text=text, defaults={"chosen_by": by}
    )
    return record_consent(quote=quote, staff_consent=staff_consent, by=by)


def collapse_whitespace(text: str) -> str:
    return " ".join(text.split())


def record_consent(*, quote: Quote, staff_consent: bool, by: Any) -> Quote:
    """Record the consent; the respondent's own answer prevails over that of staff."""
    if has_respondent_consent(quote.answer):
        quote.consent = Consent.RESPONDENT
    else:
        quote.consent = Consent.STAFF if staff_consent else Consent.NONE
    quote.chosen_by = by
    quote.save()
    return quote


def list_publishable_quotes(wave: Wave) -> QuerySet[Quote]:
    """Return the quotes of a wave that may be published, in a stable order."""
    rows = Quote.objects.filter(answer__participation__wave=wave).publishable()
    return rows.with_attribution().order_by("answer__question__position", "pk")


def get_functions_by_participation(participations: Collection[int]) -> dict[int, str]:
    """Return the function that respondents gave, by participation: two queries."""
    answers = (
        Answer.objects.filter(
            participation__in=participations, question__code__in=FUNCTION_QUESTIONS
        )
        .select_related("question")
        .prefetch_related("question__options")
    )
    # The best one comes last, and stays.
    ranked = sorted(
        answers, key=lambda one: -FUNCTION_QUESTIONS.index(one.question.code)
    )
    found = {one.participation_id: format_function(one) for one in ranked}
    return {key: words for key, words in found.items() if words}


def format_function(answer: Answer) -> str:
    """Return the label of a choice, or the text; "" for the option "other"."""
    options = {one.code: one for one in answer.question.options.all()}
    chosen = options.get(str(answer.value))
    if chosen is None:
        return "" if options else str(answer.value)
    return "" if chosen.is_other else str(chosen.label_fr)


def build_attributions(rows: Collection[Quote]) -> dict[int, str]:
    """Return who speaks in quotes: the function and kind of authority, no name."""
    who = {one.answer.participation_id: one.answer.participation for one in rows}
    functions = get_functions_by_participation(who)
    words = {
        key: ", ".join(
            filter(None, [functions.get(key), one.collectivity.get_kind_display()])
        )
        for key, one in who.items()
    }
    return {one.pk: words[one.answer.participation_id] for one in rows}


@transaction.atomic
def make_testimony(*, quote: Quote, by: Any) -> Testimony:
    """Return the draft testimony of a quote, created at the first call.

    Raise ``NoConsentError`` where the quote may not be published.
    """
    held = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if held.testimony:
        return held.testimony
    if not Quote.objects.filter(pk=quote.pk).publishable().exists():
        raise NoConsentError
    authority = held.answer.participation.collectivity
    function = get_functions_by_participation([held.answer.participation_id])
    testimony: Any = Testimony(
        text=held.text,
        function=function.get(held.answer.participation_id, "")[:200]
        or _("une personne de la collectivité"),
        organisation=authority.get_kind_display(),
        has_consent=True,
        collectivity=authority,
        publication=Publication.DRAFT,
    )
    testimony._history_user = by
    testimony.full_clean()
    testimony.save()
    held.testimony = testimony
    held.save()
    made: Testimony = testimony
    return made
