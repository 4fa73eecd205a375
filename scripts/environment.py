"""Make the virtual environment ``.venv`` with the pinned packages, once.

Run by make, on the system's Python with nothing installed: standard library only, and
no syntax newer than Python 3.6, so that an old Python can still say that it is too
old. Whatever is wrong is said in one line.

    python3 scripts/environment.py demo|dev
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
LOG = os.path.join(ROOT, "var", "installation.log")
OLDEST = (3, 11)
MEGABYTES_TO_INSTALL = {"demo": 500, "dev": 800}
MEGABYTES_TO_RUN = 100
IS_USABLE = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"


def stop(message: str) -> NoReturn:
    """End with an error, what is wrong said in one line."""
    raise SystemExit("Passerelles: " + message)


def take_children_along() -> None:
    """Let a kill end what was started here, as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def check_python() -> None:
    """Stop where this Python is too old or cannot make virtual environments."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        stop(
            f"Python 3.11 or newer is needed, {sys.executable} is {found}; "
            "name another one: make PYTHON=/path/to/python3"
        )
    if importlib.util.find_spec("ensurepip") is None:
        stop("Python's venv is missing; on Debian and Ubuntu: apt install python3-venv")


def check_room(megabytes: int) -> None:
    """Stop where the disk has less than ``megabytes`` left."""
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < megabytes:
        stop(f"no room on disk: {megabytes} MB needed in {ROOT}, {free} MB free.")


def requirements(kind: str) -> str:
    """Return the path of the pinned packages of ``demo`` or ``dev``."""
    return os.path.join(ROOT, "requirements", kind + ".txt")


def stamp(kind: str) -> str:
    """Return what tells one installation from another: kind, packages and place."""
    with open(requirements(kind), "rb") as packages:
        return " ".join([kind, hashlib.sha256(packages.read()).hexdigest(), VENV])


def is_installed(kind: str) -> bool:
    """Tell whether the packages of ``kind`` are there; ``dev`` holds ``demo``."""
    if not os.path.exists(STAMP) or not os.path.exists(VENV_PYTHON):
        return False
    with open(STAMP) as installed:
        return installed.read() in (stamp(kind), stamp("dev"))


def run(what: str, *command: str) -> None:
    """Run a step of the installation, its output in the log; stop if it fails."""
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(LOG, "w") as log:
        code = subprocess.call(command, cwd=ROOT, stdout=log, stderr=log)
    if code:
        check_room(MEGABYTES_TO_RUN)
        stop(f"{what} failed: {last_word(LOG)} (more in {LOG})")


def last_word(path: str) -> str:
    """Return the last error of a log, or its last line."""
    with open(path, errors="replace") as log:
        lines = [line.strip() for line in log if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason given"])[-1]


def venv_is_usable() -> bool:
    """Tell whether ``.venv`` has a Python that runs, is new enough and has pip."""
    return os.path.exists(VENV_PYTHON) and (
        subprocess.call([VENV_PYTHON, "-c", IS_USABLE], stderr=subprocess.DEVNULL) == 0
    )


def install(kind: str) -> None:
    """Make ``.venv`` with the packages of ``kind``, unless it is done."""
    if is_installed(kind):
        return check_room(MEGABYTES_TO_RUN)
    check_room(MEGABYTES_TO_INSTALL[kind])
    print("Installing Python packages into .venv (once, about a minute)", flush=True)
    if not venv_is_usable():
        run("making .venv", sys.executable, "-m", "venv", "--clear", VENV)
    pip = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    # The list is whole: --no-deps keeps pip from looking for newer releases of it.
    pip += ["--require-hashes", "--no-deps"]
    run("pip install", *pip, "-r", requirements(kind))
    with open(STAMP, "w") as installed:
        installed.write(stamp(kind))


if __name__ == "__main__":
    take_children_along()
    check_python()
    try:
        install(sys.argv[1])
    except KeyboardInterrupt:
        stop("interrupted; run it again to go on.")
