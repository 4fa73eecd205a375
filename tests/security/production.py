"""The site started as in production, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "production-like-key-with-many-different-characters-0123456789",
    "ALLOWED_HOSTS": "passerelles.example",
    "SITE_URL": "https://passerelles.example",
    "BEHIND_PROXY": "1",
    "TRUSTED_PROXIES": "1",
    "EMAIL_HOST": "mail.invalid",
    "DEFAULT_FROM_EMAIL": "Passerelles <site@passerelles.invalid>",
    "DATABASE_URL": "postgres://nobody@192.0.2.1/passerelles",
}


def in_production(
    *command: str, without: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with production's environment, changed as said, and give its end."""
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    variables = kept | PRODUCTION | environment
    variables.pop(without, None)
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(name: str, **environment: str) -> str:
    """Return a setting of production, as Python writes it."""
    program = f"from config import settings; print(repr(settings.{name}))"
    return in_production("-c", program, **environment).stdout.strip()
