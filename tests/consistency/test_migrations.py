"""Migrations only add: the version of before serves while those of the next run."""

import io
from contextlib import redirect_stdout

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

# Until these no site was in service; docs/upgrade.md speaks of what comes after.
FIRST_IN_SERVICE = {"cooperation": 6, "accounts": 2, "surveys": 2}

pytestmark = pytest.mark.django_db


def build_linter(*ignored: str) -> MigrationLinter:
    return MigrationLinter(
        analyser_string="postgresql", no_cache=True, exclude_migration_tests=ignored
    )


def list_later_migrations() -> list[migrations.Migration]:
    loader = MigrationLoader(connection)
    return [
        migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if int(name[:4]) > FIRST_IN_SERVICE.get(app, 9999)
    ]


def lint(found: list[migrations.Migration]) -> tuple[int, str]:
    """Return how many migrations would break a running site, and why."""
    number, said = 0, io.StringIO()
    with redirect_stdout(said):
        for migration in found:
            linter = build_linter(*(["ADD_UNIQUE"] if only_loosens(migration) else []))
            linter.lint_migration(migration)
            number += linter.nb_erroneous
    return number, said.getvalue()


def only_loosens(migration: migrations.Migration) -> bool:
    """Return whether each unique constraint replaces one over fewer fields.

    It refuses nothing that the one before allowed, so that no row and no running
    version meets it anew.
    """
    before = MigrationLoader(connection).project_state(
        (migration.app_label, migration.name), at_end=False
    )
    added = [
        (operation.model_name, operation.constraint)
        for operation in migration.operations
        if isinstance(operation, migrations.AddConstraint)
        and isinstance(operation.constraint, models.UniqueConstraint)
    ]
    return bool(added) and all(
        any(
            old.name == new.name
            and set(old.fields) < set(new.fields)
            and (old.condition, old.nulls_distinct)
            == (new.condition, new.nulls_distinct)
            for old in before.models[migration.app_label, model].options["constraints"]
        )
        for model, new in added
    )


@pytest.mark.slow
def test_no_migration_breaks_the_version_that_still_serves() -> None:
    number, said = lint(list_later_migrations())

    assert number == 0, said


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (migrations.RemoveField("action", "source_note"), "DROPPING columns"),
        (migrations.RenameField("action", "source_note", "note"), "RENAMING columns"),
        (migrations.DeleteModel("LinkCheck"), "DROPPING table"),
        (
            migrations.AddField("action", "mood", models.TextField(default="")),
            "NOT NULL constraint",
        ),
    ],
)
def test_what_would_break_it_is_found(
    operation: migrations.operations.base.Operation, reason: str
) -> None:
    loader = MigrationLoader(connection)
    last = loader.graph.leaf_nodes("cooperation")[0]
    migration = type("Migration", (migrations.Migration,), {})("9999_x", "cooperation")
    migration.operations, migration.dependencies = [operation], [last]
    state = loader.project_state(last)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    linter, said = build_linter(), io.StringIO()
    linter.get_sql = lambda *_names: editor.collected_sql
    linter.get_migration_hash = lambda *_names: ""
    with redirect_stdout(said):
        linter.lint_migration(migration)
    assert linter.nb_erroneous == 1
    assert reason in said.getvalue()
