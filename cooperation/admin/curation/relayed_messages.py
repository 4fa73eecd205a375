"""Admin of the messages that staff forward to authorities without a known address."""

import logging
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.models import RelayedMessage, RelayState
from cooperation.web.contact import forward_message

if TYPE_CHECKING:
    RelayFormBase = forms.ModelForm[RelayedMessage]
else:
    RelayFormBase = forms.ModelForm

log = logging.getLogger(__name__)


class RelayForm(RelayFormBase):
    """What staff do with a message: forward it to an address, or say what was done."""

    forward_to = forms.EmailField(
        label=gettext_lazy("Le transmettre à"),
        required=False,
        help_text=gettext_lazy(
            "L’adresse du service, que le visiteur ne verra pas. Notez-la aussi sur la "
            "fiche de la collectivité : les messages suivants y iront tout droit."
        ),
    )


@admin.register(RelayedMessage)
class RelayedMessageAdmin(ListAdmin):
    form = RelayForm
    list_display = ("collectivity", "name", "subject", "state", "created_at")
    list_filter = ("state", ("created_at", DateSpanFilter))
    shipped_views = (
        (gettext_lazy("À faire suivre"), f"state__exact={RelayState.NEW}"),
    )
    list_select_related = ("collectivity",)
    search_fields = ("collectivity__name", "name", "subject", "text")
    autocomplete_fields = ("collectivity",)
    readonly_fields = (
        *("collectivity", "name", "email", "subject", "text", "created_at"),
    )
    fields = (*readonly_fields, "forward_to", "state", "note")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: messages come from visitors."""
        return False

    def save_model(
        self, request: HttpRequest, obj: RelayedMessage, form: Any, change: bool
    ) -> None:
        """Forward the message first, if an address is given."""
        address = form.cleaned_data.get("forward_to")
        if address:
            self.forward(request, obj, address)
        super().save_model(request, obj, form, change)

    def forward(
        self, request: HttpRequest, message: RelayedMessage, address: str
    ) -> None:
        try:
            forward_message(message, address)
        except OSError:
            log.exception("A message could not be forwarded.")
            problem = _("Le message n’a pas pu partir : réessayez plus tard.")
            messages.error(request, problem)
        else:
            sent = _("Message transmis à %(address)s.") % {"address": address}
            messages.success(request, sent)
