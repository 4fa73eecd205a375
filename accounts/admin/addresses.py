"""The page of the administration that finds an e-mail address, and erases it.

The address is sent in the body of a form: it stands in no address of a page.
"""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.people.erasure import find_address
from accounts.people.personal_data import erase_everything_of
from cooperation.admin.base import build_path, get_page_url
from cooperation.admin.mixins.lists import ListAdmin

FIND, ERASE = "chercher", "effacer"


class AddressForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("Adresse électronique"))

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).lower()


class AddressAdmin(ListAdmin):
    """For whoever may delete accounts: everything about an address, and its end."""

    change_list_template = "accounts/admin/users.html"

    def get_urls(self) -> list[Any]:
        page = build_path(self, "adresse/", self.address_view, "address")
        return [page, *super().get_urls()]

    def address_view(self, request: HttpRequest) -> HttpResponse:
        """Show where an address stands and what would change; erase it if asked."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        form = AddressForm(request.POST or None)
        address = form.cleaned_data["address"] if form.is_valid() else ""
        if address and ERASE in request.POST:
            if address != cast(User, request.user).email.lower():
                return self.erase(request, address)
            form.add_error("address", _("Votre propre compte ne s’efface pas ici."))
            address = ""
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Une adresse, et ce qui en est gardé"),
            "form": form,
            "address": address,
            "places": find_address(address) if address else [],
        }
        status = 400 if form.errors else 200
        return render(request, "accounts/admin/address.html", context, status=status)

    def erase(self, request: HttpRequest, address: str) -> HttpResponse:
        number = len(erase_everything_of(address))
        words = ngettext(
            "Adresse effacée à %(n)s endroit.",
            "Adresse effacée à %(n)s endroits.",
            number,
        )
        self.message_user(request, words % {"n": number})
        return redirect(get_page_url(User, "changelist"))
