"""Bulk action that starts an update campaign from selected entries.

Mails cannot be undone; a campaign can be closed before its next sending.
"""

from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.campaigns import create_campaign, send_due_mails, start_campaign
from accounts.models import CampaignTarget, Membership, UpdateCampaign, User
from accounts.people.permissions import may_moderate
from accounts.views.forms import CampaignForm
from accounts.views.staff.campaigns import DEFAULT_BODY
from cooperation.admin.entries.actions import ActionAdmin
from cooperation.admin.entries.agreements import AgreementAdmin
from cooperation.enums import Publication
from cooperation.models import Action, Agreement, Collectivity

FIRST_SIGNATORY: dict[Any, str] = {Action: "lead", Agreement: "collectivity"}


class RelaunchForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = UpdateCampaign
        fields = ("name", "subject", "body", "remind_after_days", "most_reminders")
        help_texts: ClassVar = CampaignForm.Meta.help_texts
        widgets: ClassVar = CampaignForm.Meta.widgets


class RelaunchTarget(NamedTuple):
    """An authority, its active members, and the running campaigns that target it."""

    authority: Collectivity
    people: list[User]
    campaigns: list[str]


@admin.action(
    description=gettext_lazy("Relancer les collectivités"), permissions=["change"]
)
def relaunch(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Show who would receive a mail; once confirmed, create the campaign.

    "envoyer" sends it at once.
    """
    if not may_moderate(request):
        raise PermissionDenied
    asked = list_relaunch_targets(rows)
    chosen = {"preparer", "envoyer"} & set(request.POST)
    form = RelaunchForm(request.POST if chosen else None, initial=get_default_texts())
    if form.is_valid() and any(one.people for one in asked):
        return create_relaunch_campaign(request, form, asked)
    return render_confirmation(page, request, rows, asked, form)


def get_default_texts() -> dict[str, str]:
    """Return the initial values of the form."""
    today = date_format(timezone.localdate(), "j F Y")
    return {
        "name": _("Relance du %(day)s") % {"day": today},
        "subject": _("Vos fiches de coopération sont-elles à jour ?"),
        "body": DEFAULT_BODY,
    }


def list_relaunch_targets(rows: QuerySet[Any]) -> list[RelaunchTarget]:
    """Return the authorities of the published entries, with their members."""
    first = FIRST_SIGNATORY[rows.model]
    published = rows.filter(publication=Publication.PUBLISHED).order_by()
    found = Collectivity.objects.filter(
        pk__in=published.values(first)
    ).without_large_fields()
    authorities = list(found.order_by("name_key", "pk"))
    people: dict[int, list[User]] = {}
    held = Membership.objects.current().filter(
        user__is_active=True, collectivity__in=authorities
    )
    for mandate in held.select_related("user").order_by("user__email"):
        people.setdefault(mandate.collectivity_id, []).append(mandate.user)
    running = UpdateCampaign.objects.running().filter(pk=OuterRef("campaign"))
    targets = CampaignTarget.objects.filter(
        Exists(running), collectivity__in=authorities
    )
    known: dict[int, list[str]] = {}
    for key, name in targets.values_list("collectivity", "campaign__name"):
        known.setdefault(key, []).append(name)
    return [
        RelaunchTarget(one, people.get(one.pk, []), known.get(one.pk, []))
        for one in authorities
    ]


def create_relaunch_campaign(
    request: HttpRequest, form: RelaunchForm, asked: list[RelaunchTarget]
) -> HttpResponse:
    """Create the campaign for authorities with members; send it if requested."""
    campaign: UpdateCampaign = form.instance
    campaign.created_by = cast(User, request.user)
    campaign.scope = _("fiches cochées dans la gestion")
    create_campaign(campaign, [one.authority for one in asked if one.people])
    if "envoyer" in request.POST:
        start_campaign(campaign)
        add_sending_messages(request, *send_due_mails(campaign))
    else:
        ready = _("Campagne prête : elle n’écrit à personne avant « Envoyer ».")
        messages.success(request, ready)
    return redirect("accounts:campaign", campaign.pk)


def add_sending_messages(request: HttpRequest, sent: int, failed: int) -> None:
    """Report the numbers of sent and failed mails, and how to stop reminders."""
    words = ngettext("%(n)s courriel parti.", "%(n)s courriels partis.", sent)
    messages.success(request, words % {"n": sent})
    stop = _("Pour que rien d’autre ne parte, fermez la campagne ci-dessous.")
    messages.info(request, stop)
    if failed:
        words = ngettext(
            "%(n)s courriel n’est pas parti : voyez le tableau.",
            "%(n)s courriels ne sont pas partis : voyez le tableau.",
            failed,
        )
        messages.warning(request, words % {"n": failed})


def render_confirmation(
    page: Any,
    request: HttpRequest,
    rows: QuerySet[Any],
    asked: list[RelaunchTarget],
    form: RelaunchForm,
) -> HttpResponse:
    context = page.admin_site.each_context(request) | {
        "title": _("Relancer les collectivités de ces fiches ?"),
        "opts": page.opts,
        "form": form,
        "reached": [one for one in asked if one.people],
        "unreachable": [one.authority for one in asked if not one.people],
        "hidden": rows.exclude(publication=Publication.PUBLISHED).count(),
        "keys": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/admin/relaunch.html", context, status=status)


for model_admin in (ActionAdmin, AgreementAdmin):
    model_admin.actions = (*model_admin.actions, relaunch)
