"""What a drill does on the restored database, in a process of its own.

    DATABASE_URL=… python -m config.backups.examination < names-of-media.json

Prints JSON: ``rows`` as restored, ``pages`` (address → status) after the migrations,
``problems`` in words.
"""

import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["STATEMENT_TIMEOUT_MS"] = "0"
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from config.backups.manifest import count_rows
from config.doctor import list_file_names
from cooperation.models import Action, Agreement

PAGES = (
    *("/", "/actions/", "/accords/", "/collectivites/", "/partenaires/", "/pays/"),
    *("/carte/", "/chiffres/", "/actions/?q=eau", "/compte/login/"),
)
MAX_NAMED_FILES = 3


def examine(files: list[str]) -> dict[str, Any]:
    """Count what was restored, migrate it, open pages and look for lost files."""
    with connection.cursor() as cursor:
        rows = count_rows(cursor)
    call_command("migrate", interactive=False, verbosity=0)
    pages = {path: open_page(path) for path in [*PAGES, *list_entry_pages()]}
    text = _("La page %(path)s répond %(status)s.")
    problems = [
        text % {"path": path, "status": status}
        for path, status in pages.items()
        if status != 200
    ]
    lost = sorted(list_file_names(historical=False) - set(files))
    if lost:
        problems.append(
            _("Fichiers absents de l’archive (%(n)s) : %(names)s.")
            % {"n": len(lost), "names": ", ".join(lost[:MAX_NAMED_FILES])}
        )
    return {"rows": rows, "pages": pages, "problems": problems}


def list_entry_pages() -> list[str]:
    """Return the pages of an action, its authority and an agreement, if there are."""
    action = Action.objects.published().first()
    agreement = Agreement.objects.published().first()
    entries = [action, action and action.lead, agreement]
    return [entry.get_absolute_url() for entry in entries if entry]


def open_page(path: str) -> int:
    client = Client(raise_request_exception=False)
    host = urlsplit(settings.SITE_URL).netloc
    return int(client.get(path, secure=True, headers={"host": host}).status_code)


if __name__ == "__main__":
    print(json.dumps(examine(json.load(sys.stdin)), ensure_ascii=False))
