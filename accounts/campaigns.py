"""Update campaigns: selecting authorities, sending mails and reminders, the board.

Each mail has a unique row that is committed before the mail is sent, so that nobody
receives the same mail twice. A mail whose row was written and which was not sent is
shown to staff rather than sent again.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.confirmations import list_confirmable_actions
from accounts.mail import outbox
from accounts.models import (
    CampaignMail,
    CampaignTarget,
    ConfirmationLink,
    Membership,
    Proposal,
    ProposalState,
    UpdateCampaign,
)
from cooperation.enums import Verifier
from cooperation.models import Action, Collectivity

# About the eighteen months after which a sheet is stale.
STALE_AFTER = datetime.timedelta(days=548)
# What staff may write in a mail, replaced for each authority.
PLACEHOLDERS = ("{collectivite}", "{nombre}", "{lien}")
# Kinds of proposals that tell that somebody answered.
ANSWERED_STATES = (
    ProposalState.SENT,
    ProposalState.ACCEPTED,
    ProposalState.PARTLY,
    ProposalState.REFUSED,
)


def select_authorities(
    *, department: str = "", epci: Collectivity | None = None, only_stale: bool = False
) -> QuerySet[Collectivity]:
    """Return the authorities with published actions that match all the criteria."""
    actions = Action.objects.published().filter(lead=OuterRef("pk"))
    if only_stale:
        limit = timezone.localdate() - STALE_AFTER
        old = Q(verified_on__isnull=True) | Q(verified_on__lt=limit)
        actions = actions.filter(old)
    rows: QuerySet[Collectivity] = Collectivity.objects.filter(Exists(actions))
    if department:
        rows = rows.filter(department__code=department)
    if epci:
        rows = rows.filter(Q(pk=epci.pk) | Q(epci=epci))
    return rows.order_by("name_key", "pk")


@transaction.atomic
def create_campaign(
    campaign: UpdateCampaign, authorities: Iterable[Collectivity]
) -> int:
    """Save a new campaign with its targets; return the number of targets."""
    campaign.save()
    targets = [
        CampaignTarget(campaign=campaign, collectivity=one) for one in authorities
    ]
    CampaignTarget.objects.bulk_create(targets)
    return len(targets)


def start_campaign(campaign: UpdateCampaign) -> None:
    """Mark a campaign as started, once; mails go with the next sending."""
    UpdateCampaign.objects.filter(pk=campaign.pk, started_at__isnull=True).update(
        started_at=timezone.now()
    )
    campaign.refresh_from_db()


def close_campaign(campaign: UpdateCampaign) -> None:
    running = UpdateCampaign.objects.running().filter(pk=campaign.pk)
    running.update(closed_at=timezone.now())
    campaign.refresh_from_db()


# What came of it --------------------------------------------------------------------


@dataclass
class CampaignResponse:
    confirmed: datetime.date | None = None
    edited: bool = False

    @property
    def is_silent(self) -> bool:
        return self.confirmed is None and not self.edited


def get_campaign_responses(campaign: UpdateCampaign) -> dict[int, CampaignResponse]:
    """Return the responses since the start, by key of authority; two queries."""
    if campaign.started_at is None:
        return {}
    asked = campaign.targets.values("collectivity")
    since = timezone.localdate(campaign.started_at)
    confirmed = (
        Action.objects.filter(
            lead__in=asked, verified_by=Verifier.AUTHORITY, verified_on__gte=since
        )
        .order_by()
        .values_list("lead")
        .annotate(last=Max("verified_on"))
    )
    edited = Proposal.objects.filter(
        collectivity__in=asked,
        state__in=ANSWERED_STATES,
        sent_at__gte=campaign.started_at,
    ).values_list("collectivity", flat=True)
    found = {key: CampaignResponse(confirmed=day) for key, day in confirmed}
    for key in edited:
        found.setdefault(key, CampaignResponse()).edited = True
    return found


# Sending ----------------------------------------------------------------------------


def send_due_mails(campaign: UpdateCampaign) -> tuple[int, int]:
    """Send the mails that are due; return the numbers of sent and failed mails."""
    done = [
        send_campaign_mail(mail, campaign) for mail in iter_reserved_mails(campaign)
    ]
    return sum(done), len(done) - sum(done)


def iter_reserved_mails(campaign: UpdateCampaign) -> Iterator[CampaignMail]:
    """Yield the mails that are due, each once its row is committed."""
    known = get_campaign_responses(campaign)
    for target in campaign.targets.select_related("collectivity"):
        if not known.get(target.collectivity_id, CampaignResponse()).is_silent:
            continue
        for membership in get_contactable_memberships(target.collectivity_id):
            mail = reserve_campaign_mail(campaign, target, membership)
            if mail:
                yield mail


def get_contactable_memberships(collectivity: int) -> QuerySet[Membership]:
    """Return an authority's current memberships whose accounts are active."""
    held = Membership.objects.current().filter(user__is_active=True)
    return held.filter(collectivity=collectivity).select_related("user", "collectivity")


def reserve_campaign_mail(
    campaign: UpdateCampaign, target: CampaignTarget, membership: Membership
) -> CampaignMail | None:
    """Write the row of the mail that is due to a person; None if none is due."""
    last = target.mails.filter(membership=membership).order_by("-number").first()
    number = outbox.get_next_mail_number(
        last, rest_days=campaign.remind_after_days, most=campaign.most_reminders
    )
    if number is None:
        return None
    return outbox.reserve_mail(
        CampaignMail, target=target, membership=membership, number=number
    )


def send_campaign_mail(mail: CampaignMail, campaign: UpdateCampaign) -> bool:
    """Send a mail whose row is written; record the date or the failure."""
    token = ConfirmationLink.objects.issue_token(mail.membership)
    mail.link = mail.membership.links.order_by("-pk").first()
    mail.save(update_fields=["link"])
    return outbox.send_reserved_mail(
        mail, build_campaign_message(campaign, mail, token)
    )


def send_running_campaigns() -> Iterator[outbox.SendingCount]:
    """Send the due mails of every running campaign."""
    for campaign in UpdateCampaign.objects.running():
        yield (campaign.name, *send_due_mails(campaign))


def build_campaign_message(
    campaign: UpdateCampaign, mail: CampaignMail, token: str
) -> EmailMessage:
    collectivity = mail.membership.collectivity
    entries = list_confirmable_actions(collectivity)
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.SITE_URL.rstrip("/") + reverse(
            "accounts:confirm_link", args=[token]
        )
        values = dict(
            zip(PLACEHOLDERS, (collectivity.name, str(len(entries)), link), strict=True)
        )
        body = render_to_string(
            "accounts/mail/campaign.txt",
            {
                "text": outbox.fill_placeholders(campaign.body, values),
                "link": "" if "{lien}" in campaign.body else link,
                "sheets": entries,
                "site_url": settings.SITE_URL,
            },
        )
        subject = outbox.fill_placeholders(campaign.subject, values)
        if mail.number:
            subject = _("Rappel : %(subject)s") % {"subject": subject}
    plain = " ".join(subject.split())
    return EmailMessage(plain, body.strip() + "\n", to=[mail.membership.user.email])


# The board --------------------------------------------------------------------------


def build_campaign_board(campaign: UpdateCampaign) -> list[dict[str, Any]]:
    """Return a row for each authority, with mails sent and response; five queries."""
    known = get_campaign_responses(campaign)
    targets = campaign.targets.select_related("collectivity__department")
    mails: dict[int, list[CampaignMail]] = {}
    rows = CampaignMail.objects.filter(target__campaign=campaign)
    for mail in rows.select_related("link", "membership__user"):
        mails.setdefault(mail.target_id, []).append(mail)
    held = Membership.objects.current().filter(
        user__is_active=True, collectivity__in=targets.values("collectivity")
    )
    people: dict[int, list[Membership]] = {}
    for membership in held.select_related("user"):
        people.setdefault(membership.collectivity_id, []).append(membership)
    return [
        build_board_row(
            target,
            known.get(target.collectivity_id, CampaignResponse()),
            mails.get(target.pk, []),
            people.get(target.collectivity_id, []),
        )
        for target in targets
    ]


def build_board_row(
    target: CampaignTarget,
    answer: CampaignResponse,
    mails: list[CampaignMail],
    people: list[Membership],
) -> dict[str, Any]:
    links = [mail.link for mail in mails if mail.link]
    failures = [mail for mail in mails if mail.failure]
    return {
        "target": target,
        "collectivity": target.collectivity,
        "people": people,
        "sent": sum(1 for mail in mails if mail.sent_at),
        "last": max((mail.sent_at for mail in mails if mail.sent_at), default=None),
        "opened": any(link.opened_at for link in links),
        "confirmed": answer.confirmed,
        "edited": answer.edited,
        "failures": failures,
        "is_silent": answer.is_silent,
        "state": format_board_state(answer, mails, people),
    }


def format_board_state(
    answer: CampaignResponse, mails: list[CampaignMail], people: list[Membership]
) -> str:
    """Return a label for the response, or for the last mail without one."""
    if answer.edited:
        return _("modifiée")
    if answer.confirmed:
        return _("confirmée")
    if not people:
        return _("personne à qui écrire")
    if any(mail.failure for mail in mails):
        return _("courriel non parti")
    if any(mail.link and mail.link.opened_at for mail in mails):
        return _("lien ouvert, pas de réponse")
    return _("sans réponse") if mails else _("pas encore écrit")
