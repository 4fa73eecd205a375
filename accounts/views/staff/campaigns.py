"""Pages of campaigns and invitations, for staff."""

import csv
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.campaigns import (
    build_campaign_board,
    close_campaign,
    create_campaign,
    select_authorities,
    send_due_mails,
    start_campaign,
)
from accounts.models import UpdateCampaign, User
from accounts.people.invitations import parse_invitations, send_invitations
from accounts.views.forms import CampaignForm, InvitationForm
from accounts.views.staff.review import StaffView
from cooperation.exports.csv import BOM, Echo, format_csv_cell

DEFAULT_BODY = """Bonjour,

L’annuaire Passerelles montre {nombre} fiches de coopération de {collectivite}.

Si elles disent toujours vrai, deux clics suffisent : ouvrez ce lien, puis confirmez.

{lien}

Si quelque chose a changé, le même lien vous mène à votre espace.

Merci, l’équipe de la Cité de la Solidarité Internationale"""


class CampaignListView(StaffView, TemplateView):
    template_name = "accounts/campaigns.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        initial = {
            "subject": _("Vos fiches de coopération sont-elles à jour ?"),
            "body": DEFAULT_BODY,
        }
        return super().get_context_data(**kwargs) | {
            "campaigns": UpdateCampaign.objects.order_by("-created_at", "pk")[:50],
            "form": kwargs.get("form") or CampaignForm(initial=initial),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create a campaign; nothing is sent yet."""
        form = CampaignForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        authorities = list(select_authorities(**form.get_criteria()))
        if not authorities:
            form.add_error(None, _("Aucune collectivité ne correspond à ce choix."))
            return self.render_to_response(self.get_context_data(form=form), status=400)
        form.instance.created_by = cast(User, request.user)
        form.instance.scope = form.scope()
        create_campaign(form.instance, authorities)
        return redirect("accounts:campaign", form.instance.pk)


class CampaignView(StaffView):
    """Board of a campaign: mails sent, responses, authorities to call."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(UpdateCampaign.objects.order_by("pk"), pk=pk)
        rows = build_campaign_board(campaign)
        context = {
            "campaign": campaign,
            "rows": rows,
            "silent": sum(row["is_silent"] for row in rows),
            "confirmed": sum(bool(row["confirmed"]) for row in rows),
            "edited": sum(row["edited"] for row in rows),
            "unreachable": sum(not row["people"] for row in rows),
        }
        return render(request, "accounts/campaign.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(UpdateCampaign.objects.order_by("pk"), pk=pk)
        if "clore" in request.POST:
            close_campaign(campaign)
            messages.success(request, _("Campagne close : plus rien ne partira."))
        elif "envoyer" in request.POST:
            start_campaign(campaign)
            if campaign.is_running:
                self.add_sending_messages(request, *send_due_mails(campaign))
        return redirect("accounts:campaign", pk)

    def add_sending_messages(
        self, request: HttpRequest, sent: int, failed: int
    ) -> None:
        words = ngettext("%(n)s courriel parti.", "%(n)s courriels partis.", sent)
        messages.success(request, words % {"n": sent})
        if failed:
            words = ngettext(
                "%(n)s courriel n’est pas parti : voyez le tableau.",
                "%(n)s courriels ne sont pas partis : voyez le tableau.",
                failed,
            )
            messages.warning(request, words % {"n": failed})


class CampaignCallListView(StaffView):
    """List of authorities to call, as CSV."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Return the authorities without a response, with their members."""
        campaign = get_object_or_404(UpdateCampaign.objects.order_by("pk"), pk=pk)
        writer = csv.writer(Echo(), delimiter=";")
        rows = [row for row in build_campaign_board(campaign) if row["is_silent"]]
        head = [
            _("Collectivité"),
            _("Département"),
            _("État"),
            _("Courriels"),
            _("Dernier courriel"),
            _("Personnes"),
            _("Site internet"),
        ]
        lines = [head, *(build_call_row(row) for row in rows)]
        name = f"passerelles-relancer-{slugify(campaign.name)}.csv"
        return StreamingHttpResponse(
            (
                BOM,
                *(
                    writer.writerow([format_csv_cell(one) for one in line])
                    for line in lines
                ),
            ),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def build_call_row(row: dict[str, Any]) -> list[str]:
    """Return the CSV row of an authority: name, state, mails, people to ask for."""
    collectivity = row["collectivity"]
    people = [
        " ".join(filter(None, [one.user.get_full_name(), one.function, one.user.email]))
        for one in row["people"]
    ]
    return [
        collectivity.name,
        str(collectivity.department or ""),
        row["state"],
        str(row["sent"]),
        date_format(row["last"], "j F Y") if row["last"] else "",
        " / ".join(people),
        collectivity.website,
    ]


class InviteView(StaffView):
    """Invitations from a pasted list; invalid lines stay in the form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/invite.html", {"form": InvitationForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return render(request, "accounts/invite.html", {"form": form}, status=400)
        found = parse_invitations(form.cleaned_data["lines"])
        invited = list(send_invitations(found))
        wrong = [one for one in found if one.problem]
        left = "\n".join(one.line for one in wrong)
        again = InvitationForm(initial={"lines": left})
        context = {"form": again, "invited": invited, "wrong": wrong}
        return render(request, "accounts/invite.html", context)
