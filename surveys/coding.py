"""Reading long answers: themes, quotes, and testimonies made of them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cooperation.enums import Publication
from cooperation.models import Testimony
from surveys.enums import Consent, QuestionKind
from surveys.models import Answer, AnswerReading, AnswerTheme, Question, Quote, Wave
from surveys.models.coding import CONSENT_QUESTION
from surveys.reading import answers_of

# Which answers say under which function a person speaks, the best one first.
FUNCTIONS = ("temoignage_signature", "fonction", "role")
LONGEST_QUOTE = 2_000


class NotSaidError(ValueError):
    """The quote is not part of the answer."""


class NoConsentError(ValueError):
    """Nobody agreed that the quote is published."""


def text_questions(wave: Wave) -> QuerySet[Question]:
    """Give the text questions of a wave with ``answered`` and ``read``."""
    sent = Q(answers__participation__wave=wave) & Q(
        answers__participation__state="envoyee"
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


def answers_to(wave: Wave, question: Question) -> QuerySet[Answer]:
    """Give the answers to read, in a stable order."""
    rows = answers_of(wave).filter(question=question).order_by("pk")
    return rows.select_related("participation__collectivity", "block", "reading")


def themes_of(question: Question) -> QuerySet[AnswerTheme]:
    """Give the themes of a question, the same in every wave, with ``n`` answers."""
    rows = AnswerTheme.objects.filter(**owner(question))
    return rows.annotate(n=Count("readings")).order_by("label", "pk")


def owner(question: Question) -> dict[str, str]:
    """Give what themes belong to."""
    return {
        "questionnaire_code": question.section.questionnaire.code,
        "question_code": question.code,
    }


@transaction.atomic
def read(
    *, answer: Answer, themes: Iterable[int], new: Iterable[str] = (), by: Any
) -> AnswerReading:
    """Note that an answer was read, with its themes; those not known are made."""
    known = AnswerTheme.objects.filter(**owner(answer.question))
    found = list(known.filter(pk__in=themes))
    found += [theme_of(answer.question, label) for label in new if label.strip()]
    reading, _made = AnswerReading.objects.update_or_create(
        answer=answer, defaults={"read_by": by}
    )
    reading.themes.set(found)
    return reading


def theme_of(question: Question, label: str) -> AnswerTheme:
    """Give a theme by its words, whatever their capitals; made where it is new."""
    label = " ".join(label.split())[:120]
    known = AnswerTheme.objects.filter(label__iexact=label, **owner(question)).first()
    return known or AnswerTheme.objects.create(label=label, **owner(question))


@transaction.atomic
def rename(*, theme: AnswerTheme, label: str, by: Any) -> AnswerTheme:
    """Rename a theme; one that takes the name of another is merged with it."""
    label = " ".join(label.split())[:120]
    same = AnswerTheme.objects.filter(
        questionnaire_code=theme.questionnaire_code,
        question_code=theme.question_code,
        label__iexact=label,
    ).exclude(pk=theme.pk)
    if other := same.first():
        return merge(theme=theme, into=other, by=by)
    theme.label = label
    theme.save()
    return theme


@transaction.atomic
def merge(*, theme: AnswerTheme, into: AnswerTheme, by: Any) -> AnswerTheme:
    """Give the answers of a theme to another, and delete it."""
    for reading in theme.readings.all():
        reading.themes.add(into)
        reading.read_by = by
        reading.save()
    theme.delete()
    return into


def delete(*, theme: AnswerTheme, by: Any) -> None:
    """Delete a theme; the answers stay read."""
    AnswerReading.objects.filter(themes=theme).update(read_by=by)
    theme.delete()


def respondent_agreed(answer: Answer) -> bool:
    """Say whether whoever answered agreed to a testimony."""
    said_yes = Answer.objects.filter(
        participation=answer.participation_id,
        question__code=CONSENT_QUESTION,
        value=True,
    )
    return said_yes.exists()


def keep_quote(*, answer: Answer, text: str, staff_consent: bool, by: Any) -> Quote:
    """Keep a part of an answer, with who agreed to its publication.

    Raises ``NotSaidError`` where the answer does not hold the text.
    """
    text = text.strip()[:LONGEST_QUOTE]
    if not text or flat(text) not in flat(str(answer.value)):
        raise NotSaidError
    quote, _made = Quote.objects.get_or_create(
        answer=answer, text=text, defaults={"chosen_by": by}
    )
    return agree(quote=quote, staff_consent=staff_consent, by=by)


def flat(text: str) -> str:
    """Give a text whose spaces and lines do not matter."""
    return " ".join(text.split())


def agree(*, quote: Quote, staff_consent: bool, by: Any) -> Quote:
    """Note who agreed: the respondent's own answer comes before the staff's word."""
    if respondent_agreed(quote.answer):
        quote.consent = Consent.RESPONDENT
    else:
        quote.consent = Consent.STAFF if staff_consent else Consent.NONE
    quote.chosen_by = by
    quote.save()
    return quote


def drop(*, quote: Quote, by: Any) -> None:
    """Let a quote go; a testimony made of it stays, for staff to decide."""
    quote.delete()


def quotes(wave: Wave) -> QuerySet[Quote]:
    """Give the quotes of a wave that may be published, in a stable order."""
    rows = Quote.objects.filter(answer__participation__wave=wave).publishable()
    return rows.with_who().order_by("answer__question__position", "pk")


def function_of(answer: Answer) -> str:
    """Give under which function a person speaks, as they said it."""
    said = Answer.objects.filter(
        participation=answer.participation_id, question__code__in=FUNCTIONS
    ).select_related("question")
    by_code = {one.question.code: one for one in said}
    for code in FUNCTIONS:
        if code in by_code:
            return words_of(by_code[code])
    return ""


def words_of(answer: Answer) -> str:
    """Give a choice or a short text as people read it."""
    labels = dict(answer.question.options.values_list("code", "label_fr"))
    return str(answer.other or labels.get(str(answer.value), answer.value))


def attribution(quote: Quote) -> str:
    """Give who speaks, by function and kind of authority, and by no name."""
    authority = quote.answer.participation.collectivity
    parts = [function_of(quote.answer), authority.get_kind_display()]
    return ", ".join(filter(None, parts))


@transaction.atomic
def make_testimony(*, quote: Quote, by: Any) -> Testimony:
    """Make a draft testimony of a quote, once; raises ``NoConsentError``."""
    held = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if held.testimony:
        return held.testimony
    if not Quote.objects.filter(pk=quote.pk).publishable().exists():
        raise NoConsentError
    authority = held.answer.participation.collectivity
    testimony: Any = Testimony(
        text=held.text,
        function=function_of(held.answer)[:200] or _("une personne de la collectivité"),
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
