"""Messages from visitors to an authority, whose address is never shown.

A message is written to the outbox where an address is known: it goes there, with a copy
to the sender. Without one it waits for staff, who forward it or answer.
"""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cooperation.models import Action, Collectivity, RelayedMessage, RelayState
from cooperation.web.outbox import queue_mail
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


@transaction.atomic
def send_contact_message(
    collectivity: Collectivity, message: dict[str, str], to: str = ""
) -> None:
    """Send ``message`` (name, email, subject, text), and a copy to the sender.

    ``to`` is the address that staff found, where the authority has none.

    The mail to the authority is in French, the copy in the language of the page.
    """
    context = message | {"collectivity": collectivity}
    to, sender = to or get_contact_address(collectivity), message["email"]
    queue_mail("cooperation/mail/relayed", to, context, reply_to=sender)
    language = translation.get_language() or settings.LANGUAGE_CODE
    queue_mail("cooperation/mail/relayed_copy", sender, context, language=language)
