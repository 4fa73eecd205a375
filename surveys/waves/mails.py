"""Mails of surveys: invitations, reminders, forwarded links, copies."""

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.mail import sending
from accounts.models import Membership
from cooperation.models import RefusedAddress
from cooperation.web.mail_texts import build_text_message, queue_text
from cooperation.web.site import build_full_url
from surveys.models import Participation, ParticipationLink, SurveyMail, Wave
from surveys.waves import kinds


def send_running_waves() -> Iterator[sending.SendingCount]:
    """Queue the mails that are due for every open wave; yield how many for each."""
    for wave in Wave.objects.answerable():
        yield wave.name, send_due(wave)


def send_due(wave: Wave) -> int:
    """Queue the mails of a wave that are due; return how many."""
    if not wave.is_answerable:
        return 0
    number, refused = 0, RefusedAddress.objects.get_reasons()
    unanswered = wave.participations.to_remind(wave)
    for participation in unanswered.select_related("wave", "collectivity"):
        for email, membership in get_recipients(participation).items():
            if email in refused:
                continue
            number += queue_due_mail(participation, email, membership)
    return number


@transaction.atomic
def queue_due_mail(
    participation: Participation, email: str, membership: Membership | None
) -> bool:
    """Queue the mail that is due to an address; return whether one was."""
    mail = sending.reserve_next_mail(
        participation.mails.filter(email=email),
        participation.wave,
        participation=participation,
        email=email,
        membership=membership,
    )
    if mail is None:
        return False
    mail.link, token = ParticipationLink.objects.create_with_token(
        participation, email=email
    )
    render = render_reminder if participation.has_draft else render_invitation
    sending.queue_reserved_mail(mail, render(mail, token))
    return True


def get_recipients(participation: Participation) -> dict[str, Membership | None]:
    """Return email addresses with their membership, or None for other contacts."""
    held = Membership.objects.contactable().filter(
        collectivity=participation.collectivity_id
    )
    found: dict[str, Membership | None] = {
        one.user.email.lower(): one for one in held.select_related("user")
    }
    handed = participation.links.usable().filter(handed_by__isnull=False)
    others = [participation.contact_email, *handed.values_list("for_email", flat=True)]
    for email in filter(None, others):
        found.setdefault(email.lower(), None)
    return found


def render_invitation(mail: SurveyMail, token: str) -> EmailMessage:
    """Return the invitation, or the reminder, as plain text in French."""
    wave = mail.participation.wave
    with translation.override(settings.LANGUAGE_CODE):
        day = date_format(wave.closes_on, "j F Y")
    return sending.build_staff_message(
        wave,
        mail,
        (kinds.INVITATION, kinds.REMINDER),
        mail.email,
        template="surveys/mail/invitation.txt",
        values={
            "collectivite": mail.participation.collectivity.name,
            "lien": get_link_url(token),
            "date": wave.closes_on,
        },
        context={"day": day},
    )


def render_reminder(mail: SurveyMail, token: str) -> EmailMessage:
    """Return the mail to who reopened sent answers."""
    values = kinds.read_participation(mail.participation) | {
        "lien": get_link_url(token)
    }
    return build_text_message(kinds.REOPENED, mail.email, values)


def get_link_url(token: str) -> str:
    """Return the absolute URL of a personal link."""
    return build_full_url(reverse("surveys:link_home", args=[token]))


@transaction.atomic
def forward_link(
    participation: Participation,
    email: str,
    *,
    word: str = "",
    handed_by: ParticipationLink | None = None,
) -> ParticipationLink:
    """Send a colleague a personal link."""
    email = email.lower()
    link, token = ParticipationLink.objects.create_with_token(
        participation, email=email, handed_by=handed_by
    )
    values = kinds.read_participation(participation) | {
        "lien": get_link_url(token),
        "mot": word,
    }
    queue_text(kinds.HANDED_ON, email, values)
    return link


def send_copy(participation: Participation, to: str, link: str) -> None:
    """Tell a respondent that the answers arrived, with the link to their copy."""
    values = kinds.read_participation(participation) | {"lien": link}
    queue_text(kinds.COPY, to, values)
