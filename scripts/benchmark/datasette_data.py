"""The same rows for Datasette: one table of SQLite, full-text search included."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

ROWS = """
    SELECT a.id, a.title, a.summary, a.description, a.status, a.start_year, lead.name,
      ARRAY(SELECT DISTINCT t.country_id::text FROM cooperation_location AS t
            WHERE t.action_id = a.id),
      ARRAY(SELECT h.code FROM cooperation_action_themes AS t
            JOIN cooperation_theme AS h ON h.id = t.theme_id WHERE t.action_id = a.id),
      ARRAY(SELECT t.goal_id::text FROM cooperation_action_goals AS t
            WHERE t.action_id = a.id),
      ARRAY(SELECT DISTINCT w.code FROM cooperation_funding AS t
            JOIN cooperation_fundingwindow AS w ON w.id = t.window_id
            WHERE t.action_id = a.id)
    FROM cooperation_action AS a
    JOIN cooperation_collectivity AS lead ON lead.id = a.lead_id
    WHERE a.publication = 'publiee'"""
SCHEMA = """
    CREATE TABLE actions (id INTEGER PRIMARY KEY, title, summary, description, status,
      start_year INTEGER, lead, countries, themes, goals, windows);
    CREATE VIRTUAL TABLE actions_fts USING fts5(title, summary, description,
      content="actions", content_rowid="id",
      tokenize="unicode61 remove_diacritics 2");"""
INDEXES = """
    CREATE INDEX by_status ON actions (status);
    CREATE INDEX by_lead ON actions (lead);
    CREATE INDEX by_year ON actions (start_year);
    INSERT INTO actions_fts (actions_fts) VALUES ('rebuild');
    ANALYZE;"""
INSERT = "INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def make_sqlite(path: Path) -> None:
    """Write the published actions of the database, unless the file is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    file = sqlite3.connect(unfinished)
    with file:
        file.executescript(SCHEMA)
        file.executemany(INSERT, iter_rows())
        file.executescript(INDEXES)
    file.close()
    unfinished.rename(path)


def iter_rows() -> Iterator[list[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        for row in cursor:
            yield [json.dumps(cell) if isinstance(cell, list) else cell for cell in row]
