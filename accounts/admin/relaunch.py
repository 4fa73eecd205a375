"""Bulk action that starts an update campaign from selected entries.

Mails cannot be undone; a campaign can be closed before its next sending.
"""

from collections import defaultdict
from typing import Any, NamedTuple, cast

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
from django.utils.translation import gettext_lazy

from accounts.campaigns.forms import CampaignTextForm, get_default_texts
from accounts.campaigns.workflow import (
    create_campaign,
    send_due_mails,
    start_campaign,
)
from accounts.mail.dashboard import add_sending_message, get_members_by_authority
from accounts.models import CampaignTarget, Membership, UpdateCampaign, User
from accounts.people.permissions import may_moderate
from cooperation.admin.entries.actions import ActionAdmin
from cooperation.admin.entries.agreements import AgreementAdmin
from cooperation.enums import Publication
from cooperation.models import Action, Agreement, Collectivity

FIRST_SIGNATORY: dict[Any, str] = {Action: "lead", Agreement: "collectivity"}


class SendingForm(forms.Form):
    """Which button of the confirmation page was pressed."""

    envoi = forms.ChoiceField(choices=[("preparer", ""), ("envoyer", "")])


class RelaunchTarget(NamedTuple):
    """An authority, its active members, and the running campaigns that target it."""

    authority: Collectivity
    people: list[Membership]
    campaigns: list[str]


@admin.action(
    description=gettext_lazy("Relancer les collectivités"), permissions=["change"]
)
def relaunch(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Show who would receive a mail; once confirmed, create the campaign."""
    if not may_moderate(request):
        raise PermissionDenied
    asked = list_relaunch_targets(rows)
    button = SendingForm(request.POST)
    data = request.POST if button.is_valid() else None
    form = CampaignTextForm(data, initial=build_initial())
    if form.is_valid() and any(one.people for one in asked):
        is_sent = button.cleaned_data["envoi"] == "envoyer"
        return create_relaunch_campaign(request, form, asked, is_sent=is_sent)
    return render_confirmation(page, request, rows, asked, form)


def build_initial() -> dict[str, str]:
    """Return the initial values of the form."""
    today = date_format(timezone.localdate(), "j F Y")
    return {"name": _("Relance du %(day)s") % {"day": today}, **get_default_texts()}


def list_relaunch_targets(rows: QuerySet[Any]) -> list[RelaunchTarget]:
    """Return the authorities of the published entries, with their members."""
    first = FIRST_SIGNATORY[rows.model]
    published = rows.filter(publication=Publication.PUBLISHED).order_by()
    found = Collectivity.objects.filter(
        pk__in=published.values(first)
    ).without_large_fields()
    authorities = list(found.order_by("name_key", "pk"))
    people = get_members_by_authority(found.order_by().values("pk"))
    running = UpdateCampaign.objects.running().filter(pk=OuterRef("campaign"))
    targets = CampaignTarget.objects.filter(
        Exists(running), collectivity__in=authorities
    )
    known: dict[int, list[str]] = defaultdict(list)
    for key, name in targets.values_list("collectivity", "campaign__name"):
        known[key].append(name)
    return [RelaunchTarget(one, people[one.pk], known[one.pk]) for one in authorities]


def create_relaunch_campaign(
    request: HttpRequest,
    form: CampaignTextForm,
    asked: list[RelaunchTarget],
    *,
    is_sent: bool,
) -> HttpResponse:
    """Create the campaign for authorities with members; send it if requested."""
    campaign: UpdateCampaign = form.instance
    campaign.created_by = cast(User, request.user)
    campaign.scope = _("fiches cochées dans la gestion")
    create_campaign(campaign, [one.authority for one in asked if one.people])
    if is_sent:
        start_campaign(campaign)
        add_sending_message(request, send_due_mails(campaign))
        stop = _("Pour que rien d’autre ne parte, fermez la campagne ci-dessous.")
        messages.info(request, stop)
    else:
        ready = _("Campagne prête : elle n’écrit à personne avant « Envoyer ».")
        messages.success(request, ready)
    return redirect("moderation:campaign", campaign.pk)


def render_confirmation(
    page: Any,
    request: HttpRequest,
    rows: QuerySet[Any],
    asked: list[RelaunchTarget],
    form: CampaignTextForm,
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
