"""The page of mails of the demonstration shows at once what was just written."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.mail.kinds import INACTIVE_ACCOUNT
from cooperation.models import MailState, OutgoingMail
from cooperation.web.mail_texts import queue_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_worker")]


def test_a_mail_is_shown_without_a_worker(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.ON_LOOPBACK_ONLY = True
    settings.EMAIL_FILE_PATH = tmp_path
    settings.OUTBOX_DELIVERY_BACKEND = (
        "django.core.mail.backends.filebased.EmailBackend"
    )
    queue_text(INACTIVE_ACCOUNT, "lou@annecy.example", {"lien": "https://exemple.fr/"})

    page = client.get("/demo/courriels/").text

    assert "lou@annecy.example" in page
    assert "Votre compte" in page
    assert OutgoingMail.objects.get().state == MailState.SENT
    assert "lou@annecy.example" in client.get("/demo/courriels/").text


def test_a_real_site_has_no_such_page(client: Client, settings: Any) -> None:
    settings.ON_LOOPBACK_ONLY = False
    assert client.get("/demo/courriels/").status_code == 404
