"""The way to one's commune: by its postcode or its name."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cooperation.models import Collectivity
from cooperation.presenters.directory_rows import build_collectivity_row
from cooperation.search.communes import (
    MAX_COMMUNES,
    clean_commune_text,
    find_communes,
    find_near_communes,
)
from cooperation.text import normalize
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context


class MyCommuneView(PublicMixin, TemplateView):
    """Lead to the page of the commune that ``q`` names; several: let choose."""

    template_name = "cooperation/my_commune.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the page of the only commune found, else say what to do."""
        text = clean_commune_text(" ".join(request.GET.getlist("q")))
        found = find_communes(text)
        if len(found) == 1:
            return HttpResponseRedirect(found[0].get_absolute_url())
        near = [] if found else find_near_communes(text)
        context = self.get_context_data(text=text, found=found, near=near)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> Context:
        context = super().get_context_data(**kwargs)
        found: list[Collectivity] = context["found"]
        shown = found[:MAX_COMMUNES] or context["near"]
        return context | {
            "rows": [build_collectivity_row(one) for one in shown],
            "total": format_total(len(found)) if found else _("Vouliez-vous dire ?"),
            "problem": describe_problem(context["text"], len(found)),
        }


def format_total(number: int) -> str:
    if number > MAX_COMMUNES:
        return _("Plus de %(n)s collectivités portent ce nom") % {"n": MAX_COMMUNES}
    words = ngettext("%(n)s collectivité", "%(n)s collectivités", number)
    return _("%(total)s : choisissez la vôtre") % {"total": words % {"n": number}}


def describe_problem(text: str, number: int) -> str:
    """Return what to do where a text finds nothing, or too much; else nothing."""
    if number > MAX_COMMUNES:
        return _("Donnez le nom en entier, ou le code postal.")
    if number or not text:
        return ""
    if normalize(text).replace(" ", "").isdigit():
        return _(
            "Aucune commune n’a le code « %(text)s ». Donnez les cinq chiffres du code "
            "postal, sans Cedex, ou le nom de la commune."
        ) % {"text": text}
    return _(
        "Aucune collectivité ne porte le nom « %(text)s ». Vérifiez l’orthographe, ou "
        "donnez son code postal."
    ) % {"text": text}
