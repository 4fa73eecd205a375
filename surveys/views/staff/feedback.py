"""Feedback of a wave to the directory: staff choose, reviewers decide."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import permissions
from surveys.feedback.proposals import (
    FeedbackResult,
    list_answered_blocks,
    list_pending_blocks,
    propose_feedback,
)
from surveys.models import Question
from surveys.views.base import parse_key
from surveys.views.staff.base import WavePageView

MAX_ROWS_SHOWN = 100


class ReturnsView(WavePageView):
    """The cooperations of a wave: those pending, and what the others led to."""

    has_permission = staticmethod(permissions.may_propose_feedback)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the pending cooperations with checkboxes, and those done."""
        wave = self.wave
        done = list_answered_blocks(wave).filter(given_back__isnull=False)
        page = Paginator(
            done.order_by("-given_back__returned_at", "pk"), MAX_ROWS_SHOWN
        )
        left = list_pending_blocks(wave)
        questions = Question.objects.filter(
            section__questionnaire=wave.questionnaire_id, section__is_repeated=True
        )
        labels = {one.code: one.label for one in questions}
        rows = page.get_page(request.GET.get("page"))
        context = {
            "wave": wave,
            "waiting": left[:MAX_ROWS_SHOWN],
            "total": left.count(),
            "done": [
                (row, [labels.get(code, code) for code in row.given_back.unread])
                for row in rows
            ],
            "page": rows,
        }
        return render(request, "surveys/results/returns.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Make proposals of the ticked cooperations, or of all."""
        wave = self.wave
        chosen = list(map(parse_key, request.POST.getlist("bloc")))
        if request.POST.get("choix") == "tout":
            chosen = list(list_pending_blocks(wave).values_list("pk", flat=True))
        if chosen:
            made = propose_feedback(blocks=chosen, wave=wave, by=request.user)
            add_feedback_message(request, made)
        else:
            messages.warning(request, _("Cochez au moins une coopération."))
        return redirect("waves:returns", slug)


def add_feedback_message(request: HttpRequest, made: FeedbackResult) -> None:
    words = [
        ngettext(
            "%(n)s proposition attend dans la relecture.",
            "%(n)s propositions attendent dans la relecture.",
            made.proposals,
        )
        % {"n": made.proposals},
        ngettext("%(n)s fiche confirmée.", "%(n)s fiches confirmées.", made.confirmed)
        % {"n": made.confirmed},
    ]
    if made.to_read:
        words.append(
            ngettext(
                "%(n)s réponse à reprendre à la main.",
                "%(n)s réponses à reprendre à la main.",
                made.to_read,
            )
            % {"n": made.to_read}
        )
    messages.success(request, " ".join(words))
