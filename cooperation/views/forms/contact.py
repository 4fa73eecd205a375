"""Contact form of an authority: no cookie; sends the message, or keeps it for staff."""

import logging
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cooperation.models import Collectivity
from cooperation.views.forms.base import VisitorFormView
from cooperation.views.forms.visitor_forms import ContactForm
from cooperation.web import contact
from cooperation.web.context import Context

log = logging.getLogger(__name__)


class ContactView(VisitorFormView):
    template_name = "cooperation/contact.html"
    form_class = ContactForm

    def get_entry(self) -> Collectivity:
        rows = Collectivity.objects.without_large_fields()
        found: Collectivity = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def submit(self, form: ContactForm) -> str:
        """Send the message, or keep it for staff; return why it failed, if it did."""
        contact.check_daily_limit(self.entry)
        if not contact.get_contact_address(self.entry):
            contact.keep_for_staff(self.entry, form.cleaned_data)
            return ""
        try:
            contact.send_contact_message(self.entry, form.cleaned_data)
        except OSError:
            log.exception("A message could not be relayed.")
            return _("Le message n’a pas pu partir : réessayez dans quelques minutes.")
        return ""

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add whether an address is known; without one staff forward the message."""
        return super().get_context_data(**kwargs) | {
            "is_reachable": bool(contact.get_contact_address(self.entry))
        }
