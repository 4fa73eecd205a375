"""Contact form of an authority: no cookie; sends the message, or keeps it for staff."""

from typing import Any

from django.shortcuts import get_object_or_404

from cooperation.models import Collectivity
from cooperation.views.forms.base import VisitorFormView
from cooperation.views.forms.visitor_forms import ContactForm
from cooperation.web import contact
from cooperation.web.context import Context


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
        if contact.get_contact_address(self.entry):
            contact.send_contact_message(self.entry, form.cleaned_data)
        else:
            contact.keep_for_staff(self.entry, form.cleaned_data)
        return ""

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add whether an address is known; without one staff forward the message."""
        return super().get_context_data(**kwargs) | {
            "is_reachable": bool(contact.get_contact_address(self.entry))
        }
