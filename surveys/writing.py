"""Mails of surveys: invitations, reminders to the silent, links handed on, copies.

By the machinery of campaigns (``accounts.posting``): a mail is claimed by its row
before it goes, and never goes twice.
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

from accounts import posting
from accounts.models import Membership
from surveys.models import Participation, ParticipationLink, SurveyMail, Wave

# What staff may write in the mail of a wave, replaced for each authority.
PLACEHOLDERS = ("{collectivite}", "{lien}", "{date}")


def send_running() -> Iterator[posting.Tally]:
    """Send what every wave owes today."""
    for wave in Wave.objects.answerable():
        yield (wave.name, *send_due(wave))


def send_due(wave: Wave) -> tuple[int, int]:
    """Send what a wave owes now; give how many mails went and how many failed."""
    if not wave.is_answerable:
        return 0, 0
    done = [send_one(mail) for mail in claimed(wave)]
    return sum(done), len(done) - sum(done)


def claimed(wave: Wave) -> Iterator[SurveyMail]:
    """Give the mails that are due, each once its row is written for good."""
    silent = wave.participations.silent()
    for participation in silent.select_related("wave", "collectivity"):
        for email, membership in recipients(participation).items():
            mail = claim(participation, email, membership)
            if mail:
                yield mail


def recipients(participation: Participation) -> dict[str, Membership | None]:
    """Give to whom a participation is written about: mandates, contact, colleagues."""
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


def claim(
    participation: Participation, email: str, membership: Membership | None
) -> SurveyMail | None:
    """Write the row of the mail that is due to a person, or give nothing."""
    wave = participation.wave
    last = participation.mails.filter(email=email).order_by("-number").first()
    number = posting.next_number(
        last, rest_days=wave.remind_after_days, most=wave.most_reminders
    )
    if number is None:
        return None
    return posting.claim(
        SurveyMail,
        participation=participation,
        email=email,
        membership=membership,
        number=number,
    )


def send_one(mail: SurveyMail) -> bool:
    """Send a mail whose row is written, with a link of its own."""
    link, token = ParticipationLink.objects.give(mail.participation, email=mail.email)
    mail.link = link
    mail.save(update_fields=["link"])
    return posting.deliver(mail, invitation(mail, token))


def invitation(mail: SurveyMail, token: str) -> EmailMessage:
    """Give the invitation or a reminder in plain text, in French."""
    participation = mail.participation
    wave = participation.wave
    with translation.override(settings.LANGUAGE_CODE):
        link = address(token)
        values = {
            "{collectivite}": participation.collectivity.name,
            "{lien}": link,
            "{date}": date_format(wave.closes_on, "j F Y"),
        }
        context = {
            "text": posting.replaced(wave.body, values),
            "link": "" if "{lien}" in wave.body else link,
            "day": values["{date}"],
            "site_url": settings.SITE_URL,
        }
        body = render_to_string("surveys/mail/invitation.txt", context)
        subject = posting.replaced(wave.subject, values)
        if mail.number:
            subject = _("Rappel : %(subject)s") % {"subject": subject}
    return plain(subject, body, mail.email)


def plain(subject: str, body: str, to: str) -> EmailMessage:
    """Give a mail of plain text."""
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])


def address(token: str) -> str:
    """Give the whole address of a personal link."""
    return settings.SITE_URL.rstrip("/") + reverse("surveys:link_home", args=[token])


def later(
    template: str, to: str, context: dict[str, Any], *, robust: bool = False
) -> None:
    """Send ``surveys/mail/<template>.txt`` once the transaction is written.

    The first line is the subject. ``robust``: a mail that does not go is logged, and
    what it speaks of holds all the same; else ``OSError`` is raised.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            f"surveys/mail/{template}.txt", context | {"site_url": settings.SITE_URL}
        )
    subject, _line, body = text.strip().partition("\n")
    transaction.on_commit(plain(subject, body, to).send, robust=robust)


@transaction.atomic
def hand_on(
    participation: Participation,
    email: str,
    *,
    word: str = "",
    handed_by: ParticipationLink | None = None,
) -> ParticipationLink:
    """Send a colleague a link of their own."""
    email = email.lower()
    link, token = ParticipationLink.objects.give(
        participation, email=email, handed_by=handed_by
    )
    context = {
        "collectivity": participation.collectivity,
        "wave": participation.wave,
        "link": address(token),
        "word": word,
    }
    later("handed_on", email, context)
    return link


def send_copy(participation: Participation, to: str, link: str) -> None:
    """Tell a respondent that the answers came, and where to find their copy."""
    context = {
        "collectivity": participation.collectivity,
        "wave": participation.wave,
        "link": link,
        "day": timezone.localdate(),
    }
    later("copy", to, context, robust=True)
