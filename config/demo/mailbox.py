"""The mails of the demonstration, which are not sent: shown here, on loopback."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from cooperation.web.outbox import send_waiting_mails
from cooperation.web.site import get_site_url

MAX_MAILS = 40
LINK = re.compile(r"https?://[^\s<>&]+")


@login_not_required
def show_outbox(request: HttpRequest) -> HttpResponse:
    """Send what waits and show the latest mails; 404 on a real site."""
    if not settings.ON_LOOPBACK_ONLY:
        raise Http404
    send_waiting_mails()
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: -path.stat().st_mtime)
    mails = [mail for path in files[:MAX_MAILS] for mail in read_mails(path)]
    return render(request, "outbox.html", {"mails": mails[:MAX_MAILS]})


@dataclass(frozen=True)
class DemoMail:
    """The headers of a mail, and its text with links."""

    subject: str
    to: str
    date: str
    text: SafeString


def read_mails(path: Path) -> list[DemoMail]:
    parts = re.split(rb"\n-{79}\n", path.read_bytes())
    return [parse_mail(part) for part in reversed(parts) if part.strip()]


def parse_mail(raw: bytes) -> DemoMail:
    message = message_from_bytes(raw.strip(), policy=policy.default)
    body = message.get_body(("plain",))
    return DemoMail(
        subject=message["Subject"],
        to=message["To"],
        date=message["Date"],
        text=linkify_text(str(body.get_content()) if body else ""),
    )


def linkify_text(text: str) -> SafeString:
    """Return escaped text in which addresses are links, relative for this site."""
    site = get_site_url()

    def link(match: re.Match[str]) -> str:
        address = match[0]
        label = Truncator(address).chars(70)
        path = address.removeprefix(site) if address.startswith(site) else address
        return f'<a href="{path or "/"}">{label}</a>'

    return mark_safe(LINK.sub(link, escape(text)))  # noqa: S308 - escaped just before
