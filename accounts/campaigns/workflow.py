"""Update campaigns: selecting authorities, starting, sending mails and reminders."""

from collections.abc import Iterable, Iterator

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.campaigns.dashboard import CampaignResponse, get_campaign_responses
from accounts.confirmations import list_confirmable_entries
from accounts.mail import kinds, sending
from accounts.models import (
    CampaignMail,
    CampaignTarget,
    ConfirmationLink,
    Membership,
    UpdateCampaign,
)
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Department,
    RefusedAddress,
)
from cooperation.web.mail_texts import link_to


def select_authorities(
    *,
    department: Department | None = None,
    epci: Collectivity | None = None,
    only_stale: bool = False,
) -> QuerySet[Collectivity]:
    """Return the authorities with published entries that match all the criteria."""
    actions = Action.objects.published().filter(lead=OuterRef("pk"))
    agreements = Agreement.objects.published().filter(collectivity=OuterRef("pk"))
    if only_stale:
        actions, agreements = actions.to_verify(), agreements.to_verify()
    rows: QuerySet[Collectivity] = Collectivity.objects.filter(
        Exists(actions) | Exists(agreements)
    )
    if department:
        rows = rows.filter(department=department)
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


def send_due_mails(campaign: UpdateCampaign) -> int:
    """Queue the mails that are due; return how many."""
    responses = get_campaign_responses(campaign)
    number, refused = 0, RefusedAddress.objects.get_reasons()
    for target in campaign.targets.select_related("collectivity"):
        if not responses.get(target.collectivity_id, CampaignResponse()).is_silent:
            continue
        people = Membership.objects.contactable().filter(
            collectivity=target.collectivity_id
        )
        for membership in people.select_related("user", "collectivity"):
            if membership.user.email.lower() in refused:
                continue
            number += queue_due_mail(campaign, target, membership)
    return number


@transaction.atomic
def queue_due_mail(
    campaign: UpdateCampaign, target: CampaignTarget, membership: Membership
) -> bool:
    """Queue the mail that is due to a person; return whether one was."""
    mails = target.mails.filter(membership=membership)
    mail = sending.reserve_next_mail(
        mails, campaign, target=target, membership=membership
    )
    if mail is None:
        return False
    token = ConfirmationLink.objects.issue_token(membership)
    mail.link = membership.links.order_by("-pk").first()
    message = build_campaign_message(campaign, mail, token)
    sending.queue_reserved_mail(mail, message)
    return True


def send_running_campaigns() -> Iterator[sending.SendingCount]:
    """Queue the due mails of every running campaign."""
    for campaign in UpdateCampaign.objects.running():
        yield campaign.name, send_due_mails(campaign)


def build_campaign_message(
    campaign: UpdateCampaign, mail: CampaignMail, token: str
) -> EmailMessage:
    collectivity = mail.membership.collectivity
    entries = list_confirmable_entries(collectivity)
    return sending.build_staff_message(
        campaign,
        mail,
        (kinds.CAMPAIGN, kinds.CAMPAIGN_REMINDER),
        mail.membership.user.email,
        template="accounts/mail/campaign.txt",
        values={
            "collectivite": collectivity.name,
            "nombre": len(entries),
            "lien": link_to("accounts:confirm_link", token),
        },
        context={"entries": entries},
    )
