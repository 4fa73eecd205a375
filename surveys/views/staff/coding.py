"""Coding of long answers: themes, quotes, testimonies."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys import permissions
from surveys.models import Answer, AnswerTheme, Question, Quote, Wave
from surveys.results import coding
from surveys.views.staff.results import BaseWaveView


class BaseCodingView(BaseWaveView):
    """A page for staff who may read answers and assign themes."""

    def has_permission(self, request: HttpRequest) -> bool:
        return permissions.may_code_answers(request)

    def question(self, wave: Wave, code: str) -> Question:
        return get_object_or_404(coding.list_text_questions(wave), code=code)


class CodingListView(BaseCodingView):
    """The text questions of a wave, with how many answers were read; the quotes."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        wave = self.wave(slug)
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
        wave = self.wave(slug)
        question = self.question(wave, code)
        return self.page(request, wave, question, parse_key(request.GET.get("reponse")))

    def post(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        """Save the themes and the quote, then go to the next answer."""
        wave = self.wave(slug)
        question = self.question(wave, code)
        answers = coding.list_question_answers(wave, question)
        key = parse_key(request.POST.get("reponse"))
        answer = get_object_or_404(answers, pk=key)
        chosen = [int(one) for one in request.POST.getlist("theme") if one.isdecimal()]
        new = request.POST.get("nouveaux", "").split("\n")
        coding.record_reading(answer=answer, themes=chosen, new=new, by=request.user)
        if problem := self.keep_quote(request, answer):
            return self.page(request, wave, question, key, [problem])
        following = find_next_unread(list(answers), answer)
        address = reverse("surveys:code_answers", args=[slug, code])
        if following:
            return redirect(f"{address}?reponse={following.pk}")
        messages.success(request, _("Toutes les réponses à cette question sont lues."))
        return redirect("surveys:coding", slug)

    def keep_quote(self, request: HttpRequest, answer: Answer) -> str:
        """Save the quote, if there is one; return the error message or ""."""
        text = request.POST.get("citation", "")
        if not text.strip():
            return ""
        try:
            coding.save_quote(
                answer=answer,
                text=text,
                staff_consent="accord" in request.POST,
                by=request.user,
            )
        except coding.QuoteNotInAnswerError:
            return _(
                "La citation doit reprendre mot pour mot une partie de la réponse."
            )
        return ""

    def page(
        self,
        request: HttpRequest,
        wave: Wave,
        question: Question,
        key: int,
        problems: list[str] | None = None,
    ) -> HttpResponse:
        answers = list(coding.list_question_answers(wave, question))
        answer = find_answer(answers, key)
        themes = list(coding.list_question_themes(question))
        reading = getattr(answer, "reading", None)
        chosen = set(reading.themes.values_list("pk", flat=True)) if reading else set()
        place = answers.index(answer) if answer else 0
        context: dict[str, Any] = {
            "wave": wave,
            "question": question,
            "answer": answer,
            "themes": [(one, one.pk in chosen) for one in themes],
            "quotes": answer.quotes.order_by("pk") if answer else [],
            "agreed": coding.has_respondent_consent(answer) if answer else False,
            "place": place + 1,
            "total": len(answers),
            "previous": answers[place - 1] if place else None,
            "next": answers[place + 1] if place + 1 < len(answers) else None,
            "problems": problems or [],
            "typed": request.POST,
        }
        status = 400 if problems else 200
        return render(
            request, "surveys/results/code_answers.html", context, status=status
        )


def parse_key(text: str | None) -> int:
    """Return a key from the address; 0, which no row has, where it is invalid."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


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
        wave = self.wave(slug)
        question = self.question(wave, code)
        context = {
            "wave": wave,
            "question": question,
            "themes": coding.list_question_themes(question),
        }
        return render(request, "surveys/results/themes.html", context)

    def post(self, request: HttpRequest, slug: str, code: str) -> HttpResponse:
        question = self.question(self.wave(slug), code)
        themes = coding.list_question_themes(question)
        theme = get_object_or_404(themes, pk=parse_key(request.POST.get("theme")))
        into = themes.filter(pk=parse_key(request.POST.get("dans"))).first()
        self.apply_action(request, theme, into)
        return redirect("surveys:edit_themes", slug, code)

    def apply_action(
        self, request: HttpRequest, theme: AnswerTheme, into: AnswerTheme | None
    ) -> None:
        """Rename, merge or delete, with a message."""
        label = request.POST.get("nom", "").strip()
        if "supprimer" in request.POST:
            coding.delete_theme(theme=theme, by=request.user)
            messages.success(request, _("Thème supprimé ; les réponses restent lues."))
        elif "fusionner" in request.POST and into and into != theme:
            coding.merge_themes(theme=theme, into=into, by=request.user)
            messages.success(request, _("Thèmes fusionnés."))
        elif "renommer" in request.POST and label:
            coding.rename_theme(theme=theme, label=label, by=request.user)
            messages.success(request, _("Thème renommé."))
        else:
            messages.warning(request, _("Donnez un nom, ou choisissez un autre thème."))


class QuoteView(BaseCodingView):
    """Actions on a quote: consent, testimony, deletion."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        rows = Quote.objects.filter(answer__participation__wave=self.wave(slug))
        quote = get_object_or_404(rows.with_attribution(), pk=pk)
        if "retirer" in request.POST:
            coding.delete_quote(quote=quote, by=request.user)
            messages.success(request, _("Citation retirée."))
        elif "temoignage" in request.POST:
            self.make_testimony(request, quote)
        else:
            agreed = "accord" in request.POST
            coding.record_consent(quote=quote, staff_consent=agreed, by=request.user)
            messages.success(request, _("Accord noté."))
        return redirect("surveys:coding", slug)

    def make_testimony(self, request: HttpRequest, quote: Quote) -> None:
        """Create a draft testimony, with a message that says where it is."""
        try:
            coding.make_testimony(quote=quote, by=request.user)
        except coding.NoConsentError:
            messages.warning(request, _("Sans accord, pas de témoignage."))
            return
        messages.success(
            request,
            _("Brouillon de témoignage créé : il se publie dans la gestion."),
        )
