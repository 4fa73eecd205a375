"""Contact form of an authority: no cookie; forwards the message, stores nothing."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from cooperation.models import Collectivity
from cooperation.views.forms.visitor_forms import ContactForm
from cooperation.web import antispam, contact

log = logging.getLogger(__name__)


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class ContactView(View):
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.render_page(request, slug, ContactForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Forward the message, or show the form again with what was typed."""
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.render_page(request, slug, form, status=400)
        problem = antispam.find_form_problem(request) or self.forward_message(
            slug, form
        )
        if problem:
            return self.render_page(request, slug, form, problem, status=400)
        return self.render_page(request, slug, None)

    def forward_message(self, slug: str, form: ContactForm) -> str:
        """Forward the message; return the reason if it failed, else an empty string."""
        collectivity = self.collectivity(slug)
        if not contact.get_contact_address(collectivity):
            return _("Aucune adresse n’est connue pour cette collectivité.")
        if contact.exceeds_daily_limit(collectivity):
            return _(
                "Cette collectivité a reçu beaucoup de messages : réessayez demain."
            )
        try:
            contact.send_contact_message(collectivity, form.cleaned_data)
        except OSError:
            log.exception("A message could not be relayed.")
            return _("Le message n’a pas pu partir : réessayez dans quelques minutes.")
        return ""

    def collectivity(self, slug: str) -> Collectivity:
        found: Collectivity = get_object_or_404(
            Collectivity.objects.without_large_fields(), slug=slug
        )
        return found

    def render_page(
        self,
        request: HttpRequest,
        slug: str,
        form: ContactForm | None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Render the form, a notice that there is no address, or thanks (no form)."""
        entry = self.collectivity(slug)
        context = {
            "sheet": entry,
            "form": form,
            "problem": problem,
            "is_reachable": bool(contact.get_contact_address(entry)),
            "token": antispam.make_form_token(),
        }
        return render(request, "cooperation/contact.html", context, status=status)
