"""Secure settings by default: production's, read in a process of its own."""

from ast import literal_eval

import pytest

from tests.security.production import in_production, setting

pytestmark = pytest.mark.slow

REPLICA = "postgres://nobody@192.0.2.2/passerelles?sslmode=require"
DEPLOY = ("manage.py", "check", "--deploy", "--fail-level", "INFO")


def test_the_deployment_check_has_nothing_to_say() -> None:
    check = in_production(*DEPLOY)
    assert (check.returncode, check.stderr) == (0, "")
    assert check.stdout == "System check identified no issues (0 silenced).\n"


def test_without_a_secret_key_the_site_says_what_to_do() -> None:
    check = in_production("manage.py", "check", without="SECRET_KEY")
    assert check.returncode == 1
    assert "set SECRET_KEY to 50 random characters or more" in check.stderr


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_where_secrets_have_defaults_only_this_machine_is_answered(mode: str) -> None:
    hosts = setting("ALLOWED_HOSTS", **{mode: "1"})
    assert hosts == "['127.0.0.1', 'localhost', '[::1]']"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "False"),
        ("ALLOWED_HOSTS", "['passerelles.example']"),
        ("SECURE_SSL_REDIRECT", "True"),
        ("SECURE_HSTS_SECONDS", "31536000"),
        ("SESSION_COOKIE_NAME", "'__Host-session'"),
        ("CSRF_COOKIE_NAME", "'__Host-csrf'"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("CSRF_COOKIE_SECURE", "True"),
        ("SESSION_COOKIE_SAMESITE", "'Lax'"),
        ("SESSION_COOKIE_AGE", "10800"),
        ("SESSION_ABSOLUTE_AGE", "43200"),
        ("STATEMENT_TIMEOUT_MS", "5000"),
        ("PASSWORD_HASHERS", "['django.contrib.auth.hashers.Argon2PasswordHasher']"),
    ],
)
def test_production_is_strict(name: str, value: str) -> None:
    assert setting(name) == value


@pytest.mark.parametrize(
    ("number", "read"), [({}, "1"), ({"TRUSTED_PROXIES": "2"}, "2")]
)
def test_proxies_are_counted_once_for_the_site_and_for_logins(
    number: dict[str, str], read: str
) -> None:
    assert setting("TRUSTED_PROXIES", **number) == read
    assert setting("ALLAUTH_TRUSTED_PROXY_COUNT", **number) == read


def test_limits_are_changed_one_by_one() -> None:
    limits = "{name: tuple(it) for name, it in settings.THROTTLES.items()}"
    program = f"from config import settings; print({limits})"
    plain = literal_eval(in_production("-c", program).stdout)
    given = in_production("-c", program, THROTTLES="search=0/60, exports=9/30").stdout

    assert literal_eval(given) == plain | {"search": (0, 60), "exports": (9, 30)}


@pytest.mark.parametrize("given", ["searches=1/60", "search=1", "search=-1/60", "x"])
def test_a_limit_that_is_not_understood_is_refused_at_the_start(given: str) -> None:
    check = in_production("manage.py", "check", THROTTLES=given)
    assert check.returncode == 1
    assert f"THROTTLES: '{given}' is not NAME=NUMBER/SECONDS" in check.stderr


def test_the_proxy_is_believed_only_when_said() -> None:
    trusted = "getattr(settings, 'SECURE_PROXY_SSL_HEADER', None)"
    program = f"from config import settings; print({trusted})"
    assert in_production("-c", program, without="BEHIND_PROXY").stdout == "None\n"
    behind = in_production("-c", program).stdout
    assert behind == "('HTTP_X_FORWARDED_PROTO', 'https')\n"


def test_behind_a_pool_nothing_is_kept_of_a_connection() -> None:
    databases = literal_eval(
        setting("DATABASES", DATABASE_POOLED="1", DATABASE_REPLICA_URL=REPLICA)
    )
    assert sorted(databases) == ["default", "replica"]
    for database in databases.values():
        assert database["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert databases["default"]["OPTIONS"] == {"connect_timeout": 3}
    assert databases["replica"]["OPTIONS"] == {
        "connect_timeout": 3,
        "sslmode": "require",
    }
