"""Checks at the start: settings that cannot work together, databases of before 0.2.0.

Each mistake is one sentence that says what to do; a site with one does not start.
"""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.http.request import validate_host

SETTINGS_TAG = "settings"
MIN_KEY_LENGTH = 50
MIN_KEY_CHARACTERS = 5
MIN_BACKUP_KEY_LENGTH = 32
MIN_TOKEN_LENGTH = 20
SMTP_OVER_TLS_PORT = 465
# A domain that nobody can own (RFC 2606): it stands in the defaults.
PLACEHOLDER_DOMAIN = ".example"
# Keys that are printed somewhere.
KNOWN_KEYS = ("demonstration-key", "django-insecure-")

# Settings -------------------------------------------------------------------------


def check_settings(**_options: Any) -> list[CheckMessage]:
    """Refuse settings of a real site that are at odds (a check of Django's)."""
    if settings.DEBUG and settings.DEMO:
        both = "DEBUG=1 and DEMO=1 exclude each other: unset one of them."
        return [Error(both, id="passerelles.E002")]
    if settings.ON_LOOPBACK_ONLY:
        return []
    checks = (
        ("passerelles.E003", find_secret_mistakes),
        ("passerelles.E004", find_address_mistakes),
        ("passerelles.E005", find_proxy_mistakes),
        ("passerelles.E006", find_mail_mistakes),
        ("passerelles.E007", find_database_mistakes),
        ("passerelles.E008", find_file_mistakes),
        ("passerelles.E009", find_watching_mistakes),
        ("passerelles.E010", find_replica_mistakes),
    )
    return [Error(text, id=code) for code, find in checks for text in find()]


def find_secret_mistakes() -> Iterator[str]:
    for name, key in [
        ("SECRET_KEY", settings.SECRET_KEY),
        *(("SECRET_KEY_FALLBACKS", key) for key in settings.SECRET_KEY_FALLBACKS),
    ]:
        is_short = len(key) < MIN_KEY_LENGTH or len(set(key)) < MIN_KEY_CHARACTERS
        if is_short or key.startswith(KNOWN_KEYS):
            yield (
                f"{name} can be guessed: set it to {MIN_KEY_LENGTH} random characters "
                "or more, made by the line that stands in .env.example."
            )
    if settings.SECRET_KEY in settings.SECRET_KEY_FALLBACKS:
        yield "SECRET_KEY_FALLBACKS repeats SECRET_KEY: name former keys only."


def find_address_mistakes() -> Iterator[str]:
    """Yield what is wrong with the site's address and names."""
    url = urlsplit(settings.SITE_URL)
    if url.scheme not in ("http", "https") or not url.hostname or url.path:
        yield (
            "SITE_URL is no address of a site: write https:// and its name, without "
            "a path, as in https://passerelles.example.fr."
        )
        return
    if url.scheme == "http" and settings.SECURE_SSL_REDIRECT:
        yield (
            "SITE_URL begins with http:// but every page redirects to https: write "
            "https://, which visitors see in front of the proxy."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            "ALLOWED_HOSTS is *, which lets anybody forge links in mails: name the "
            "site's own names, or leave it out to answer to that of SITE_URL."
        )
    elif not validate_host(url.hostname, settings.ALLOWED_HOSTS):
        yield (
            f"SITE_URL leads to {url.hostname}, which ALLOWED_HOSTS does not name: add "
            "it there, or leave ALLOWED_HOSTS out."
        )


def find_proxy_mistakes() -> Iterator[str]:
    if settings.SECURE_SSL_REDIRECT and not settings.BEHIND_PROXY:
        yield (
            "BEHIND_PROXY=0 redirects every page to https for ever, which only a proxy "
            "can answer: set BEHIND_PROXY=1 behind a proxy that sets X-Forwarded-Proto."
        )
    if settings.BEHIND_PROXY and not settings.TRUSTED_PROXIES:
        yield (
            "BEHIND_PROXY=1 without TRUSTED_PROXIES makes all visitors one, who share "
            "the limits on logins and messages: set TRUSTED_PROXIES=1, or as many "
            "proxies as stand in front of the site."
        )


def find_mail_mistakes() -> Iterator[str]:
    if settings.EMAIL_DISABLED:
        if settings.EMAIL_HOST:
            yield "EMAIL_DISABLED=1 and EMAIL_HOST exclude each other: unset one."
        return
    if not settings.EMAIL_HOST:
        yield (
            "EMAIL_HOST is missing: name the mail server, or set EMAIL_DISABLED=1 for "
            "a site that sends no mail."
        )
        return
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        yield (
            "EMAIL_USE_TLS=1 and EMAIL_USE_SSL=1 exclude each other: keep the first "
            "for port 587, the second for port 465."
        )
    elif settings.EMAIL_PORT == SMTP_OVER_TLS_PORT and not settings.EMAIL_USE_SSL:
        yield (
            "EMAIL_PORT=465 speaks TLS from the first byte: set EMAIL_USE_SSL=1 and "
            "unset EMAIL_USE_TLS."
        )
    if bool(settings.EMAIL_HOST_USER) != bool(settings.EMAIL_HOST_PASSWORD):
        yield "EMAIL_HOST_USER and EMAIL_HOST_PASSWORD go together: set both or none."
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(PLACEHOLDER_DOMAIN):
        yield (
            "DEFAULT_FROM_EMAIL is still the placeholder: set the address that mails "
            "come from, on a domain that EMAIL_HOST may send for."
        )


def find_database_mistakes() -> Iterator[str]:
    database = settings.DATABASES["default"]
    if not database["NAME"]:
        yield (
            "DATABASE_URL is missing: set postgres://user:password@host:5432/name (the "
            "embedded database is for the demonstration, make demo)."
        )
    elif database["ENGINE"] not in (
        "config.embedded",
        "django.db.backends.postgresql",
    ):
        yield (
            "DATABASE_URL is no PostgreSQL database, which the site needs: set "
            "postgres://user:password@host:5432/name."
        )


def find_file_mistakes() -> Iterator[str]:
    """Yield what is wrong with buckets and the key of backups."""
    named = [settings.S3_BUCKET, settings.BACKUP_BUCKET, settings.IMPORTS_BUCKET]
    buckets = [bucket for bucket in named if bucket]
    if buckets and find_spec("storages") is None:
        yield (
            "S3_BUCKET, BACKUP_BUCKET and IMPORTS_BUCKET need packages that are not "
            "installed: install those of requirements/extras.txt, or unset them."
        )
    if len(set(buckets)) < len(buckets):
        yield (
            "S3_BUCKET, BACKUP_BUCKET and IMPORTS_BUCKET are not different buckets, "
            "so that a mistake in one takes the other: name another."
        )
    if 0 < len(settings.BACKUP_KEY) < MIN_BACKUP_KEY_LENGTH:
        yield (
            f"BACKUP_KEY can be guessed: set it to {MIN_BACKUP_KEY_LENGTH} random "
            "characters or more, made by the line that stands in .env.example."
        )


def find_watching_mistakes() -> Iterator[str]:
    """Yield what is wrong with metrics and with errors that are sent elsewhere."""
    if 0 < len(settings.METRICS_TOKEN) < MIN_TOKEN_LENGTH:
        yield (
            f"METRICS_TOKEN can be guessed: set it to {MIN_TOKEN_LENGTH} random "
            "characters or more, or unset it for a site without metrics."
        )
    if settings.SENTRY_DSN and find_spec("sentry_sdk") is None:
        yield (
            "SENTRY_DSN needs a package that is not installed: install those of "
            "requirements/extras.txt, or unset it."
        )


def find_replica_mistakes() -> Iterator[str]:
    replica = settings.DATABASES.get("replica")
    if replica is None:
        return
    place = ("HOST", "PORT", "NAME")
    if all(replica[key] == settings.DATABASES["default"][key] for key in place):
        yield (
            "DATABASE_REPLICA_URL is DATABASE_URL: name a server that follows it, or "
            "unset it."
        )


# Databases of before 0.2.0 (decision 0027) ------------------------------------------

# The first migration that every database of then has, and none of today.
FIRST_MIGRATION = ("cooperation", "0001_sql_functions")
HAS_MIGRATIONS = "SELECT to_regclass('django_migrations') IS NOT NULL"
IS_APPLIED = "SELECT 1 FROM django_migrations WHERE (app, name) = (%s, %s)"
LEFT_ALONE = (
    "the database was made before version 0.2.0 and is left as it is: name an empty "
    "one in DATABASE_URL and load the data into it."
)


def check_earlier_database(
    *, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Refuse ``migrate`` on a database of before (a check of Django's)."""
    return [
        Error(
            LEFT_ALONE, hint="Without DATABASE_URL: make demo.", id="passerelles.E001"
        )
        for alias in databases or []
        if is_earlier_connection(alias)
    ]


def is_earlier_connection(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        return has_earlier_migrations(cursor)


def has_earlier_migrations(cursor: Any) -> bool:
    cursor.execute(HAS_MIGRATIONS)
    if not cursor.fetchone()[0]:
        return False
    cursor.execute(IS_APPLIED, FIRST_MIGRATION)
    return cursor.fetchone() is not None
