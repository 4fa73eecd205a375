"""Requirement 63: where to report a weakness, and what robots may read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone


def test_security_txt_says_whom_to_write_to(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:securite@exemple.fr"
    answer = client.get("/.well-known/security.txt")
    contact, expires, languages, canonical = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert contact == "Contact: mailto:securite@exemple.fr"
    moment = datetime.fromisoformat(expires.removeprefix("Expires: "))
    assert timedelta(days=178) < moment - timezone.now() < timedelta(days=181)
    assert languages == "Preferred-Languages: fr, en"
    assert canonical.endswith("https://passerelles.example/.well-known/security.txt")


@pytest.mark.parametrize(
    ("security", "contact", "named"),
    [
        ("securite@exemple.fr", "", "mailto:securite@exemple.fr"),
        ("https://exemple.fr/faille", "equipe@exemple.fr", "https://exemple.fr/faille"),
        ("", "equipe@exemple.fr", "mailto:equipe@exemple.fr"),
    ],
)
def test_security_txt_names_the_team_where_there_is_nobody_else(
    client: Client, settings: Any, security: str, contact: str, named: str
) -> None:
    settings.SECURITY_CONTACT, settings.CONTACT_EMAIL = security, contact
    text = client.get("/.well-known/security.txt").text
    assert text.splitlines()[0] == f"Contact: {named}"


def test_security_txt_waits_for_a_contact(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = settings.CONTACT_EMAIL = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_robots_leave_the_admin_alone(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /gestion/", "Disallow: /espace/"} <= set(lines)


def test_browsers_find_the_icon(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/static/img/favicon.svg"
