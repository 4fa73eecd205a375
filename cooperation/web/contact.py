"""Messages from visitors to an authority, whose address is never shown.

A message is written to the outbox where an address is known: it goes there, with a copy
to the sender. Without one it waits for staff, who forward it or answer.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Collectivity, RelayedMessage, RelayState
from cooperation.web.mail_texts import (
    Example,
    MailKind,
    Values,
    Variable,
    queue_text,
)
from cooperation.web.site import build_full_url
from cooperation.web.throttle import check_attempt


def read_message(collectivity: Collectivity, message: dict[str, str]) -> Values:
    """Return what the mails may say of a message (name, email, subject, text)."""
    return {
        "nom": message["name"],
        "adresse": message["email"],
        "sujet": message["subject"],
        "message": message["text"],
        "collectivite": collectivity.name,
        "lien": lambda: build_full_url(collectivity.get_absolute_url()),
    }


def find_message(user: Any) -> Example | None:
    """Return the last message that was kept for staff, if a person may see it."""
    if not user.has_perm("cooperation.view_relayedmessage"):
        return None
    row = RelayedMessage.objects.select_related("collectivity").order_by("pk").last()
    if row is None:
        return None
    message = {name: getattr(row, name) for name in MESSAGE_FIELDS}
    return Example(str(row), read_message(row.collectivity, message))


MESSAGE_FIELDS = ("name", "email", "subject", "text")
MESSAGES = _("Messages de visiteurs")
MESSAGE_VARIABLES = (
    Variable("nom", _("nom de qui écrit"), "Camille Roux"),
    Variable("adresse", _("adresse de qui écrit"), "camille.roux@exemple.fr"),
    Variable("sujet", _("objet du message"), _("Échange scolaire")),
    Variable(
        "message",
        _("texte du message"),
        _("Bonjour, nous aimerions en savoir plus."),
        required=True,
        body_only=True,
    ),
    Variable("collectivite", _("nom de la collectivité"), "Annecy"),
    Variable(
        "lien",
        _("page de la collectivité"),
        f"{settings.SITE_URL}/collectivites/annecy/",
        link=True,
    ),
)
RELAYED = MailKind(
    "message-transmis",
    MESSAGES,
    _("Message à une collectivité"),
    _("Un visiteur écrit à une collectivité ; répondre va à son adresse."),
    MESSAGE_VARIABLES,
    find_message,
)
RELAYED_COPY = MailKind(
    "message-copie",
    MESSAGES,
    _("Copie pour qui a écrit"),
    _("En même temps que le message à la collectivité."),
    MESSAGE_VARIABLES,
    find_message,
    languages=tuple(code for code, _label in settings.LANGUAGES),
)


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
    message = {name: getattr(kept, name) for name in MESSAGE_FIELDS}
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
    values = read_message(collectivity, message)
    to, sender = to or get_contact_address(collectivity), message["email"]
    queue_text(RELAYED, to, values, reply_to=sender)
    language = translation.get_language() or settings.LANGUAGE_CODE
    queue_text(RELAYED_COPY, sender, values, language=language)
