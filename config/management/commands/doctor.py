"""Report what is wrong with the site and what to do; exit 1 if anything is."""

import json
import sys
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from config.doctor import Diagnosis, examine_site


class Command(BaseCommand):
    help = "Examine ce qui s’use : base, disque, courriels, listes, pages légales…"
    # A site whose settings are at odds is examined all the same.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="pour une machine")
        parser.add_argument(
            "--to", metavar="ADRESSE", help="envoie aussi un courriel d’essai"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        found = examine_site()
        if options["to"]:
            found.append(try_mail(options["to"]))
        is_well = not any(one.problems for one in found)
        if options["json"]:
            told = {"ok": is_well, "checks": [one._asdict() for one in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(map(format_diagnosis, found)))
        if not is_well:
            sys.exit(1)


def try_mail(address: str) -> Diagnosis:
    """Send a mail past the outbox, and return what prevented it."""
    label = _("Courriel d’essai")
    if settings.EMAIL_DISABLED:
        return Diagnosis("test_mail", label, [_("EMAIL_DISABLED : rien n’est parti.")])
    body = _("Ce site envoie bien ses courriels : %s") % settings.SITE_URL
    server = get_connection(settings.OUTBOX_DELIVERY_BACKEND)
    subject = _("Passerelles : courriel d’essai")
    try:
        send_mail(subject, body, None, [address], connection=server)
    except (OSError, SMTPException) as error:
        cause = _("%(host)s n’a pas pris le courriel : %(error)s") % {
            "host": settings.EMAIL_HOST,
            "error": " ".join(str(error).split()) or type(error).__name__,
        }
        return Diagnosis("test_mail", label, [cause])
    return Diagnosis("test_mail", label, [])


def format_diagnosis(diagnosis: Diagnosis) -> str:
    if not diagnosis.problems:
        return f"{diagnosis.label} : " + _("rien à signaler")
    return "\n".join(f"{diagnosis.label} : {text}" for text in diagnosis.problems)
