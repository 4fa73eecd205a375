"""Keep the words that search reads in step with everything they are made of.

A sheet's words come from its own row and from rows that it points at. Statement-level
triggers on each of these tables find the sheets concerned and recompute them in one
statement, so that forms, bulk changes and SQL are all followed, at once.

``search_vector`` is what is matched: A title, B summary, C description, D all names.
``related_vector`` only ranks: A authorities, B partners, C places, D countries. Themes
are in D of the first alone, and thus come last (``cooperation/search.py``).
"""

from typing import NamedTuple

import django.db.models
from django.db import migrations

import cooperation.text

CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY passerelles_words (
  TEMPLATE = pg_catalog.simple, STOPWORDS = french);
CREATE TEXT SEARCH CONFIGURATION passerelles_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION passerelles_words
  ALTER MAPPING FOR asciiword, word, numword, int, uint
  WITH passerelles_words;
"""

# Stems, for inflections, and whole words where they differ, for prefixes: "assainiss"
# begins "assainissement" but not its stem "assain". Signs that the parser would make
# one word of (saint-julien, addresses) are taken out. The two "d", being stop
# words, take a place and leave nothing: no phrase runs from one field into the next.
VECTOR = """
CREATE FUNCTION passerelles_vector(value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := passerelles_unaccent(left(coalesce(value, ''), 100000));
  key text := 'd d ' || replace(replace(replace(replace(replace(replace(replace(
    folded, '-', ' '), '.', ' '), '/', ' '), '&', ' '), '<', ' '), '_', ' '), '+', ' ');
  stems tsvector := to_tsvector('french', key);
BEGIN
  RETURN stems || ts_delete(
    to_tsvector('passerelles_words', key), tsvector_to_array(stems));
END $$;
"""

COLLECTIVITY_NAMES = """
CREATE FUNCTION passerelles_collectivity_names(ids bigint[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_agg(name, ' d ' ORDER BY name) FROM (
    SELECT name FROM cooperation_collectivity WHERE id = ANY(ids)
    UNION
    SELECT name FROM cooperation_collectivityalias WHERE collectivity_id = ANY(ids)
  ) AS names
$$;
"""

ACTION_WORDS = """
SELECT action.id, action.title, action.summary, action.description,
  action.search_vector,
  passerelles_collectivity_names(ARRAY(
    SELECT collectivity_id FROM cooperation_action_co_leads
    WHERE action_id = action.id
    UNION SELECT action.lead_id)) AS collectivities,
  (SELECT string_agg(concat_ws(' ', name, acronym), ' d ' ORDER BY name)
   FROM cooperation_partner WHERE id IN (
     SELECT partner_id FROM cooperation_involvement WHERE action_id = action.id
     UNION SELECT funder_id FROM cooperation_funding WHERE action_id = action.id)
  ) AS partners,
  (SELECT string_agg(concat_ws(' d ', label, name, alternate_names), ' d '
                     ORDER BY location.id)
   FROM cooperation_location AS location
   LEFT JOIN cooperation_place AS place ON place.id = location.place_id
   WHERE location.action_id = action.id) AS places,
  (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d ' ORDER BY iso2)
   FROM cooperation_country WHERE iso2 IN (
     SELECT country_id FROM cooperation_location WHERE action_id = action.id)
  ) AS countries,
  (SELECT string_agg(concat_ws(' d ', name_fr, nullif(name_en, name_fr)), ' d ' ORDER BY code)
   FROM cooperation_theme WHERE id IN (
     SELECT theme_id FROM cooperation_action_themes WHERE action_id = action.id)
  ) AS themes
FROM cooperation_action AS action WHERE action.id = ANY(ids)
"""

AGREEMENT_WORDS = """
SELECT agreement.id, agreement.title, '' AS summary, agreement.description,
  agreement.search_vector,
  passerelles_collectivity_names(ARRAY(
    SELECT collectivity_id FROM cooperation_agreement_other_signatories
    WHERE agreement_id = agreement.id
    UNION SELECT agreement.collectivity_id)) AS collectivities,
  concat_ws(' ', counterpart.name, counterpart.acronym) AS partners,
  concat_ws(' d ', place.name, place.alternate_names) AS places,
  concat_ws(' d ', country.name_fr, nullif(country.name_en, country.name_fr))
    AS countries,
  '' AS themes
FROM cooperation_agreement AS agreement
JOIN cooperation_partner AS counterpart ON counterpart.id = agreement.counterpart_id
LEFT JOIN cooperation_place AS place ON place.id = agreement.place_id
LEFT JOIN cooperation_country AS country ON country.iso2 = agreement.country_id
WHERE agreement.id = ANY(ids)
"""

# The sheets are locked first, in one order, and read by a second statement: what
# another transaction has just changed is then seen, not overwritten. Where only names
# around a sheet changed, its own text is not read again.
REFRESH = """
CREATE FUNCTION passerelles_refresh_{sheet}(ids bigint[], own_too boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM cooperation_{sheet} WHERE id = ANY(ids)
    ORDER BY id FOR NO KEY UPDATE;
  WITH words AS MATERIALIZED ({words}), vectors AS MATERIALIZED (
    SELECT id,
      CASE WHEN own_too THEN
        setweight(passerelles_vector(title), 'A')
        || setweight(passerelles_vector(summary), 'B')
        || setweight(passerelles_vector(description), 'C')
      ELSE ts_filter(search_vector, '{{a,b,c}}') END AS own,
      passerelles_vector(collectivities) AS collectivities,
      passerelles_vector(partners) AS partners,
      passerelles_vector(places) AS places,
      passerelles_vector(countries) AS countries,
      passerelles_vector(themes) AS themes
    FROM words
  ), found AS MATERIALIZED (
    SELECT id,
      own || setweight(
        collectivities || partners || places || countries || themes, 'D') AS search,
      setweight(collectivities, 'A') || setweight(partners, 'B')
      || setweight(places, 'C') || setweight(countries, 'D') AS related
    FROM vectors
  )
  UPDATE cooperation_{sheet} AS sheet
  SET search_vector = found.search, related_vector = found.related
  FROM found
  WHERE sheet.id = found.id
    AND (sheet.search_vector IS DISTINCT FROM found.search
         OR sheet.related_vector IS DISTINCT FROM found.related);
END $$;
"""

# Transition tables: "new_rows" after an insert or update, "old_rows" before an update
# or delete. Only the sheets of rows whose watched columns changed are recomputed; the
# refresh's own update changes none of them, so it does not call itself again. A bulk
# load may put the work off to its end (``search.words_at_the_end``).
TRIGGER_FUNCTION = """
CREATE FUNCTION passerelles_search_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed {key_type}[];
BEGIN
  IF current_setting('passerelles.words_at_the_end', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    {on_insert}
  ELSIF TG_OP = 'DELETE' THEN
    {on_delete}
  ELSE
    changed := ARRAY(SELECT old_rows.{key} FROM old_rows JOIN new_rows USING ({key})
                     WHERE ({old_columns}) IS DISTINCT FROM ({new_columns}));
    IF changed <> '{{}}' THEN
      {on_update}
    END IF;
  END IF;
  RETURN NULL;
END $$;
"""

CHANGED = """(SELECT {columns} FROM old_rows WHERE {key} = ANY(changed)
  UNION ALL SELECT {columns} FROM new_rows WHERE {key} = ANY(changed)) AS rows"""

TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

# A sheet that starts to use a name holds the name's row as a foreign key will at
# commit; a name that changes waits for these. Neither can then miss the other.
HOLD = """PERFORM 1 FROM cooperation_{table} WHERE {key} IN ({keys})
  ORDER BY {key} FOR {strength};
"""


class Source(NamedTuple):
    """A table that words come from.

    ``touched`` gives, for each kind of sheet, the query of the sheets that ``{rows}``
    concern; ``holds`` the names that the rows use: table, key, column.
    """

    table: str
    columns: list[str]
    touched: dict[str, str]
    holds: list[tuple[str, str, str]] = []
    events: list[str] = ["INSERT", "UPDATE", "DELETE"]
    key: str = "id"
    key_type: str = "bigint"
    is_name: bool = False

    def statements(self, rows: str) -> str:
        """Give what to do for ``rows``, a table or a query with an alias."""
        hold = "".join(
            HOLD.format(
                table=table,
                key=key,
                keys=f"SELECT {column} FROM {rows}",
                strength="UPDATE" if self.is_name else "KEY SHARE",
            )
            for table, key, column in self.holds
        )
        return hold + "".join(
            f"PERFORM passerelles_refresh_{sheet}("
            f"ARRAY({query.format(rows=rows)}), {str(sheet == self.table).lower()});"
            for sheet, query in self.touched.items()
        )

    def create(self) -> str:
        """Give the SQL that makes the function and its triggers."""
        columns = ", ".join({self.key: 1} | dict.fromkeys(self.columns))
        function = TRIGGER_FUNCTION.format(
            table=self.table,
            key=self.key,
            key_type=self.key_type,
            on_insert=self.statements("new_rows"),
            on_delete=self.statements("old_rows"),
            on_update=self.statements(CHANGED.format(columns=columns, key=self.key)),
            old_columns=", ".join(f"old_rows.{column}" for column in self.columns),
            new_columns=", ".join(f"new_rows.{column}" for column in self.columns),
        )
        return function + "".join(
            f"CREATE TRIGGER cooperation_{self.table}_search_{event.lower()} "
            f"AFTER {event} ON cooperation_{self.table} "
            f"REFERENCING {TRANSITIONS[event]} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION passerelles_search_{self.table}();"
            for event in self.events
        )

    def drop(self) -> str:
        """Give the SQL that undoes ``create``."""
        return f"DROP FUNCTION passerelles_search_{self.table}() CASCADE;"


def using(link: str, sheet: str, column: str, key: str = "id") -> str:
    """Give the query of the sheets that point at rows through one table."""
    return (
        f"SELECT {sheet} FROM cooperation_{link} "
        f"WHERE {column} IN (SELECT {key} FROM {{rows}})"
    )


def of_collectivities(key: str) -> dict[str, str]:
    """Give the sheets that name the authorities whose id is in column ``key``."""
    return {
        "action": " UNION ".join(
            [
                using("action", "id", "lead_id", key),
                using("action_co_leads", "action_id", "collectivity_id", key),
            ]
        ),
        "agreement": " UNION ".join(
            [
                using("agreement", "id", "collectivity_id", key),
                using(
                    "agreement_other_signatories",
                    "agreement_id",
                    "collectivity_id",
                    key,
                ),
            ]
        ),
    }


def link(table: str, sheet: str, *columns: str, **holds: str) -> Source:
    """Give a table that ties a sheet to names; ``holds`` is column: table."""
    keys = {"country": "iso2"}
    return Source(
        table,
        [f"{sheet}_id", *columns, *holds],
        {sheet: f"SELECT DISTINCT {sheet}_id FROM {{rows}}"},
        [(named, keys.get(named, "id"), column) for column, named in holds.items()],
    )


def name(
    table: str,
    columns: list[str],
    touched: dict[str, str],
    key: str = "id",
    key_type: str = "bigint",
) -> Source:
    """Give a table whose rows have names; a new row is on no sheet yet."""
    return Source(
        table, columns, touched, [(table, key, key)], ["UPDATE"], key, key_type, True
    )


SHEET_EVENTS = ["INSERT", "UPDATE"]
SOURCES = [
    Source(
        "action",
        ["title", "summary", "description", "lead_id"],
        {"action": "SELECT id FROM {rows}"},
        [("collectivity", "id", "lead_id")],
        SHEET_EVENTS,
    ),
    Source(
        "agreement",
        [
            "title",
            "description",
            "collectivity_id",
            "counterpart_id",
            "place_id",
            "country_id",
        ],
        {"agreement": "SELECT id FROM {rows}"},
        [
            ("collectivity", "id", "collectivity_id"),
            ("partner", "id", "counterpart_id"),
            ("place", "id", "place_id"),
            ("country", "iso2", "country_id"),
        ],
        SHEET_EVENTS,
    ),
    link("action_co_leads", "action", collectivity_id="collectivity"),
    link("action_themes", "action", theme_id="theme"),
    link("involvement", "action", partner_id="partner"),
    link("funding", "action", funder_id="partner"),
    link("location", "action", "label", place_id="place", country_id="country"),
    link("agreement_other_signatories", "agreement", collectivity_id="collectivity"),
    name("collectivity", ["name"], of_collectivities("id")),
    Source(
        "collectivityalias",
        ["name", "collectivity_id"],
        of_collectivities("collectivity_id"),
        [("collectivity", "id", "collectivity_id")],
        is_name=True,
    ),
    name(
        "partner",
        ["name", "acronym"],
        {
            "action": " UNION ".join(
                [
                    using("involvement", "action_id", "partner_id"),
                    using("funding", "action_id", "funder_id"),
                ]
            ),
            "agreement": using("agreement", "id", "counterpart_id"),
        },
    ),
    name(
        "place",
        ["name", "alternate_names"],
        {
            "action": using("location", "action_id", "place_id"),
            "agreement": using("agreement", "id", "place_id"),
        },
    ),
    name(
        "country",
        ["name_fr", "name_en"],
        {
            "action": using("location", "action_id", "country_id", "iso2"),
            "agreement": using("agreement", "id", "country_id", "iso2"),
        },
        "iso2",
        "varchar",
    ),
    name(
        "theme",
        ["name_fr", "name_en"],
        {"action": using("action_themes", "action_id", "theme_id")},
    ),
]

SHEETS = {"action": ACTION_WORDS, "agreement": AGREEMENT_WORDS}


def title_key(model: str) -> migrations.AddField:
    """Give the column that titles are sorted by, accents and case aside."""
    field = django.db.models.GeneratedField(
        db_persist=True,
        expression=cooperation.text.Normalize("title"),
        output_field=django.db.models.TextField(db_collation="C"),
        verbose_name="clé de tri",
    )
    return migrations.AddField(model, "title_key", field)


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0003_integrity")]

    operations = [
        title_key("action"),
        title_key("agreement"),
        migrations.RunSQL(
            CONFIGURATION,
            "DROP TEXT SEARCH CONFIGURATION passerelles_words; "
            "DROP TEXT SEARCH DICTIONARY passerelles_words;",
        ),
        migrations.RunSQL(VECTOR, "DROP FUNCTION passerelles_vector(text)"),
        migrations.RunSQL(
            COLLECTIVITY_NAMES,
            "DROP FUNCTION passerelles_collectivity_names(bigint[])",
        ),
        *(
            migrations.RunSQL(
                REFRESH.format(sheet=sheet, words=words),
                f"DROP FUNCTION passerelles_refresh_{sheet}(bigint[], boolean)",
            )
            for sheet, words in SHEETS.items()
        ),
        *(migrations.RunSQL(source.create(), source.drop()) for source in SOURCES),
        *(
            migrations.RunSQL(
                f"SELECT passerelles_refresh_{sheet}(ARRAY("
                f"SELECT id FROM cooperation_{sheet}), true)",
                migrations.RunSQL.noop,
            )
            for sheet in SHEETS
        ),
    ]
