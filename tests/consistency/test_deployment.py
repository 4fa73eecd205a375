"""Containers and CI, as far as reading can tell: no test starts a container."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.version import get_version

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
CI = (ROOT / ".ci" / "run").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
EXACT_VERSION = re.compile(r":\d+\.\d+(\.\d+)?(-[a-z-]+)?$")
SECRETS = ["SECRET_KEY", "PASSWORD", "TOKEN"]


def test_the_services_are_a_database_a_migration_and_the_site() -> None:
    assert sorted(SERVICES) == ["database", "migrate", "web"]


def test_every_image_is_pinned_to_an_exact_version() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images = [service["image"] for service in SERVICES.values()]

    unpinned = [name for name in bases + images if not EXACT_VERSION.search(name)]
    assert unpinned == []
    assert len(set(bases)) == 1


def test_the_database_is_of_the_version_that_ci_tries() -> None:
    tried = re.search(r"^POSTGRES=(\d+)$", CI, re.MULTILINE)
    shipped = re.match(r"postgres:(\d+)", SERVICES["database"]["image"])

    assert tried
    assert shipped
    assert tried[1] == shipped[1]


def test_the_image_bears_the_version_of_the_project() -> None:
    assert SERVICES["web"]["image"] == f"passerelles:{get_version()}"
    assert SERVICES["migrate"]["image"] == SERVICES["web"]["image"]


def test_the_python_of_the_image_is_one_that_the_project_supports() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', pyproject)
    shipped = re.search(r"^FROM python:3\.(\d+)", DOCKERFILE, re.MULTILINE)

    assert oldest
    assert shipped
    assert int(oldest[1]) <= int(shipped[1]) <= 13


def test_database_and_site_say_whether_they_are_well() -> None:
    database = SERVICES["database"]["healthcheck"]["test"]
    web = SERVICES["web"]["healthcheck"]["test"]

    assert "pg_isready" in database[1]
    assert web == ["CMD", "python", "scripts/healthcheck.py"]
    assert '"/healthz"' in (ROOT / "scripts" / "healthcheck.py").read_text()
    assert 'CMD ["python", "scripts/healthcheck.py"]' in DOCKERFILE


def test_the_site_waits_for_one_migration_that_waits_for_the_database() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["command"] == [
        *("python", "manage.py", "migrate", "--no-input"),
    ]
    assert SERVICES["migrate"]["depends_on"] == {
        "database": {"condition": "service_healthy"}
    }
    assert SERVICES["web"]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_database_and_uploads_outlive_the_containers() -> None:
    assert sorted(COMPOSE["volumes"]) == ["database", "media"]
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert SERVICES["web"]["volumes"] == ["media:/media"]
    assert "MEDIA_ROOT=/media" in DOCKERFILE


@pytest.mark.parametrize("name", ["web", "migrate"])
def test_the_site_may_write_nowhere_but_in_its_uploads(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["tmpfs"] == ["/tmp"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_the_site_runs_as_a_user_without_rights() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.findall(r"^USER (\S+)", last_stage, re.MULTILINE) == ["web"]
    assert 'CMD ["gunicorn", "--config", "config/gunicorn.py"' in last_stage


def test_the_site_is_published_to_the_machine_itself_only() -> None:
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert "ports" not in SERVICES["database"]


def test_the_image_installs_what_is_pinned_by_hash_and_no_tool_of_developers() -> None:
    assert "--require-hashes --no-deps -r requirements/base.txt" in DOCKERFILE
    assert "requirements/dev.txt" not in DOCKERFILE


def settings_of(service: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the environment of a service as names and values."""
    return [(name, str(value)) for name, value in service["environment"].items()]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_is_written_in_the_compose_file(name: str) -> None:
    values = [
        value
        for key, value in settings_of(SERVICES[name])
        if any(word in key for word in SECRETS)
    ]
    addresses = [value for _key, value in settings_of(SERVICES[name]) if "://" in value]

    assert all(re.fullmatch(r"\$\{\w+:\?[^}]*\}", value) for value in values)
    assert all("${POSTGRES_PASSWORD" in value for value in addresses)


def test_the_example_of_settings_is_without_values_and_is_not_shipped() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    filled = [line for line in lines if line and line[0] != "#" and line[-1] != "="]
    assert filled == []
    assert ignored[0] == "*"
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


# What only the demonstration, development and the embedded server read.
NOT_OF_A_REAL_SITE = {"DEBUG", "DEMO", "PASSERELLES_DB_NAME"}
READ_BY_SETTINGS = re.compile(r"\benv\.\w+\(\s*\"(\w+)\"")
READ_BY_THE_SERVER = re.compile(r"environ\.get\(\"(\w+)\"")
READ_BY_COMPOSE = re.compile(r"\$\{(\w+)")


def read_setting_names() -> set[str]:
    """Return what the site reads from the environment, on a real site."""
    read = {
        *READ_BY_SETTINGS.findall((ROOT / "config" / "settings.py").read_text()),
        *READ_BY_THE_SERVER.findall((ROOT / "config" / "gunicorn.py").read_text()),
        *READ_BY_COMPOSE.findall((ROOT / "docker-compose.yml").read_text()),
    }
    return read - NOT_OF_A_REAL_SITE


def test_the_example_has_every_setting_of_a_real_site_once() -> None:
    text = (ROOT / ".env.example").read_text()
    names = re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)

    assert sorted(names) == sorted(read_setting_names())


def test_what_runs_in_the_image_is_copied_into_it() -> None:
    copied = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}

    needed = {"config", "fixtures", "locale", "scripts", "static", "templates"}
    assert apps | needed <= copied


def test_packages_are_pinned_by_hash_and_without_an_address() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^[a-z0-9.-]+==\S+", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9.-]+==[^\n]*\\\n    --hash=sha256:", text, re.M)

        assert len(pins) == len(hashed) > 30
        assert "://" not in text


def test_every_package_that_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = (ROOT / "requirements" / "dev.txt").read_text()

    names = [re.split(r"[\[<>=]", text)[0].lower() for text in named]
    assert [name for name in names if f"\n{name}==" not in pinned] == []
