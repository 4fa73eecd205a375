"""Messages from visitors to an authority, whose address is never shown.

Nothing of the message is stored where an address is known: it goes there, with a copy
to the sender. Without one the message waits for staff, who forward it or answer.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from cooperation.models import Action, Collectivity, RelayedMessage, RelayState
from cooperation.web.throttle import check_attempt


def get_contact_address(collectivity: Collectivity) -> str:
    """Return where messages to an authority are sent; empty if no address is known.

    Its own generic address, else that of its last updated published action.
    """
    led = Action.objects.published().led_by(collectivity).exclude(contact_email="")
    of_actions = led.order_by("-updated_at", "pk").values_list(
        "contact_email", flat=True
    )
    return collectivity.contact_email or of_actions.first() or ""


def check_daily_limit(collectivity: Collectivity) -> None:
    """Count a message; raise ``ThrottledError`` if the authority had too many today."""
    check_attempt("contact", str(collectivity.pk))


def keep_for_staff(collectivity: Collectivity, message: dict[str, str]) -> None:
    """Keep ``message`` until staff forward it: it is in the list of what waits."""
    RelayedMessage.objects.create(collectivity=collectivity, **message)


def forward_message(kept: RelayedMessage, to: str) -> None:
    """Send a message that was kept to the address that staff found."""
    names = ("name", "email", "subject", "text")
    message = {name: getattr(kept, name) for name in names}
    send_contact_message(kept.collectivity, message, to)
    kept.state = RelayState.FORWARDED


def send_contact_message(
    collectivity: Collectivity, message: dict[str, str], to: str = ""
) -> None:
    """Send ``message`` (name, email, subject, text), and a copy to the sender.

    ``to`` is the address that staff found, where the authority has none.

    The mail to the authority is in French, the copy in the language of the page.

    Raises ``OSError`` (``SMTPException`` is one) where the mail server refuses.
    """
    context = message | {"collectivity": collectivity, "site_url": settings.SITE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string("cooperation/mail/relayed.txt", context)
    copy = render_to_string("cooperation/mail/relayed_copy.txt", context)
    mails = [
        build_mail(
            text,
            to or get_contact_address(collectivity),
            reply_to=[message["email"]],
        ),
        build_mail(copy, message["email"]),
    ]
    get_connection().send_messages(mails)


def build_mail(text: str, to: str, **options: Any) -> EmailMessage:
    """Return a mail from a rendered template, whose first line is the subject."""
    subject, _line, body = text.strip().partition("\n")
    plain = " ".join(subject.split())
    return EmailMessage(plain, body.strip() + "\n", to=[to], **options)
