"""Admin of the outbox: what waits, what failed and why; sent again or abandoned.

The text of a mail is not shown: whoever reads a code or a personal link can use it.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.models import MailState, OutgoingMail, OutgoingMailQuerySet
from cooperation.web.outbox import abandon_mails, resend_mails


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ListAdmin):
    list_display = (
        "subject",
        "recipient",
        "state",
        "attempts",
        "problem",
        "created_at",
    )
    list_filter = ("state", ("created_at", DateSpanFilter))
    shipped_views = ((_("En échec"), f"state__exact={MailState.FAILED}"),)
    search_fields = ("recipient", "subject")
    fields = (
        "subject",
        "recipient",
        "state",
        "attempts",
        "problem",
        "created_at",
        "next_attempt_at",
        "sent_at",
    )
    list_per_page = 100
    show_full_result_count = False
    actions = ("send_again", "abandon")

    @admin.action(description=_("Renvoyer"), permissions=["manage"])
    def send_again(self, request: HttpRequest, mails: OutgoingMailQuerySet) -> None:
        number = resend_mails(mails)
        words = ngettext(
            "%(n)s courriel repart dans la minute.",
            "%(n)s courriels repartent dans la minute.",
            number,
        )
        self.message_user(request, words % {"n": number})

    @admin.action(description=_("Abandonner"), permissions=["manage"])
    def abandon(self, request: HttpRequest, mails: OutgoingMailQuerySet) -> None:
        number = abandon_mails(mails)
        words = ngettext(
            "%(n)s courriel abandonné, son texte est effacé.",
            "%(n)s courriels abandonnés, leurs textes sont effacés.",
            number,
        )
        self.message_user(request, words % {"n": number})

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may send again or abandon; nobody edits a mail."""
        return super().has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: mails are purged when their period ends."""
        return False
