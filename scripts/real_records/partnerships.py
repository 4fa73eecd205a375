"""Read the partnerships of the national atlas and of other pages."""

import re
from pathlib import Path

from reference_build.names import build_name_key

from real_records.files import Row, Rows, read_rows

ATLAS_PAGE = (
    "https://pastel.diplomatie.gouv.fr/cncdext/dyn/public/atlas/detailProjet.html"
    "?criteres.prjId={}"
)
KINDS = {
    "coopération décentralisée": "cooperation_decentralisee",
    "jumelage et coopération décentralisée": "cooperation_decentralisee",
    "jumelage": "jumelage",
    "programme concerté": "projet",
}
STATUSES = {"en cours": "en_cours", "terminé": "termine"}
LEAD_KINDS = {
    "commune": "commune",
    "EPCI": "epci",
    "département": "departement",
    "région": "region",
}
# The second level of the atlas's own tree of themes.
THEMES = {
    "Gouvernance locale et appui institutionnel": "gouvernance_appui_institutionnel",
    "Agriculture et développement rural": "agriculture_alimentation",
    "Attractivité des territoires": "developpement_economique",
}
# Records of two sources that are one cooperation: the first is added to the second.
SAME_COOPERATIONS = {
    "atlas-3219/juvisy-sur-orge-tillaberi": "atlas-12522/juvisy-sur-orge-tillaberi",
    "atlas-6311/chinon-tenkodogo": "S-191",
    "atlas-2866": "GEN-028",
    "atlas-13370/pas-de-calais-cercle-de-kenieba": "S-141",
    "bonneville-tera/bonneville-tera": "S-009",
    "alencon-koutiala/cu-d-alencon-koutiala": "S-142",
    "benin-2014/albi-abomey": "S-200",
    "benin-2014/avon-grand-popo": "S-201",
    "benin-2014/bessancourt-ze": "S-202",
    "benin-2014/clapiers-akpro-misserete": "S-203",
    "benin-2014/ca-de-cergy-pontoise-porto-novo": "S-204",
    "benin-2014/ca-chalon-val-de-bourgogne-communaute-des-communes-du-plateau": "S-206",
    "benin-2014/ca-de-saint-omer-communaute-des-communes-du-couffo": "S-207",
    "benin-2014/pyrenees-atlantiques-communaute-des-communes-du-couffo": "S-208",
    "benin-2014/champagne-ardenne-departement-de-l-alibori": "S-209",
    "benin-2014/creteil-cotonou": "S-212",
    "benin-2014/echirolles-houeyogbe": "S-214",
    "benin-2014/ca-seine-eure-bohicon": "S-196",
}


def read_partnerships(source: Path) -> Rows:
    rows = read_rows(source / "partenariats_reels_documentes.csv")
    return [convert_partnership(row) for row in rows]


def convert_partnership(row: Row) -> Row:
    """Return a row in the columns and codes of the others."""
    project = re.fullmatch(r"Atlas CNCD prjId=(\d+)", row["source"])
    names = f"{row['collectivite_fr']} {row['partenaire']}"
    slug = build_name_key(names).replace(" ", "-")
    return {
        "id": f"{row['source_id']}/{slug}".rstrip("/")[:100],
        "title": row["titre"],
        "kind": KINDS[row["type"]],
        "lead_name": row["collectivite_fr"],
        "lead_kind": LEAD_KINDS.get(row["collectivite_type"], ""),
        "partner_name": row["partenaire"].replace("|", ";"),
        "partner_country_iso2": row["pays_iso2"],
        "start_year": row["annee_debut"],
        "end_year": row["annee_fin"],
        "status": STATUSES.get(row["statut"], "inconnu"),
        "themes": THEMES.get(row["sous_theme"], ""),
        "source_name": row["source"],
        "source_url": ATLAS_PAGE.format(project[1]) if project else "",
    }
