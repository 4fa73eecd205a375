"""Compile the translation catalogues, without the system's gettext."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogue(source: Path) -> bool:
    """Compile ``source`` to ``.mo`` if that is older; return whether it was done."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return False
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    unfinished = target.with_suffix(".mo.part")
    with unfinished.open("wb") as binary:
        write_mo(binary, catalogue)
    unfinished.replace(target)
    return True


class Command(BaseCommand):
    """Compiled catalogues are not committed: demo, tests and image run this."""

    help = "Compile locale/*/LC_MESSAGES/*.po with Babel, where they changed."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source) and options["verbosity"]:
                    self.stdout.write(f"{source} compiled")
