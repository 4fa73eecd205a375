"""Relay a stranger's message to an authority, whose address is never shown.

Nothing of the message is kept here: it goes to the generic address of the authority
or, where none is known, to the team, and a copy to who wrote.
"""

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from cooperation.models import Action, Collectivity

# So many messages a day to one authority at most, whoever writes.
MOST_PER_DAY, DAY_S = 20, 24 * 3600


def address_of(collectivity: Collectivity) -> str:
    """Give where messages to an authority go; nothing where nobody would read them.

    Its own generic address, else that of one of its published actions, else the team.
    """
    led = Action.objects.published().led_by(collectivity).exclude(contact_email="")
    of_actions = led.order_by("-updated_at", "pk").values_list(
        "contact_email", flat=True
    )
    return collectivity.contact_email or of_actions.first() or settings.CONTACT_EMAIL


def is_flooded(collectivity: Collectivity) -> bool:
    """Count a message, and say whether the authority has had too many today."""
    key = f"relayed:{collectivity.pk}"
    cache.add(key, 0, DAY_S)
    try:
        number: int = cache.incr(key)
    except ValueError:
        return False
    return number > MOST_PER_DAY


def relay(collectivity: Collectivity, message: dict[str, str]) -> None:
    """Send ``message`` (name, email, subject, text) on, and a copy to who wrote it.

    Raises ``OSError`` (``SMTPException`` is one) where the mail server refuses.
    """
    context = message | {"collectivity": collectivity, "site_url": settings.SITE_URL}
    mails = [
        EmailMessage(
            subject=subject_of(text),
            body=body_of(text),
            to=[to],
            reply_to=reply_to,
        )
        for text, to, reply_to in (
            (
                render_to_string("cooperation/mail/relayed.txt", context),
                address_of(collectivity),
                [message["email"]],
            ),
            (
                render_to_string("cooperation/mail/relayed_copy.txt", context),
                message["email"],
                None,
            ),
        )
    ]
    get_connection().send_messages(mails)


def subject_of(text: str) -> str:
    """Give the first line of a mail's template."""
    return " ".join(text.strip().partition("\n")[0].split())


def body_of(text: str) -> str:
    """Give what follows the first line."""
    return text.strip().partition("\n")[2].strip() + "\n"
