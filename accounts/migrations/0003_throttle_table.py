"""The table in which attempts to log in are counted, for all processes together."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def create(_apps: Any, schema_editor: Any) -> None:
    """Create the table of the default cache, unless it is there."""
    call_command(
        "createcachetable", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    """Make the cache table."""

    dependencies = [("accounts", "0002_memberships")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
