"""Columns of a table under the names that people give them."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.text import normalize

# Beside codes and labels; of two names of one column, the earlier has it.
COLUMN_ALIASES = {
    "actions": {
        "titre": "intitulé|nom du projet|intitulé du projet|projet|title|project|name",
        "chef_de_file": "lead name|porteur|porteur du projet|collectivité"
        "|collectivité française|collectivité porteuse|local authority|commune|EPCI"
        "|ville|municipality|département|région",
        "autres_collectivites": "other french authorities|autres collectivités",
        "pays": "partner country iso2|pays d'intervention|pays partenaire|country",
        "lieux": "lieu|lieu d'intervention|localité|ville partenaire|place|location",
        "partenaires": "partenaire|partenaire local|partners|local partner",
        "annee_debut": "start year|début|date de début|start|start date",
        "annee_fin": "end year|fin|date de fin|end|end date",
        "etat": "status|statut|avancement|state",
        "themes": "thème|thématique|secteur|domaine|theme|topic|sector",
        "guichet": "funding windows|guichet|guichet de financement|funding window",
        "budget_eur": "budget eur|budget|montant total|budget total|coût total|coût"
        "|total budget|total amount",
        "montant": "amount|montant accordé",
        "montant_annee": "amount year|année",
        "resume": "summary fr|summary|présentation",
        "description": "description du projet|objectifs",
        "resultats": "results",
        "source_url": "source url|site web|lien|URL|website|link",
        "incertitude": "uncertainty|remarque|observations|commentaires",
    },
    "accords": {
        "titre": "intitulé|title|name",
        "type": "type de lien|nature|nature du lien|type|kind",
        "collectivite": "collectivite fr|collectivité française|local authority"
        "|commune|EPCI|ville|municipality|département|région",
        "partenaire": "ville partenaire|partenaire local|collectivité étrangère"
        "|partner|twin town",
        "pays": "pays iso2|pays partenaire|pays d'intervention|country",
        "lieu": "place|localité|location",
        "source_reference": "source id",
        "source_url": "site web|lien|URL|website|link",
        "incertitude": "remarque|observations|commentaires",
    },
    "financements": {
        "financeur": "bailleur|bailleur de fonds|funder|donor",
        "montant_eur": "montant|amount",
        "annee": "year",
        "montant_etat": "statut|status",
    },
    "annuaire_partenaires": {
        "nom": "partenaire|intitulé|name|organisation",
        "sigle": "acronyme|acronym",
        "nature": "type|kind|nature du partenaire",
        "pays": "country",
        "lieu": "ville|city|localité|commune",
        "site": "site web|website|URL|lien",
    },
}
# What stands in parentheses and changes nothing; "(k€)" and "(FCFA)" do.
HARMLESS_BRACKETS = re.compile(
    r"\((?:s|e|es|x|€|eur|en €|en euros?|euros?|ttc|ht|facultatif|optionnel|obligatoire"
    r"|requis|aaaa|yyyy|jj/mm/aaaa|optional|required)\)",
    re.I,
)
PLURAL = re.compile(r"(?<=\w{3})[sx]\b")


def fold_header(name: str) -> str:
    """Return the key of a header, without plural and harmless parentheses."""
    bare = HARMLESS_BRACKETS.sub("", name).replace("*", " ").removesuffix("€")
    return PLURAL.sub("", normalize(bare))


def rank_columns(
    sheet: WorksheetSpec, header: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Return the column code and the rank of each known name of a header.

    Codes are read as they are, so that "partenaires" is not the "partenaire" of
    another worksheet; labels and aliases without plural. Codes and labels rank 0.
    """
    codes = {normalize(column.code): (column.code, 0) for column in sheet.columns}
    names = {fold_header(str(c.label)): (c.code, 0) for c in sheet.columns}
    for code, others in COLUMN_ALIASES.get(sheet.code, {}).items():
        for rank, name in enumerate(others.split("|"), 1):
            names.setdefault(fold_header(name), (code, rank))
    found = {
        name: codes.get(normalize(name)) or names.get(fold_header(name))
        for name in header
    }
    return {name: one for name, one in found.items() if one}


def match_columns(sheet: WorksheetSpec, header: Sequence[str]) -> dict[str, str]:
    """Return our column code for each column of a table, blank if there is none.

    Codes, labels and usual names match in any case, with or without accents and
    plural. Of two columns for one code, the one under its better name has it.
    """
    best: dict[str, tuple[int, str]] = {}
    for name, (code, rank) in rank_columns(sheet, header).items():
        if code not in best or rank < best[code][0]:
            best[code] = (rank, name)
    found = {name: code for code, (_rank, name) in best.items()}
    return {name: found.get(name, "") for name in header}


def describe_repeated_columns(sheet: WorksheetSpec, header: Sequence[str]) -> list[str]:
    """Return a note on each column whose place another one has."""
    ranked = rank_columns(sheet, header)
    codes = {name: code for name, (code, _rank) in ranked.items()}
    return describe_repeated_names(codes, match_columns(sheet, header))


def describe_repeated_names(
    codes: Mapping[str, str], mapping: Mapping[str, str]
) -> list[str]:
    """Return a note on each name of a known code that another name has."""
    holders = {code: name for name, code in mapping.items() if code}
    reason = _("Colonne « %(left)s » laissée : « %(kept)s » dit la même chose.")
    return [
        reason % {"left": name, "kept": holders[code]}
        for name, code in codes.items()
        if code and not mapping[name]
    ]
