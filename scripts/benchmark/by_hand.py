"""The SQL that one would write by hand for the same answers, to compare with.

Plain statements, one for each question, without any of the application's ways.
"""

from typing import Any

PUBLISHED = "a.publication = 'publiee'"
# What each choice of the measured addresses means.
CONDITIONS = {
    "pays": "EXISTS (SELECT 1 FROM cooperation_location AS x"
    " WHERE x.action_id = a.id AND x.country_id = %(pays)s)",
    "theme": "EXISTS (SELECT 1 FROM cooperation_action_themes AS x"
    " WHERE x.action_id = a.id AND x.theme_id = %(theme)s)",
    "annee_min": "(a.end_year >= %(annee_min)s"
    " OR a.end_year IS NULL AND (a.start_year >= %(annee_min)s"
    " OR a.start_year IS NOT NULL AND a.status <> 'terminee'))",
    "q": "a.search_vector @@ to_tsquery('french', %(q)s)",
}

FACETS = {
    "pays": """
        SELECT t.country_id, count(DISTINCT a.id) FROM cooperation_action AS a
        JOIN cooperation_location AS t ON t.action_id = a.id
        WHERE {where} GROUP BY 1""",
    "region": """
        SELECT c.sub_region_id, count(DISTINCT a.id) FROM cooperation_action AS a
        JOIN cooperation_location AS t ON t.action_id = a.id
        JOIN cooperation_country AS c ON c.iso2 = t.country_id
        WHERE {where} GROUP BY 1""",
    "theme": """
        SELECT t.theme_id, count(*) FROM cooperation_action AS a
        JOIN cooperation_action_themes AS t ON t.action_id = a.id
        WHERE {where} GROUP BY 1""",
    "odd": """
        SELECT t.goal_id, count(*) FROM cooperation_action AS a
        JOIN cooperation_action_goals AS t ON t.action_id = a.id
        WHERE {where} GROUP BY 1""",
    "type": """
        SELECT g.kind, count(*) FROM cooperation_action AS a
        JOIN cooperation_agreement AS g ON g.id = a.agreement_id
        WHERE g.publication = 'publiee' AND {where} GROUP BY 1""",
    "statut": """
        SELECT a.status, count(*) FROM cooperation_action AS a
        WHERE {where} GROUP BY 1""",
    "guichet": """
        SELECT t.window_id, count(DISTINCT a.id) FROM cooperation_action AS a
        JOIN cooperation_funding AS t ON t.action_id = a.id
        WHERE {where} GROUP BY 1""",
    "collectivite": "SELECT x.authority, count(*) FROM {authorities} AS x GROUP BY 1",
    "epci": """
        SELECT CASE c.kind WHEN 'epci' THEN c.id ELSE c.epci_id END,
          count(DISTINCT x.id)
        FROM {authorities} AS x
        JOIN cooperation_collectivity AS c ON c.id = x.authority GROUP BY 1""",
    "departement": """
        SELECT c.department_id, count(DISTINCT x.id) FROM {authorities} AS x
        JOIN cooperation_collectivity AS c ON c.id = x.authority GROUP BY 1""",
    "nature": """
        SELECT p.kind, count(DISTINCT a.id) FROM cooperation_action AS a
        JOIN cooperation_involvement AS t ON t.action_id = a.id
        JOIN cooperation_partner AS p ON p.id = t.partner_id
        WHERE {where} GROUP BY 1""",
    "annee": """
        SELECT min(least(a.start_year, a.end_year)),
          max(greatest(a.start_year, a.end_year))
        FROM cooperation_action AS a WHERE {where}""",
}
AUTHORITIES = """(
  SELECT a.id, a.lead_id AS authority FROM cooperation_action AS a WHERE {where}
  UNION SELECT a.id, t.collectivity_id FROM cooperation_action AS a
  JOIN cooperation_action_co_leads AS t ON t.action_id = a.id WHERE {where})"""

COUNT = "SELECT count(*) FROM cooperation_action AS a WHERE {where}"
PAGE = """
    SELECT a.id, a.slug, a.title, a.summary, a.status, a.start_year, a.end_year,
      a.verified_on, a.verified_by, a.uncertainty, lead.name, g.kind
    FROM cooperation_action AS a
    JOIN cooperation_collectivity AS lead ON lead.id = a.lead_id
    LEFT JOIN cooperation_agreement AS g ON g.id = a.agreement_id
    WHERE {where} ORDER BY {order}, a.title_key, a.id LIMIT 20"""
BY_YEAR = "a.start_year DESC NULLS LAST"
BY_RANK = """
    ts_rank('{0.1,0.2,0.4,1}', a.search_vector, to_tsquery('french', %(q)s))
    + 0.08 * ts_rank('{0.4,0.6,0.8,1}', a.related_vector,
                     to_tsquery('french', %(q)s)) DESC"""
AROUND_PAGE = [
    """
    SELECT t.action_id, h.name_fr FROM cooperation_action_themes AS t
    JOIN cooperation_theme AS h ON h.id = t.theme_id
    WHERE t.action_id = ANY(%(ids)s)""",
    """
    SELECT t.action_id, t.label, c.name_fr, p.name FROM cooperation_location AS t
    JOIN cooperation_country AS c ON c.iso2 = t.country_id
    LEFT JOIN cooperation_place AS p ON p.id = t.place_id
    WHERE t.action_id = ANY(%(ids)s)""",
    """
    SELECT t.action_id, p.name FROM cooperation_involvement AS t
    JOIN cooperation_partner AS p ON p.id = t.partner_id
    WHERE t.action_id = ANY(%(ids)s)""",
]

POINTS = """
    SELECT round(coalesce(t.lat, p.lat, c.lat)::numeric / 4),
      round(coalesce(t.lng, p.lng, c.lng)::numeric / 4), count(DISTINCT a.id)
    FROM cooperation_action AS a
    JOIN cooperation_location AS t ON t.action_id = a.id
    JOIN cooperation_country AS c ON c.iso2 = t.country_id
    LEFT JOIN cooperation_place AS p ON p.id = t.place_id
    WHERE a.publication = 'publiee' GROUP BY 1, 2"""
# All that the file of an export says, so that the same is compared with the same. Raw
# COPY: table by table, no list made of several rows, no cell as a file has it.
EXPORT = [
    """
    SELECT a.reference, a.slug, a.title, a.summary, a.status, a.start_year,
      a.end_year, a.budget_eur, a.own_share_eur, a.description, a.results,
      a.contact_function, a.contact_email, a.verified_on, a.verified_by,
      a.uncertainty, a.source_name, a.source_url, a.updated_at,
      lead.name, lead.siren, lead.insee_code, lead.kind, epci.name, epci.siren,
      d.code, d.name, g.title, g.reference, g.kind, g.publication
    FROM cooperation_action AS a
    JOIN cooperation_collectivity AS lead ON lead.id = a.lead_id
    LEFT JOIN cooperation_collectivity AS epci ON epci.id = lead.epci_id
    LEFT JOIN cooperation_department AS d ON d.code = lead.department_id
    LEFT JOIN cooperation_agreement AS g ON g.id = a.agreement_id
    WHERE a.publication = 'publiee'
    ORDER BY a.start_year DESC NULLS LAST, a.title_key, a.id""",
    """
    SELECT t.action_id, c.iso2, c.name_fr, t.label, p.name, t.lat, p.lat, c.lat,
      coalesce(t.lat, p.lat, c.lat), coalesce(t.lng, p.lng, c.lng)
    FROM cooperation_location AS t
    JOIN cooperation_action AS a ON a.id = t.action_id AND a.publication = 'publiee'
    JOIN cooperation_country AS c ON c.iso2 = t.country_id
    LEFT JOIN cooperation_place AS p ON p.id = t.place_id""",
    """
    SELECT t.action_id, t.role, p.name, p.kind FROM cooperation_involvement AS t
    JOIN cooperation_action AS a ON a.id = t.action_id AND a.publication = 'publiee'
    JOIN cooperation_partner AS p ON p.id = t.partner_id
    ORDER BY t.role, t.id""",
    """
    SELECT t.action_id, w.code, w.name_fr, f.name, t.amount, t.year, t.kind
    FROM cooperation_funding AS t
    JOIN cooperation_action AS a ON a.id = t.action_id AND a.publication = 'publiee'
    JOIN cooperation_fundingwindow AS w ON w.id = t.window_id
    LEFT JOIN cooperation_partner AS f ON f.id = t.funder_id""",
    """
    SELECT t.action_id, h.code, h.name_fr FROM cooperation_action_themes AS t
    JOIN cooperation_theme AS h ON h.id = t.theme_id ORDER BY h.code""",
    """
    SELECT t.action_id, t.goal_id, g.name_fr FROM cooperation_action_goals AS t
    JOIN cooperation_goal AS g ON g.number = t.goal_id ORDER BY t.goal_id""",
    """
    SELECT t.action_id, c.name, c.siren FROM cooperation_action_co_leads AS t
    JOIN cooperation_collectivity AS c ON c.id = t.collectivity_id
    ORDER BY c.name_key""",
]


def build_condition(choices: dict[str, Any], left_out: str = "") -> str:
    """Return the condition of a selection, a parameter left out."""
    kept = [CONDITIONS[name] for name in choices if name != left_out]
    return " AND ".join([PUBLISHED, *kept])


def fill_statement(statement: str, **parts: str) -> str:
    """Return a statement with its parts in their places."""
    for name, part in parts.items():
        statement = statement.replace(f"{{{name}}}", part)
    return statement


def list_statements(choices: dict[str, Any]) -> list[str]:
    """Return what a list page asks: a count, each facet, the rows of the page."""
    order = BY_RANK if "q" in choices else BY_YEAR
    facets = [
        fill_statement(
            facet, authorities=AUTHORITIES, where=build_condition(choices, name)
        )
        for name, facet in FACETS.items()
    ]
    page = fill_statement(PAGE, where=build_condition(choices), order=order)
    return [
        fill_statement(COUNT, where=build_condition(choices)),
        *facets,
        page,
        *AROUND_PAGE,
    ]
