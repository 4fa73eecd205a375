"""The site behind deploy/Caddyfile, with PgBouncer before its database: for real.

    cd scripts && python -m trials.proxied

Needs ``caddy`` and ``pgbouncer``. Caddy has a certificate of its own authority; the two
words of the Caddyfile that 2.6 (Debian 12) does not know are replaced for it.
"""

import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

from trials.cases import FORM
from trials.load import PAGES, keep_asking
from trials.site import HOST, NAME, ROOT, Database, Site, find_free_port, make_site
from trials.staff import HEADER, get_cookie, log_in, send_file

FORGED = "203.0.113.7"
AGENT, PASSWORD = "agent@annuaire.invalid", "une-phrase-assez-longue-pour-tous"
LIMITS = ("statement_timeout = '5s'", "lock_timeout = '3s'", "jit = off")
MAKE_PEOPLE = f"""
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from accounts.models import User
agent = User.objects.create_user(email="{AGENT}", password="{PASSWORD}")
EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
owner = User.objects.create_superuser(email="owner@annuaire.invalid")
for user in User.objects.filter(is_staff=True):
    Authenticator.objects.create(user=user, type="totp", data={{"secret": "x"}})
"""


class ProxiedSite(Site):
    """A site that is asked through Caddy."""

    https_port = 0

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.https_port}"

    def connect(self, timeout: float) -> HTTPConnection:
        trusting = ssl._create_unverified_context()  # noqa: S323 -- its own authority
        return HTTPSConnection(
            "localhost", self.https_port, timeout=timeout, context=trusting
        )


def write_caddyfile(folder: Path) -> Path:
    """Return our Caddyfile, with the two words of before 2.7 for an older Caddy."""
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    version = subprocess.run(["caddy", "version"], capture_output=True, check=True)
    if version.stdout.decode().lstrip("v").startswith("2.6"):
        text = text.replace("\tpersist_config off\n", "")
        text = text.replace("request_buffers 13MB", "buffer_requests")
    path = folder / "Caddyfile"
    path.write_text(text)
    return path


@contextmanager
def run_caddy(site: ProxiedSite) -> Iterator[None]:
    folder = site.folder / "caddy"
    folder.mkdir()
    site.https_port = find_free_port()
    environment = {
        **{"PATH": os.environ["PATH"], "HOME": str(folder)},
        **{"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        "SITE_URL": site.origin,
        "HTTPS_PORT": str(site.https_port),
        "HTTP_PORT": str(find_free_port()),
        "UPSTREAM": f"{HOST}:{site.port}",
    }
    command = ["caddy", "run", "--adapter", "caddyfile"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--config", str(write_caddyfile(folder))],
            env=environment,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def run_pgbouncer(database: Database, folder: Path) -> Iterator[str]:
    """Yield the address of the database through PgBouncer, as docs/scaling.md says."""
    for limit in LIMITS:
        database.ask(f"ALTER ROLE {NAME} SET {limit}")
    port = find_free_port()
    folder.mkdir()
    (folder / "users").write_text(f'"{NAME}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n{NAME} = host={HOST} port={database.port} dbname={NAME}\n"
        f"[pgbouncer]\nlisten_addr = {HOST}\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {folder}/users\npool_mode = transaction\n"
        "default_pool_size = 20\nmax_client_conn = 500\n"
        f"admin_users = {NAME}\nlogfile = {folder}/log\n"
    )
    if database.user:
        os.chown(folder, 65534, 65534)
    process = subprocess.Popen(
        [*database.user, "pgbouncer", "-q", str(folder / "pgbouncer.ini")],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"postgres://{NAME}@{HOST}:{port}/{NAME}"
    finally:
        process.terminate()
        process.wait(timeout=30)


# What is tried ------------------------------------------------------------------------


def try_login(site: Site) -> str:
    """Log an agent in with a password; from an address that is a lie."""
    path, statuses = "/compte/login/", []
    for password in ("faux-mot-de-passe-assez-long", PASSWORD):
        cookie = get_cookie(site, path, {})
        fields = {"csrfmiddlewaretoken": cookie, "login": AGENT, "password": password}
        headers = {
            **FORM,
            "Cookie": f"__Host-csrf={cookie}",
            "Referer": f"{site.origin}{path}",
            "X-Forwarded-For": FORGED,
        }
        body = urlencode(fields).encode()
        statuses.append(site.send("POST", path, body, headers)[0])
    log = (site.folder / "site.log").read_text()
    seen = re.findall(r'"message": "login[^"]*".*?"ip": "([^"]+)"', log)
    return f"wrong {statuses[0]}, right {statuses[1]}; addresses logged: {set(seen)}"


def try_import(site: Site, key: str) -> str:
    small, _page = send_file(site, key, (HEADER + "Un puits;Annecy;;2019\n").encode())
    large, page = send_file(site, key, b"x" * 13_000_000)
    return f"{small}; of 13 MB {large}, {page.decode()[:60]!r}"


def try_exports(site: Site) -> str:
    told = []
    for path in ("/actions.csv", "/actions.xlsx", "/actions.geojson"):
        begun = time.monotonic()
        status, body = site.get(path)
        seconds = time.monotonic() - begun
        told.append(f"{path} {status}, {len(body) // 1000} kB in {seconds:.1f} s")
    return "; ".join(told)


def try_throttle(site: Site) -> str:
    """Search forty times, each time with another forged address."""
    statuses = [
        site.get(
            f"/actions/?q=eau{number}", **{"X-Forwarded-For": f"192.0.2.{number}"}
        )[0]
        for number in range(40)
    ]
    return f"{statuses.count(200)} × 200, {statuses.count(429)} × 429 (30 allowed)"


def try_pages(site: Site) -> str:
    pages = [*PAGES, "/partenaires/", "/carte/", "/accords/", "/confidentialite/"]
    begun = time.monotonic()
    statuses = [site.get(page)[0] for page in pages]
    seconds = time.monotonic() - begun
    return f"{statuses.count(200)} of {len(pages)} × 200 in {seconds:.1f} s"


def try_slow_clients(site: ProxiedSite) -> str:
    """Fifty clients who send a byte a second, while others read."""
    trusting = ssl._create_unverified_context()  # noqa: S323 -- its own authority
    slow = [
        trusting.wrap_socket(
            socket.create_connection(("localhost", site.https_port)),
            server_hostname="localhost",
        )
        for _number in range(50)
    ]
    stop = threading.Event()

    def drip() -> None:
        head = b"POST /signaler/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 60
        for byte in head:
            for one in slow:
                try:
                    one.send(bytes([byte]))
                except OSError:
                    continue
            if stop.wait(1):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    with keep_asking(site, 5) as answers:
        time.sleep(15)
    stop.set()
    thread.join()
    for one in slow:
        one.close()
    counts = dict(answers.count())
    return f"{counts}, the slowest {answers.get_slowest():.1f} s"


def try_doctor(site: Site) -> str:
    """Run what a site runs, back it up, and ask the doctor."""
    others = [
        subprocess.Popen(
            [sys.executable, "manage.py", command],
            cwd=ROOT,
            env=site.environment,
            stderr=subprocess.DEVNULL,
        )
        for command in ("run_worker", "run_scheduler")
    ]
    try:
        site.manage("backup")
        site.manage("restore_drill")
        time.sleep(20)  # the scheduler's first round
        said = site.manage("doctor", "--json", check=False)
        deploy = site.manage("check", "--deploy", check=False).strip().splitlines()[-1]
    finally:
        for process in others:
            process.terminate()
            process.wait(timeout=60)
    return f"{said.strip()}\ncheck --deploy: {deploy}"


def main() -> int:
    if not (shutil.which("caddy") and shutil.which("pgbouncer")):
        sys.exit("caddy and pgbouncer are not installed.")
    with make_site(actions=3_000) as prepared:
        folder = prepared.folder / "proxied"
        folder.mkdir()
        site = ProxiedSite(folder, prepared.database)
        with (
            run_pgbouncer(site.database, prepared.folder / "pgbouncer") as pooled,
            run_caddy(site),
        ):
            try_all(site, prepared, pooled)
    return 0


def try_all(site: ProxiedSite, prepared: Site, pooled: str) -> None:
    site.environment |= {
        "SECRET_KEY": prepared.environment["SECRET_KEY"],
        "STATIC_ROOT": str(prepared.folder / "var" / "static"),
        "SITE_URL": site.origin,
        "SECURE_SSL_REDIRECT": "1",
        "THROTTLES": "search=0/60",
        "LEGAL_DIRECTOR": "Mme la directrice",
        "LEGAL_HOST": "Un hébergeur, 1 rue du Port, 74000 Annecy, 04 50 00 00 00",
        "CONTACT_EMAIL": "contact@passerelles-annuaire.fr",
        "SECURITY_CONTACT": "securite@passerelles-annuaire.fr",
        "DEFAULT_FROM_EMAIL": "Passerelles <ne-pas-repondre@passerelles-annuaire.fr>",
        **{"EMAIL_DISABLED": "0", "EMAIL_HOST": HOST, "EMAIL_USE_TLS": "0"},
        "BACKUP_KEY": secrets.token_urlsafe(32),
    }
    key = log_in(site)
    site.manage("shell", "--command", MAKE_PEOPLE)
    web = {"DATABASE_URL": pooled, "DATABASE_POOLED": "1"}
    try:
        site.start(**web)
        print("pages:", try_pages(site))
        print("login:", try_login(site))
        print("import:", try_import(site, key))
        print("exports:", try_exports(site))
        print("slow clients:", try_slow_clients(site))
        site.stop()
        site.start(**web, THROTTLES="search=30/600")
        print("forged addresses:", try_throttle(site))
        del site.environment["STAFF_SECOND_FACTOR"], site.environment["THROTTLES"]
        print("doctor:", try_doctor(site))
    finally:
        site.stop()


if __name__ == "__main__":
    sys.exit(main())
