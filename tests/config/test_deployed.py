"""The site as docker-compose.yml runs it: from an empty database to an upload."""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.config.deployed import (
    COMPOSE,
    Image,
    Visitor,
    find_free_port,
    get_service_environment,
    run_database,
)
from tests.config.mail_server import MailServer

pytestmark = pytest.mark.slow

HOST = "localhost"
PASSWORD = "une-phrase-assez-longue-pour-tous"
ADDRESS = "premiere@annuaire.invalid"
IMPORTS = "/gestion/cooperation/importbatch/"
JOBS = "/gestion/traitements/"
ROWS = (
    "Titre;Collectivité chef de file;État;Année de début\n"
    "Un puits à Dapaong;Annecy;en cours;2019\n"
)


class Site(NamedTuple):
    image: Image
    dotenv: dict[str, str]
    port: int
    mails: MailServer

    def get_environment(self, name: str) -> dict[str, str]:
        """Return what compose gives a service, with the database where it is here."""
        environment = get_service_environment(name, self.dotenv)
        url = environment["DATABASE_URL"]
        environment["DATABASE_URL"] = url.replace(
            "@database:5432/", f"@127.0.0.1:{self.port}/"
        )
        assert environment["DATABASE_URL"] != url
        return environment

    def serve(self, name: str, port: int = 0) -> AbstractContextManager[None]:
        return self.image.serve(name, self.get_environment(name), port)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The image built, its database and a mail server running, and a filled .env."""
    folder = Path(tempfile.mkdtemp(prefix="passerelles-deployed-"))
    folder.chmod(0o755)
    (folder / "database").mkdir()
    dotenv = {
        "SECRET_KEY": "of-a-site-that-lives-a-minute-with-letters-0123456789",
        "POSTGRES_PASSWORD": "secret0123456789",
        "SITE_URL": f"https://{HOST}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_USE_TLS": "0",
        "DEFAULT_FROM_EMAIL": "Passerelles <site@annuaire.invalid>",
    }
    try:
        image = Image(folder)
        image.build()
        given = get_service_environment("database", dotenv)
        with MailServer() as mails, run_database(folder / "database", given) as port:
            dotenv["EMAIL_PORT"] = str(mails.port)
            yield Site(image, dotenv, port, mails)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def log(site: Site) -> str:
    """What the setup service says at the first start, on an empty database."""
    command: list[str] = COMPOSE["services"]["setup"]["command"]
    return site.image.run(command, site.get_environment("setup"))


def post(visitor: Visitor, path: str, **fields: str) -> tuple[int, str, str]:
    """Get a page and send its form, with what it hides."""
    return send_form(visitor, path, visitor.get(path), **fields)


def send_form(
    visitor: Visitor, path: str, page: str, **fields: str
) -> tuple[int, str, str]:
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    return visitor.send("POST", path, body)


def compute_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def get_main(page: str) -> str:
    """Return the text of a page, for what a test says as it fails."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def become_administrator(visitor: Visitor, log: str) -> None:
    """Follow the link of the log, log in, and set the second factor up."""
    (link,) = re.findall(r"^https://\S+$", log, re.MULTILINE)
    path = urlsplit(link).path
    fields = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}
    assert post(visitor, path, **fields)[::2] == (302, "/gestion/")
    assert visitor.send("GET", path)[0] == 410
    login = "/compte/login/"
    status, text, _to = post(visitor, login, login=ADDRESS, password=PASSWORD)
    assert status == 302, get_main(text)
    status, _text, to = visitor.send("GET", "/gestion/")
    assert (status, to) == (302, "/gestion/login/?next=/gestion/")
    factor = "/compte/2fa/totp/activate/"
    again = "/compte/reauthenticate/"
    assert post(visitor, again, password=PASSWORD, next=factor)[::2] == (302, factor)
    page = visitor.get(factor)
    (secret,) = set(re.findall(r"\b[A-Z2-7]{32}\b", page))
    code = compute_code(secret)
    status, text, _to = send_form(visitor, factor, page, code=code)
    assert status == 302, get_main(text)
    assert "Gestion du répertoire" in visitor.get("/gestion/")


def upload(visitor: Visitor, name: str, data: bytes) -> tuple[int, str, str]:
    """Send a spreadsheet by the form of the list of imports."""
    page = visitor.get(IMPORTS)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    line = "--part\r\nContent-Disposition: form-data; "
    body: bytes = (
        f'{line}name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'{line}name="file"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    kind = "multipart/form-data; boundary=part"
    body += data + b"\r\n--part--\r\n"
    return visitor.send("POST", f"{IMPORTS}deposer/", body, kind)


def wait_for(visitor: Visitor, path: str, words: str) -> str:
    """Get a page until it says something, for a minute."""
    for _ in range(120):
        page = visitor.get(path)
        if words in page:
            return page
        time.sleep(0.5)
    raise AssertionError(get_main(page))


def see_a_large_import_read_and_applied(visitor: Visitor) -> None:
    """Send a file that a worker reads and applies, from the folder that they share."""
    rows = (f"Forage {n};Annecy;en cours;2019\n" for n in range(600))
    head = ROWS.splitlines(keepends=True)[0]
    status, text, to = upload(visitor, "grand.csv", (head + "".join(rows)).encode())
    assert status == 302, get_main(text)
    wait_for(visitor, to, "Prêt à être appliqué")
    assert post(visitor, f"{to}appliquer/")[0] == 302
    assert "Annuler cet import" in wait_for(visitor, to, "Appliqué le")


def find_mails(site: Site, words: str) -> list[str]:
    """Return the mails with these words that reached the mail server."""
    return [mail for mail in site.mails.received if words in mail]


def test_a_new_site_is_prepared_and_used_by_its_first_administrator(
    site: Site, log: str
) -> None:
    port = find_free_port()
    visitor = Visitor(port, HOST)
    with site.serve("web", port):
        assert "Passerelles" in visitor.get("/")
        lines = (site.image.folder / "web.log").read_text().splitlines()
        loggers = {json.loads(line)["logger"] for line in lines}
        assert "gunicorn.error" in loggers
        become_administrator(visitor, log)

        status, text, to = upload(visitor, "actions.csv", ROWS.encode())
        assert status == 302, get_main(text)
        assert "Un puits à Dapaong" in visitor.get(to)
        stored = list((site.image.folder / "data" / "imports").rglob("envoi.csv"))
        assert [path.read_text() for path in stored] == [ROWS]

        with site.serve("worker"), site.serve("scheduler"):
            see_a_large_import_read_and_applied(visitor)
            wait_for(visitor, JOBS, "effacés ou fermés : 0")

        anonymous = Visitor(port, HOST)
        answered = post(anonymous, "/compte/password/reset/", email=ADDRESS)
        assert answered[0] == 302
        assert find_mails(site, "password/reset/key") == []
        worker = ["python", "manage.py", "run_worker", "--queue", "mails", "--batch"]
        site.image.run(worker, site.get_environment("worker"))
        (mail,) = find_mails(site, "password/reset/key")
        assert f"To: {ADDRESS}" in mail
        assert f"https://{HOST}/compte/password/reset/key/" in mail


def test_a_second_start_changes_nothing_and_prints_no_link(
    site: Site, log: str
) -> None:
    assert "https://" in log
    command: list[str] = COMPOSE["services"]["setup"]["command"]
    again = site.image.run(command, site.get_environment("setup"))
    assert "No migrations to apply." in again
    assert "https://" not in again


def test_a_backup_is_made_and_tried_by_the_service_of_compose(
    site: Site, log: str
) -> None:
    """As another user, by password, on PostgreSQL 15, with the image's static files."""
    service = COMPOSE["services"]["backup"]
    given = {**site.get_environment("backup"), "BACKUP_KEY": "k3y-" * 10}

    made = site.image.run([*service["entrypoint"], *service["command"]], given)
    tried = site.image.run([*service["entrypoint"], "restore_drill"], given)

    assert made.startswith("Sauvegarde ")
    assert "se restaure" in tried
    (folder,) = (site.image.folder / "data" / "backups").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == [
        "database.dump.enc",
        "manifest.json",
        "media.tar.enc",
    ]


def test_the_site_can_write_nowhere_but_in_its_volumes(site: Site) -> None:
    program = (
        "import os\n"
        "for folder in ('.', 'config', 'collected', '../data'):\n"
        "    try:\n"
        "        open(os.path.join(folder, 'written'), 'w')\n"
        "        print(folder)\n"
        "    except PermissionError:\n"
        "        pass\n"
    )
    assert site.image.run(["python", "-c", program], site.get_environment("web")) == ""


@pytest.mark.parametrize("name", ["EMAIL_HOST", "DATABASE_URL", "SECRET_KEY"])
def test_a_site_without_a_setting_refuses_to_start_in_one_sentence(
    site: Site, name: str
) -> None:
    given = site.get_environment("web")
    environment = {key: one for key, one in given.items() if key != name}
    port = str(find_free_port())
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--config"]
    command += ["config/gunicorn.py", "config.wsgi:application"]
    refused: Any = site.image.try_run(command, environment)
    said = [line for line in refused.stderr.splitlines() if "Passerelles:" in line]
    assert refused.returncode == 1
    assert len(said) == 1
    assert said[0].startswith(f"Passerelles: {name} is missing: ")
    assert "Traceback" not in refused.stderr
