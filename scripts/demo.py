"""Start the demonstration: what can be checked first, then everything it needs.

Run by ``make demo`` on the system's Python, like ``environment.py`` beside it. Ends by
becoming ``python -m config.demo`` in the virtual environment, so that a signal sent to
make reaches the server and nothing is left behind.
"""

import errno
import os
import secrets
import socket
import subprocess

from environment import (
    ROOT,
    VENV_PYTHON,
    check_python,
    install,
    stop,
    take_children_along,
)

KEY = os.path.join(ROOT, "var", "demo-secret-key")


def port() -> int:
    """Return the port of ``PORT``, 8000 without it; stop if it cannot be had."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        stop(f"PORT is a number from 1 to 65535, not {text!r}.")
    check_port(int(text))
    return int(text)


def check_port(number: int) -> None:
    """Stop where something listens on the port already, or where it is forbidden."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            problem = "is taken" if taken else f"cannot be used ({error.strerror})"
            stop(f"port {number} {problem}; choose another: make demo PORT=8001")


def secret_key() -> str:
    """Return this demonstration's own secret key, made at its first start."""
    os.makedirs(os.path.dirname(KEY), exist_ok=True)
    if not os.path.exists(KEY):
        with open(os.open(KEY, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    with open(KEY) as file:
        return file.read()


def set_aside_earlier_data() -> None:
    """Rename a ``var/`` of before version 0.2.0; stop where that cannot be done."""
    code = subprocess.call([VENV_PYTHON, "-m", "config.embedded.earlier"])
    if code:
        raise SystemExit(code)


def start() -> None:
    """Check, install, and become the demonstration."""
    check_python()
    number = str(port())
    install("demo")
    os.chdir(ROOT)
    os.environ.update(DEMO="1", DEBUG="0", PORT=number)
    os.environ["SITE_URL"] = "http://127.0.0.1:" + number
    set_aside_earlier_data()
    os.environ["SECRET_KEY"] = secret_key()
    os.execv(VENV_PYTHON, [VENV_PYTHON, "-m", "config.demo"])


if __name__ == "__main__":
    take_children_along()
    try:
        start()
    except KeyboardInterrupt:
        stop("interrupted; run it again to go on.")
