"""Messages from visitors to an authority, whose address is never shown.

Nothing of the message is stored: it goes to the generic address of the authority or,
where none is known, to the team, with a copy to the sender.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from cooperation.models import Action, Collectivity
from cooperation.web.throttle import check_attempt


def get_contact_address(collectivity: Collectivity) -> str:
    """Return where messages to an authority are sent.

    Its own generic address, else that of its last updated published action, else that
    of the team, which may be empty.
    """
    led = Action.objects.published().led_by(collectivity).exclude(contact_email="")
    of_actions = led.order_by("-updated_at", "pk").values_list(
        "contact_email", flat=True
    )
    return collectivity.contact_email or of_actions.first() or settings.CONTACT_EMAIL


def check_daily_limit(collectivity: Collectivity) -> None:
    """Count a message; raise ``ThrottledError`` if the authority had too many today."""
    check_attempt("contact", str(collectivity.pk))


def send_contact_message(collectivity: Collectivity, message: dict[str, str]) -> None:
    """Send ``message`` (name, email, subject, text), and a copy to the sender.

    The mail to the authority is in French, the copy in the language of the page.

    Raises ``OSError`` (``SMTPException`` is one) where the mail server refuses.
    """
    context = message | {"collectivity": collectivity, "site_url": settings.SITE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("cooperation/mail/relayed.txt", context)
    copy = render_to_string("cooperation/mail/relayed_copy.txt", context)
    mails = [
        build_mail(
            text, get_contact_address(collectivity), reply_to=[message["email"]]
        ),
        build_mail(copy, message["email"]),
    ]
    get_connection().send_messages(mails)


def build_mail(text: str, to: str, **options: Any) -> EmailMessage:
    """Return a mail from a rendered template, whose first line is the subject."""
    subject, _line, body = text.strip().partition("\n")
    plain = " ".join(subject.split())
    return EmailMessage(plain, body.strip() + "\n", to=[to], **options)
