"""Settings that cannot work together are refused in a sentence that says what to do."""

from typing import Any

import pytest

from config.checks import check_settings
from tests.security.production import in_production

REAL: dict[str, Any] = {
    "EMAIL_DISABLED": False,
    "EMAIL_HOST": "mail.invalid",
    "EMAIL_PORT": 587,
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "DEFAULT_FROM_EMAIL": "Passerelles <site@annuaire.invalid>",
    "SECURE_SSL_REDIRECT": True,
    "BEHIND_PROXY": True,
    "TRUSTED_PROXIES": 1,
    "SITE_URL": "https://annuaire.invalid",
    "ALLOWED_HOSTS": ["annuaire.invalid"],
}


@pytest.fixture(autouse=True)
def real_site(settings: Any) -> None:
    change(settings, REAL)


def change(settings: Any, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)


def read_mistakes() -> list[str]:
    return [str(one.msg) for one in check_settings()]


def test_a_real_site_is_accepted() -> None:
    assert read_mistakes() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"EMAIL_DISABLED": True, "EMAIL_HOST": ""},
        {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False},
        {"EMAIL_HOST_USER": "site", "EMAIL_HOST_PASSWORD": "x"},
        {"ALLOWED_HOSTS": [".annuaire.invalid", "autre.invalid"]},
        {"SITE_URL": "http://annuaire.invalid:8000", "SECURE_SSL_REDIRECT": False},
        {"SECURE_SSL_REDIRECT": False, "BEHIND_PROXY": False},
        {"DEBUG": True, "SITE_URL": "", "ON_LOOPBACK_ONLY": True},
    ],
)
def test_other_ways_that_work_are_accepted(
    settings: Any, changed: dict[str, Any]
) -> None:
    change(settings, changed)
    assert read_mistakes() == []


@pytest.mark.parametrize(
    ("changed", "start", "end"),
    [
        (
            {"EMAIL_HOST": ""},
            "EMAIL_HOST is missing: name the mail server, or set EMAIL_DISABLED=1",
            "sends no mail.",
        ),
        ({"EMAIL_DISABLED": True}, "EMAIL_DISABLED=1 and EMAIL_HOST", "unset one."),
        ({"EMAIL_USE_SSL": True}, "EMAIL_USE_TLS=1 and EMAIL_USE_SSL=1", "port 465."),
        ({"EMAIL_PORT": 465}, "EMAIL_PORT=465 speaks TLS", "unset EMAIL_USE_TLS."),
        ({"EMAIL_HOST_USER": "x"}, "EMAIL_HOST_USER and", "set both or none."),
        (
            {"DEFAULT_FROM_EMAIL": "P <a@passerelles.example>"},
            "DEFAULT_FROM_EMAIL is still the placeholder: set",
            "may send for.",
        ),
        ({"SITE_URL": "annuaire.invalid"}, "SITE_URL is no address", "example.fr."),
        ({"SITE_URL": "https://a.invalid/x"}, "SITE_URL is no address", "example.fr."),
        (
            {"SITE_URL": "http://annuaire.invalid"},
            "SITE_URL begins with http://",
            "in front of the proxy.",
        ),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS is *", "that of SITE_URL."),
        (
            {"ALLOWED_HOSTS": ["autre.invalid"]},
            "SITE_URL leads to annuaire.invalid, which ALLOWED_HOSTS does not name",
            "leave ALLOWED_HOSTS out.",
        ),
        ({"BEHIND_PROXY": False}, "BEHIND_PROXY=0 redirects", "X-Forwarded-Proto."),
        (
            {"TRUSTED_PROXIES": 0},
            "BEHIND_PROXY=1 without TRUSTED_PROXIES",
            "stand in front of the site.",
        ),
        ({"BACKUP_KEY": "short"}, "BACKUP_KEY can be guessed", ".env.example."),
        (
            {"S3_BUCKET": "one", "BACKUP_BUCKET": "one"},
            "S3_BUCKET, BACKUP_BUCKET and IMPORTS_BUCKET are not different buckets",
            "name another.",
        ),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN can be", "without metrics."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed", ".env.example."),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY can be guessed", ".env.example."),
        (
            {"SECRET_KEY": "demonstration-key-for-loopback-only-never-for-a-real-site"},
            "SECRET_KEY can be guessed",
            ".env.example.",
        ),
        (
            {"SECRET_KEY_FALLBACKS": ["short"]},
            "SECRET_KEY_FALLBACKS can be guessed",
            ".env.example.",
        ),
        ({"DEBUG": True, "DEMO": True}, "DEBUG=1 and DEMO=1", "unset one of them."),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(
    settings: Any, changed: dict[str, Any], start: str, end: str
) -> None:
    change(settings, changed)
    (mistake,) = read_mistakes()
    assert mistake.startswith(start)
    assert mistake.endswith(end)
    assert "\n" not in mistake


def test_former_keys_do_not_hold_the_key_of_today(settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    assert read_mistakes() == [
        "SECRET_KEY_FALLBACKS repeats SECRET_KEY: name former keys only."
    ]


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        (
            {"ENGINE": "django.db.backends.postgresql", "NAME": ""},
            "DATABASE_URL is missing: set postgres://user:password@host:5432/name (the "
            "embedded database is for the demonstration, make demo).",
        ),
        (
            {"ENGINE": "django.db.backends.sqlite3", "NAME": "file"},
            "DATABASE_URL is no PostgreSQL database, which the site needs: set "
            "postgres://user:password@host:5432/name.",
        ),
    ],
)
def test_a_database_that_is_none(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    database: dict[str, str],
    sentence: str,
) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", database)
    assert read_mistakes() == [sentence]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"EMAIL_PORT": "many"}, 'Environment variable "EMAIL_PORT" invalid'),
        ({"EMAIL_HOST": ""}, "EMAIL_HOST is missing: name the mail server"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing: set SECRET_KEY to 50 random"),
    ],
)
def test_the_server_says_it_and_stops(changed: dict[str, str], sentence: str) -> None:
    refused = in_production("-c", "import config.wsgi", **changed)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Passerelles: {sentence}")
    assert refused.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_command_says_it_and_stops() -> None:
    refused = in_production("manage.py", "check", EMAIL_HOST="")
    assert refused.returncode == 1
    assert "EMAIL_HOST is missing: name the mail server" in refused.stderr


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"S3_BUCKET": "one"}, "S3_BUCKET"), ({"SENTRY_DSN": "https://x"}, "SENTRY_DSN")],
)
def test_a_setting_whose_package_is_not_installed_is_refused(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, Any],
    name: str,
) -> None:
    monkeypatch.setattr("config.checks.find_spec", lambda _name: None)
    change(settings, changed)
    (mistake,) = read_mistakes()
    assert mistake.startswith(name)
    assert "requirements/extras.txt" in mistake


def test_a_replica_that_is_the_database_itself_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = settings.DATABASES["default"]
    other = {**own, "HOST": "192.0.2.9"}
    monkeypatch.setitem(settings.DATABASES, "replica", other)
    assert read_mistakes() == []
    monkeypatch.setitem(settings.DATABASES, "replica", own)
    assert [text[:36] for text in read_mistakes()] == [
        "DATABASE_REPLICA_URL is DATABASE_URL"
    ]
