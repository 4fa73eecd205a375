"""Pages of campaigns and invitations, for staff."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, FormView
from django.views.generic.base import View

from accounts.campaigns.dashboard import build_campaign_dashboard
from accounts.campaigns.forms import CampaignForm, get_default_texts
from accounts.campaigns.workflow import (
    close_campaign,
    create_campaign,
    send_due_mails,
    start_campaign,
)
from accounts.mail.dashboard import (
    add_sending_message,
    change_address,
    stream_call_list,
)
from accounts.models import UpdateCampaign, User
from accounts.people.invitations import (
    Invitation,
    parse_invitations,
    send_invitations,
)
from accounts.views.base import CampaignReaderMixin, InvalidFormMixin, StaffMixin
from accounts.views.forms import CampaignVerbForm, InvitationForm
from cooperation.models import Collectivity
from cooperation.web.context import Context

MAX_CAMPAIGNS, MAX_AUTHORITIES_SHOWN = 50, 30


class CampaignListView(CampaignReaderMixin, InvalidFormMixin, CreateView):  # type: ignore[type-arg]
    """Campaigns, and a form for a new one; nothing is sent yet."""

    template_name = "accounts/campaigns.html"
    form_class = CampaignForm

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **get_default_texts()}

    def get_context_data(self, **kwargs: Any) -> Context:
        campaigns = UpdateCampaign.objects.order_by("-created_at", "pk")
        context = super().get_context_data(**kwargs)
        return context | {"campaigns": campaigns[:MAX_CAMPAIGNS]}

    def form_valid(self, form: Any) -> HttpResponse:
        authorities = list(form.select_authorities())
        if not authorities:
            form.add_error(None, _("Aucune collectivité ne correspond à ce choix."))
            return self.form_invalid(form)
        if self.request.POST.get("geste") == "voir":
            found = describe_recipients(authorities)
            return self.render_to_response(
                self.get_context_data(form=form, found=found)
            )
        form.instance.created_by = cast(User, self.request.user)
        form.instance.scope = form.describe_scope()
        create_campaign(form.instance, authorities)
        return redirect("moderation:campaign", form.instance.pk)


def describe_recipients(authorities: list[Collectivity]) -> dict[str, Any]:
    """Return how many authorities a campaign would go to, and the first of them."""
    return {
        "number": len(authorities),
        "names": [one.name for one in authorities[:MAX_AUTHORITIES_SHOWN]],
        "more": max(len(authorities) - MAX_AUTHORITIES_SHOWN, 0),
    }


class CampaignView(CampaignReaderMixin, DetailView):  # type: ignore[type-arg]
    """Board of a campaign: mails sent, responses, authorities to call."""

    queryset = UpdateCampaign.objects.order_by("pk")
    template_name = "accounts/campaign.html"
    context_object_name = "campaign"

    def get_context_data(self, **kwargs: Any) -> Context:
        board = build_campaign_dashboard(self.object)
        return super().get_context_data(**kwargs) | {"board": board}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the mails that are due, close the campaign, or mark an address."""
        campaign, form = self.get_object(), CampaignVerbForm(request.POST)
        if change_address(request, build_campaign_dashboard(campaign).rows):
            return redirect("moderation:campaign", pk)
        verb = form.cleaned_data["geste"] if form.is_valid() else ""
        if verb == "clore":
            close_campaign(campaign)
            messages.success(request, _("Campagne close : plus rien ne partira."))
        elif verb == "envoyer":
            start_campaign(campaign)
            if campaign.is_running:
                add_sending_message(request, send_due_mails(campaign))
        return redirect("moderation:campaign", pk)


class CampaignCallListView(StaffMixin, View):
    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Return the authorities without a response, with their members, as CSV."""
        campaign = get_object_or_404(UpdateCampaign, pk=pk)
        name = f"passerelles-relancer-{slugify(campaign.name)}"
        return stream_call_list(build_campaign_dashboard(campaign).rows, name)


class InviteView(StaffMixin, InvalidFormMixin, FormView):  # type: ignore[type-arg]
    """Invitations from a pasted list: what each line does, then the sending.

    Lines that cannot be used stay in the form.
    """

    template_name = "accounts/invite.html"
    form_class = InvitationForm

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        is_asked = self.request.POST.get("geste") == "inviter"
        is_seen = self.request.POST.get("apercu") == form.digest
        if is_asked and is_seen:
            return self.send(form)
        found = parse_invitations(form.cleaned_data["lines"], form.choices)
        return self.render_lines(form, found, has_changed=is_asked)

    def send(self, form: InvitationForm) -> HttpResponse:
        """Invite, and leave in the form the lines that could not be used."""
        found = send_invitations(form.cleaned_data["lines"], form.choices)
        wrong = [one for one in found if one.problem]
        left = "\n".join(one.line for one in wrong)
        return self.render_lines(
            InvitationForm(initial={"lines": left}),
            wrong,
            invited=[one for one in found if one.is_sendable],
            left_out=[one for one in found if one.left_out],
            is_sent=True,
        )

    def render_lines(
        self, form: InvitationForm, found: list[Invitation], **more: Any
    ) -> HttpResponse:
        context = {
            "form": form,
            "found": found,
            "number": sum(one.is_sendable for one in found),
            "digest": form.digest if form.is_bound else "",
            "kept": form.choices.items() if form.is_bound else [],
        }
        return self.render_to_response(self.get_context_data(**context, **more))
