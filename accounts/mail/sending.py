"""Plain-text mails to people, sent once the transaction is committed."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation


def send_templated_mail(name: str, to: str, context: dict[str, Any]) -> None:
    """Send the mail ``accounts/mail/<name>.txt`` on commit, always in French.

    The first line of the template is the subject.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            f"accounts/mail/{name}.txt", context | {"site_url": settings.SITE_URL}
        )
    subject, _line, body = text.strip().partition("\n")
    message = EmailMessage(subject.strip(), body.strip() + "\n", to=[to])
    transaction.on_commit(partial(message.send))
