"""Mails of surveys: invitations, reminders, forwarded links, copies.

The row of a mail is written before it is sent (``accounts.mail.outbox``): no mail
is sent twice.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.mail import outbox
from accounts.models import Membership
from surveys.models import Participation, ParticipationLink, SurveyMail, Wave

# What staff may write in the mail of a wave, replaced for each authority.
PLACEHOLDERS = ("{collectivite}", "{lien}", "{date}")


def send_running_waves() -> Iterator[outbox.SendingCount]:
    """Send the mails that are due for every open wave; yield the counts of each."""
    for wave in Wave.objects.answerable():
        yield (wave.name, *send_due(wave))


def send_due(wave: Wave) -> tuple[int, int]:
    """Send the mails of a wave that are due; return how many were sent and failed."""
    if not wave.is_answerable:
        return 0, 0
    done = [send_survey_mail(mail) for mail in iter_reserved_mails(wave)]
    return sum(done), len(done) - sum(done)


def iter_reserved_mails(wave: Wave) -> Iterator[SurveyMail]:
    """Yield the mails that are due, each once its row is committed."""
    silent = wave.participations.silent()
    for participation in silent.select_related("wave", "collectivity"):
        for email, membership in get_recipients(participation).items():
            mail = reserve_mail(participation, email, membership)
            if mail:
                yield mail


def get_recipients(participation: Participation) -> dict[str, Membership | None]:
    """Return email addresses with their membership, or None for other contacts."""
    held = Membership.objects.current().filter(
        user__is_active=True, collectivity=participation.collectivity_id
    )
    found: dict[str, Membership | None] = {
        one.user.email.lower(): one for one in held.select_related("user")
    }
    handed = participation.links.usable().filter(handed_by__isnull=False)
    others = [participation.contact_email, *handed.values_list("for_email", flat=True)]
    for email in filter(None, others):
        found.setdefault(email.lower(), None)
    return found


def reserve_mail(
    participation: Participation, email: str, membership: Membership | None
) -> SurveyMail | None:
    """Return the row of the mail that is due to a person, or None."""
    wave = participation.wave
    last = participation.mails.filter(email=email).order_by("-number").first()
    number = outbox.get_next_mail_number(
        last, rest_days=wave.remind_after_days, most=wave.most_reminders
    )
    if number is None:
        return None
    return outbox.reserve_mail(
        SurveyMail,
        participation=participation,
        email=email,
        membership=membership,
        number=number,
    )


def send_survey_mail(mail: SurveyMail) -> bool:
    """Send a reserved mail with a new personal link; return whether it was sent."""
    link, token = ParticipationLink.objects.create_with_token(
        mail.participation, email=mail.email
    )
    mail.link = link
    mail.save(update_fields=["link"])
    return outbox.send_reserved_mail(mail, render_invitation(mail, token))


def render_invitation(mail: SurveyMail, token: str) -> EmailMessage:
    """Return the invitation, or the reminder, as plain text in French."""
    participation = mail.participation
    wave = participation.wave
    with translation.override(settings.LANGUAGE_CODE):
        link = get_link_url(token)
        values = {
            "{collectivite}": participation.collectivity.name,
            "{lien}": link,
            "{date}": date_format(wave.closes_on, "j F Y"),
        }
        context = {
            "text": outbox.fill_placeholders(wave.body, values),
            "link": "" if "{lien}" in wave.body else link,
            "day": values["{date}"],
            "site_url": settings.SITE_URL,
        }
        body = render_to_string("surveys/mail/invitation.txt", context)
        subject = outbox.fill_placeholders(wave.subject, values)
        if mail.number:
            subject = _("Rappel : %(subject)s") % {"subject": subject}
    return build_plain_email(subject, body, mail.email)


def build_plain_email(subject: str, body: str, to: str) -> EmailMessage:
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])


def get_link_url(token: str) -> str:
    """Return the absolute URL of a personal link."""
    return settings.SITE_URL.rstrip("/") + reverse("surveys:link_home", args=[token])


def send_on_commit(
    template: str, to: str, context: dict[str, Any], *, robust: bool = False
) -> None:
    """Send ``surveys/mail/<template>.txt`` after the transaction is committed.

    The first line is the subject. With ``robust`` a failure is logged, else
    ``OSError`` is raised.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            f"surveys/mail/{template}.txt", context | {"site_url": settings.SITE_URL}
        )
    subject, _line, body = text.strip().partition("\n")
    transaction.on_commit(build_plain_email(subject, body, to).send, robust=robust)


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
    send_on_commit("handed_on", email, context)
    return link


def send_copy(participation: Participation, to: str, link: str) -> None:
    """Tell a respondent that the answers arrived, with the link to their copy."""
    context = {
        "collectivity": participation.collectivity,
        "wave": participation.wave,
        "link": link,
        "day": timezone.localdate(),
    }
    send_on_commit("copy", to, context, robust=True)
