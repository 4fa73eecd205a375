"""Pictograms of reports: one drawn file, and which of them goes with which name."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

PICTOGRAMS = "img/pictograms.svg"
SYMBOL = re.compile(
    r'<symbol id="(?P<name>[a-z]+)" (?P<box>viewBox="[\d ]+")>'
    r"(?P<content>.*?)</symbol>",
    re.DOTALL,
)
# By code of a figure, of a table or of a row, in the directory and in questionnaires.
NAMES_BY_CODE = {
    **dict.fromkeys(("elus", "elu"), "elected"),
    **dict.fromkeys(("agents", "technicien", "operateur_ong"), "staff"),
    **dict.fromkeys(
        ("collectivites", "collectivites_interrogees", "autres_collectivites"),
        "authority",
    ),
    **dict.fromkeys(("collectivite", "par_collectivite"), "authority"),
    **dict.fromkeys(("communautes_de_communes", "epci"), "grouping"),
    **dict.fromkeys(
        ("partenaires", "parties_prenantes", "partenaires_par_nature"), "partners"
    ),
    "natures_des_parties_prenantes": "partners",
    "enquete_coop_types_partenaires": "partners",
    **dict.fromkeys(("guichets", "par_guichet", "combinaisons"), "window"),
    **dict.fromkeys(("guichets_combines", "enquete_coop_guichets"), "window"),
    **dict.fromkeys(("oudin", "oudin_mae", "oudin_santini", "agence_eau"), "theme"),
    **dict.fromkeys(("budget", "budget_general", "montant"), "money"),
    **dict.fromkeys(("montants_par_guichet", "financements"), "money"),
    "meae": "agreement",
    "region": "grouping",
    **dict.fromkeys(("freins", "enquete_freins"), "brake"),
    "pandemie": "virus",
    **dict.fromkeys(("moyens", "ressources_humaines"), "shortage"),
    "ressources_financieres": "money",
    **dict.fromkeys(("administratif", "charge_administrative"), "paperwork"),
    "rotation": "turnover",
    **dict.fromkeys(("competences", "reorganisation"), "reorganisation"),
    "elections": "ballot",
    "securite": "security",
    "adhesion": "support",
    **dict.fromkeys(("besoins", "enquete_besoins"), "need"),
    **dict.fromkeys(("pays", "par_pays"), "globe"),
    **dict.fromkeys(("accords", "accords_par_type"), "agreement"),
    **dict.fromkeys(("actions", "fiches", "par_etat"), "action"),
    **dict.fromkeys(("annee_la_plus_ancienne", "premier_accord"), "calendar"),
    "accords_par_annee": "calendar",
    **dict.fromkeys(("thematiques", "par_thematique"), "theme"),
    "invitees": "invitation",
    "reponses": "answers",
    "taux_reponse": "rate",
    "enquete_role": "elected",
}


def get_pictogram_name(code: str, default: str = "") -> str:
    """Return the pictogram of a code; that of another wave's is the same."""
    plain = code.split("-")[-1] if code not in NAMES_BY_CODE else code
    return NAMES_BY_CODE.get(plain, default)


@cache
def load_pictograms() -> dict[str, str]:
    """Return each pictogram as an SVG of its own, in the colour ``currentColor``."""
    path = finders.find(PICTOGRAMS)
    text = Path(str(path)).read_text(encoding="utf-8")
    return {
        found["name"]: '<svg xmlns="http://www.w3.org/2000/svg" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round" {found["box"]}>{found["content"]}</svg>'
        for found in SYMBOL.finditer(text)
    }
