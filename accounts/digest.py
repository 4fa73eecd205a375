"""What waits for staff: counted for the page, the admin and a mail."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.mails import send
from accounts.models import AccessRequest, CampaignMail, Membership, Proposal, User
from cooperation.models import Action, ErrorReport, ImportBatch, LinkCheck
from cooperation.reading.verification import stale_limit


def waiting() -> list[dict[str, Any]]:
    """Give what waits, with how many and where; what has none is left out."""
    limit = stale_limit(timezone.localdate())
    stale = Action.objects.published().filter(verified_on__lte=limit)
    found = [
        (
            _("propositions à relire"),
            Proposal.objects.waiting().count(),
            reverse("accounts:queue"),
        ),
        (
            _("demandes d’accès"),
            AccessRequest.objects.pending().count(),
            reverse("admin:accounts_accessrequest_changelist"),
        ),
        (
            _("erreurs signalées"),
            ErrorReport.objects.waiting().count(),
            reverse("admin:cooperation_errorreport_changelist"),
        ),
        (
            _("courriels de campagne non partis"),
            CampaignMail.objects.failed().count(),
            reverse("accounts:campaigns"),
        ),
        (
            _("mandats sans visite depuis dix-huit mois"),
            Membership.objects.dormant().count(),
            reverse("admin:accounts_membership_changelist"),
        ),
        (
            _("liens morts"),
            LinkCheck.objects.dead().count(),
            reverse("admin:cooperation_linkcheck_changelist") + "?etat=mort",
        ),
        (
            _("fiches non vérifiées depuis dix-huit mois"),
            stale.count(),
            reverse("admin:cooperation_action_changelist") + "?verification=ancienne",
        ),
    ]
    return [{"label": label, "n": n, "url": url} for label, n, url in found if n]


def waiting_for(user: Any) -> list[dict[str, Any]]:
    """Give what waits for one person alone: the imports that they sent."""
    if not user.has_perm("cooperation.import_directory"):
        return []
    number = ImportBatch.objects.of(user).pending().count()
    url = reverse("admin:cooperation_importbatch_changelist")
    return [{"label": _("vos imports à finir"), "n": number, "url": url}] * bool(number)


def readers() -> list[User]:
    """Give the staff who decide on proposals."""
    right = Permission.objects.filter(
        content_type__app_label="accounts", codename="change_proposal"
    )
    allowed = Q(is_superuser=True) | Q(groups__permissions__in=right)
    staff = User.objects.filter(allowed | Q(user_permissions__in=right))
    return list(staff.filter(is_staff=True, is_active=True).distinct().order_by("pk"))


def send_digest() -> int:
    """Write to staff what waits; give how many were written to. Nothing: no mail."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = waiting()
    if not lines:
        return 0
    people = readers()
    for person in people:
        send("digest", person.email, {"lines": lines})
    return len(people)
