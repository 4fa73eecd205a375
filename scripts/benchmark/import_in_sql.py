"""Write the rows of a file of actions in plain SQL: what an import is compared with.

The same rows end up in the same tables as after ``import_directory``, in one
transaction: history and the words of search included, computed once at the end.
"""

import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = [
    *("titre", "resume", "description", "etat", "annee_debut", "annee_fin"),
    *("chef_de_file_code", "themes", "odd", "budget_eur", "pays"),
    *("partenaires", "guichet", "montant", "montant_annee", "publication", "source"),
]
STAGE = f"CREATE TEMP TABLE stage (n serial, {', '.join(f'{c} text' for c in COLUMNS)})"
ACTIONS = """
INSERT INTO cooperation_action (id, reference, slug, title, summary, description,
  results, status, start_year, end_year, lead_id, budget_eur, contact_function,
  contact_email, verified_by, locked_fields, publication, source_name, source_url,
  source_reference, source_note, uncertainty, created_at, updated_at)
SELECT 10000000 + n, lpad(upper(to_hex(n)), 7, 'Z'),
  trim(BOTH '-' FROM
    regexp_replace(passerelles_name_key(titre), '[^a-z0-9]+', '-', 'g')),
  titre, resume, stage.description, '', etat, annee_debut::smallint,
  annee_fin::smallint,
  lead.id, budget_eur::numeric, '', '', '', '{}', publication, source, '', '', '', '',
  now(), now()
FROM stage JOIN cooperation_collectivity AS lead ON lead.siren = chef_de_file_code
"""
ATTACHED = [
    """INSERT INTO cooperation_location (action_id, country_id, label)
    SELECT 10000000 + n, pays, '' FROM stage""",
    """INSERT INTO cooperation_involvement (action_id, partner_id, role)
    SELECT 10000000 + n, partner.id, 'non_precise'
    FROM stage, unnest(string_to_array(partenaires, ' | ')) AS named
    JOIN cooperation_partner AS partner ON partner.slug = named""",
    """INSERT INTO cooperation_funding (action_id, window_id, amount, year, kind, note)
    SELECT 10000000 + n, w.id, montant::numeric, montant_annee::smallint, 'accorde', ''
    FROM stage JOIN cooperation_fundingwindow AS w ON w.code = guichet""",
    """INSERT INTO cooperation_action_themes (action_id, theme_id)
    SELECT 10000000 + n, theme.id
    FROM stage, unnest(string_to_array(themes, ' | ')) AS named
    JOIN cooperation_theme AS theme ON theme.code = named""",
    """INSERT INTO cooperation_action_goals (action_id, goal_id)
    SELECT 10000000 + n, odd::smallint FROM stage""",
]
HISTORY = ["action", "location", "involvement", "funding"]
LISTS = {"themes": "theme_id", "goals": "goal_id"}
WORDS = """
SELECT passerelles_refresh_action(array_agg(id), true) FROM (
  SELECT id, (row_number() OVER (ORDER BY id) - 1) / 2000 AS batch
  FROM cooperation_action WHERE id > 10000000
) AS numbered GROUP BY batch
"""


def read_columns(table: str) -> str:
    """Return the columns that a history keeps of its table."""
    model = apps.get_model("cooperation", f"historical{table}")
    own = {"history_id", "history_date", "history_change_reason", "history_type"}
    own |= {"history_user_id"}
    names = [f.column for f in model._meta.concrete_fields if f.column not in own]
    return ", ".join(f'"{name}"' for name in names)


def main(path: str) -> None:
    """Write the file's rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL passerelles.words_at_the_end = 'yes'")
        cursor.execute(STAGE)
        with open(path, encoding="utf-8-sig") as file:
            cursor.cursor.copy_expert(
                f"COPY stage ({', '.join(COLUMNS)}) FROM STDIN "
                "WITH (FORMAT csv, DELIMITER ';', HEADER)",
                file,
            )
        cursor.execute(ACTIONS)
        for statement in ATTACHED:
            cursor.execute(statement)
        for table in HISTORY:
            names = read_columns(table)
            key = "id" if table == "action" else "action_id"
            cursor.execute(
                f"INSERT INTO cooperation_historical{table} ({names}, history_date, "  # noqa: S608 -- our own names
                f"history_change_reason, history_type) SELECT {names}, now(), 'SQL', "
                f"'+' FROM cooperation_{table} WHERE {key} > 10000000"
            )
        for name, target in LISTS.items():
            cursor.execute(
                f"INSERT INTO cooperation_historicalaction_{name} "  # noqa: S608 -- our own names
                f"(id, action_id, {target}, history_id) "
                f"SELECT l.id, l.action_id, l.{target}, h.history_id "
                f"FROM cooperation_action_{name} AS l "
                f"JOIN cooperation_historicalaction AS h ON h.id = l.action_id "
                f"WHERE l.action_id > 10000000"
            )
        cursor.execute("SET LOCAL passerelles.words_at_the_end = 'no'")
        cursor.execute(WORDS)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(sys.argv[1])
