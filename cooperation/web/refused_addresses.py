"""Addresses that mail does not reach, as their servers or staff say."""

import re
from smtplib import SMTPRecipientsRefused

from django.utils.translation import gettext as _

from cooperation.models import RefusedAddress

# SMTP (RFC 5321, 4.2.3): no such mailbox, or not there. Other refusals are of the
# sender or of the moment; so are those of policy, 5.7 (RFC 3463).
NO_MAILBOX = (550, 551, 553)
POLICY = re.compile(rb"\b5\.7\.\d")


def is_dead_mailbox(error: SMTPRecipientsRefused) -> bool:
    """Return whether a server says of a recipient that there is no such mailbox."""
    return all(
        code in NO_MAILBOX and not POLICY.search(text)
        for code, text in error.recipients.values()
    )


def record_refusal(email: str, reason: str, *, is_by_hand: bool = False) -> None:
    RefusedAddress.objects.update_or_create(
        email=email.lower(),
        defaults={"reason": reason[:300], "is_by_hand": is_by_hand},
    )


def mark_refused(email: str) -> None:
    """Write that staff saw mails to an address come back."""
    record_refusal(email, _("revenu, noté par l’équipe"), is_by_hand=True)


def forget_refusal(email: str) -> None:
    """Write to an address again."""
    RefusedAddress.objects.filter(email=email.lower()).delete()


def record_delivery(email: str) -> None:
    """Forget that a server refused an address: it takes mails now.

    What staff saw come back stays: servers take such mails, and return them later.
    """
    RefusedAddress.objects.filter(email=email.lower(), is_by_hand=False).delete()
