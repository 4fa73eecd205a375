"""Mails of surveys: invitations, reminders, forwarded links, copies.

The row of a mail is written before it is sent (``accounts.mail.sending``): no mail
is sent twice.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.mail import sending
from accounts.models import Membership
from cooperation.web.site import build_full_url
from surveys.models import Participation, ParticipationLink, SurveyMail, Wave

# What staff may write in the mail of a wave, replaced for each authority.
PLACEHOLDERS = ("{collectivite}", "{lien}", "{date}")


def send_running_waves() -> Iterator[sending.SendingCount]:
    """Send the mails that are due for every open wave; yield the counts of each."""
    for wave in Wave.objects.answerable():
        yield (wave.name, *send_due(wave))


def send_due(wave: Wave) -> sending.MailCounts:
    """Send the mails of a wave that are due; return how many were sent and failed."""
    mails = iter_reserved_mails(wave) if wave.is_answerable else ()
    return sending.count_mails(send_survey_mail(mail) for mail in mails)


def iter_reserved_mails(wave: Wave) -> Iterator[SurveyMail]:
    """Yield the mails that are due, each once its row is committed."""
    silent = wave.participations.silent()
    for participation in silent.select_related("wave", "collectivity"):
        for email, membership in get_recipients(participation).items():
            mails = participation.mails.filter(email=email)
            row = {
                "participation": participation,
                "email": email,
                "membership": membership,
            }
            if mail := sending.reserve_next_mail(mails, wave, **row):
                yield mail


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


def send_survey_mail(mail: SurveyMail) -> bool:
    """Send a reserved mail with a new personal link; return whether it was sent."""
    link, token = ParticipationLink.objects.create_with_token(
        mail.participation, email=mail.email
    )
    mail.link = link
    mail.save(update_fields=["link"])
    return sending.send_reserved_mail(mail, render_invitation(mail, token))


def render_invitation(mail: SurveyMail, token: str) -> EmailMessage:
    """Return the invitation, or the reminder, as plain text in French."""
    wave = mail.participation.wave
    with translation.override(settings.LANGUAGE_CODE):
        day = date_format(wave.closes_on, "j F Y")
    return sending.build_staff_message(
        wave,
        mail,
        "surveys/mail/invitation.txt",
        mail.email,
        values={
            "{collectivite}": mail.participation.collectivity.name,
            "{lien}": get_link_url(token),
            "{date}": day,
        },
        context={"day": day},
    )


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
    """Send a colleague a personal link; ``OSError`` where the mail fails."""
    email = email.lower()
    link, token = ParticipationLink.objects.create_with_token(
        participation, email=email, handed_by=handed_by
    )
    context = {
        "collectivity": participation.collectivity,
        "wave": participation.wave,
        "link": get_link_url(token),
        "word": word,
    }
    sending.send_on_commit("surveys/mail/handed_on", email, context)
    return link


def send_copy(participation: Participation, to: str, link: str) -> None:
    """Tell a respondent that the answers arrived, with the link to their copy."""
    context = {
        "collectivity": participation.collectivity,
        "wave": participation.wave,
        "link": link,
        "day": timezone.localdate(),
    }
    sending.send_on_commit("surveys/mail/copy", to, context, robust=True)
