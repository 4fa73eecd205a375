"""Messages from visitors to an authority, whose address is never shown.

The message is kept until it is sent: to the generic address of the authority or, where
none is known, to the team, with a copy to the sender.
"""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cooperation.models import Action, Collectivity
from cooperation.web.outbox import queue_mail
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


@transaction.atomic
def send_contact_message(collectivity: Collectivity, message: dict[str, str]) -> None:
    """Send ``message`` (name, email, subject, text), and a copy to the sender.

    The mail to the authority is in French, the copy in the language of the page.
    """
    context = message | {"collectivity": collectivity}
    to, sender = get_contact_address(collectivity), message["email"]
    queue_mail("cooperation/mail/relayed", to, context, reply_to=sender)
    language = translation.get_language() or settings.LANGUAGE_CODE
    queue_mail("cooperation/mail/relayed_copy", sender, context, language=language)
