"""Coding of long answers: themes, quotes, testimonies."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from surveys import permissions
from surveys.models import Answer, AnswerTheme, Question, Quote
from surveys.results import coding
from surveys.views.base import get_posted_action, parse_key
from surveys.views.staff.base import WavePageView


class BaseCodingView(WavePageView):
    """A page for staff who may read answers and assign themes."""

    has_permission = staticmethod(permissions.may_code_answers)

    @cached_property
    def question(self) -> Question:
        """The question whose code is in the address."""
        questions = coding.list_text_questions(self.wave)
        return get_object_or_404(questions, code=self.kwargs["code"])


class CodingListView(BaseCodingView):
    """The text questions of a wave, with how many answers were read; the quotes."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        wave = self.wave
        rows = Quote.objects.filter(answer__participation__wave=wave).with_attribution()
        publishable = set(
            coding.list_publishable_quotes(wave).values_list("pk", flat=True)
        )
        context = {
            "wave": wave,
            "questions": coding.list_text_questions(wave),
            "quotes": [(one, one.pk in publishable) for one in rows],
        }
        return render(request, "surveys/results/coding.html", context)


class CodingView(BaseCodingView):
    def get(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        """Show the requested answer, or the first unread one."""
        return self.render_page(parse_key(request.GET.get("reponse")))

    def post(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        """Save the themes and the quote, then go to the next answer."""
        answers = coding.list_question_answers(self.wave, self.question)
        key = parse_key(request.POST.get("reponse"))
        answer = get_object_or_404(answers, pk=key)
        chosen = map(parse_key, request.POST.getlist("theme"))
        new = request.POST.get("nouveaux", "").split("\n")
        coding.record_reading(answer=answer, themes=chosen, new=new, by=request.user)
        if problem := self.keep_quote(request, answer):
            return self.render_page(key, [problem])
        following = find_next_unread(list(answers), answer)
        address = reverse("waves:code_answers", args=[slug, code])
        if following:
            return redirect(f"{address}?reponse={following.pk}")
        messages.success(request, _("Toutes les réponses à cette question sont lues."))
        return redirect("waves:coding", slug)

    def keep_quote(self, request: HttpRequest, answer: Answer) -> str:
        """Save the quote, if there is one; return the error message or ""."""
        text = request.POST.get("citation", "")
        if not text.strip():
            return ""
        try:
            coding.save_quote(
                answer=answer,
                text=text,
                staff_consent=bool(request.POST.get("accord")),
                by=request.user,
            )
        except coding.QuoteNotInAnswerError:
            return _(
                "La citation doit reprendre mot pour mot une partie de la réponse."
            )
        return ""

    def render_page(self, key: int, problems: Sequence[str] = ()) -> HttpResponse:
        answers = list(coding.list_question_answers(self.wave, self.question))
        answer = find_answer(answers, key)
        themes = coding.list_question_themes(self.question)
        reading = getattr(answer, "reading", None)
        chosen = set(reading.themes.values_list("pk", flat=True)) if reading else set()
        place = answers.index(answer) if answer else 0
        context = {
            "wave": self.wave,
            "question": self.question,
            "answer": answer,
            "themes": [(one, one.pk in chosen) for one in themes],
            "quotes": answer.quotes.order_by("pk") if answer else [],
            "agreed": coding.has_respondent_consent(answer) if answer else False,
            "place": place + 1,
            "total": len(answers),
            "previous": answers[place - 1] if place else None,
            "next": answers[place + 1] if place + 1 < len(answers) else None,
            "problems": problems,
            "typed": self.request.POST,
        }
        status = 400 if problems else 200
        template = "surveys/results/code_answers.html"
        return render(self.request, template, context, status=status)


def find_answer(answers: list[Answer], key: int) -> Answer | None:
    """Return the answer of a key, else the first unread one, else the first."""
    for answer in answers:
        if answer.pk == key:
            return answer
    unread = [one for one in answers if not hasattr(one, "reading")]
    return next(iter(unread or answers), None)


def find_next_unread(answers: list[Answer], answer: Answer) -> Answer | None:
    """Return the next unread answer after this one, wrapping round."""
    place = [one.pk for one in answers].index(answer.pk)
    around = answers[place + 1 :] + answers[:place]
    return next((one for one in around if not hasattr(one, "reading")), None)


class ThemesView(BaseCodingView):
    """The themes of a question: rename, merge, delete."""

    def get(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        context = {
            "wave": self.wave,
            "question": self.question,
            "themes": coding.list_question_themes(self.question),
        }
        return render(request, "surveys/results/themes.html", context)

    def post(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        """Apply the button of a theme, with a message."""
        themes = coding.list_question_themes(self.question)
        theme = get_object_or_404(themes, pk=parse_key(request.POST.get("theme")))
        words = get_posted_action(request, THEME_ACTIONS)(request, theme)
        if words:
            messages.success(request, words)
        else:
            messages.warning(request, _("Donnez un nom, ou choisissez un autre thème."))
        return redirect("waves:edit_themes", slug, code)


def rename_theme(request: HttpRequest, theme: AnswerTheme) -> str:
    label = request.POST.get("nom", "").strip()
    if not label:
        return ""
    coding.rename_theme(theme=theme, label=label, by=request.user)
    return _("Thème renommé.")


def merge_theme(request: HttpRequest, theme: AnswerTheme) -> str:
    themes = AnswerTheme.objects.filter(
        questionnaire_code=theme.questionnaire_code, question_code=theme.question_code
    )
    key = parse_key(request.POST.get("dans"))
    into = themes.filter(pk=key).exclude(pk=theme.pk).first()
    if into is None:
        return ""
    coding.merge_themes(theme=theme, into=into, by=request.user)
    return _("Thèmes fusionnés.")


def delete_theme(request: HttpRequest, theme: AnswerTheme) -> str:
    coding.delete_theme(theme=theme, by=request.user)
    return _("Thème supprimé ; les réponses restent lues.")


# Each returns what it did, or nothing where the form lacks something.
THEME_ACTIONS = {
    "renommer": rename_theme,
    "fusionner": merge_theme,
    "supprimer": delete_theme,
}


class QuoteView(BaseCodingView):
    """Actions on a quote: consent, testimony, deletion."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        rows = Quote.objects.filter(answer__participation__wave=self.wave)
        quote = get_object_or_404(rows.with_attribution(), pk=pk)
        try:
            words = get_posted_action(request, QUOTE_ACTIONS)(request, quote)
        except coding.NoConsentError:
            messages.warning(request, _("Sans accord, pas de témoignage."))
        else:
            messages.success(request, words)
        return redirect("waves:coding", slug)


def delete_quote(request: HttpRequest, quote: Quote) -> str:
    quote.delete()
    return _("Citation retirée.")


def make_testimony(request: HttpRequest, quote: Quote) -> str:
    coding.make_testimony(quote=quote, by=request.user)
    return _("Brouillon de témoignage créé : il se publie dans la gestion.")


def record_staff_consent(request: HttpRequest, quote: Quote) -> str:
    agreed = request.POST["geste"] == "accord"
    coding.record_consent(quote=quote, staff_consent=agreed, by=request.user)
    return _("Accord noté.")


QUOTE_ACTIONS = {
    "retirer": delete_quote,
    "temoignage": make_testimony,
    "accord": record_staff_consent,
    "sans_accord": record_staff_consent,
}
