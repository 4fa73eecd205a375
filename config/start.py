"""What refuses to start, in one sentence: settings missing, unreadable, at odds."""

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from config.checks import SETTINGS_TAG


def load_settings() -> None:
    """Load the settings; exit with a sentence if they cannot be loaded."""
    try:
        _apps = settings.INSTALLED_APPS
    except (EnvError, ImproperlyConfigured) as error:
        raise SystemExit(f"Passerelles: {' '.join(str(error).split())}") from None


def refuse_wrong_settings() -> None:
    """Exit with a sentence per mistake if settings cannot work together.

    ``manage.py`` does this by Django's checks, of which a server runs none.
    """
    mistakes = run_checks(tags=[SETTINGS_TAG])
    if mistakes:
        raise SystemExit("\n".join(f"Passerelles: {one.msg}" for one in mistakes))
