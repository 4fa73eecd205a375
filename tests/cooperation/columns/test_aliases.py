"""Headers of tables as people write them."""

import pytest

from cooperation.columns.aliases import (
    COLUMN_ALIASES,
    describe_repeated_columns,
    match_columns,
    rank_columns,
)
from cooperation.columns.specs import WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS

ACTIONS = WORKSHEETS["actions"]


@pytest.mark.parametrize("sheet", WORKSHEETS.values(), ids=list(WORKSHEETS))
def test_aliases_lead_to_columns_and_take_no_label(sheet: WorksheetSpec) -> None:
    assert set(COLUMN_ALIASES.get(sheet.code, {})) <= set(sheet.by_code)
    for column in sheet.columns:
        for name in (column.code, str(column.label)):
            assert rank_columns(sheet, [name]) == {name: (column.code, 0)}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Intitulé", "titre"),
        ("STATUT", "etat"),
        ("Thème(s)", "themes"),
        ("Ville", "chef_de_file"),
        ("Commune", "chef_de_file"),
        ("Collectivités", "chef_de_file"),
        ("Département", "chef_de_file"),
        ("Montant total", "budget_eur"),
        ("Budget (€)", "budget_eur"),
        ("Début *", "annee_debut"),
        ("Fin (aaaa)", "annee_fin"),
        ("Partenaire local", "partenaires"),
        ("Pays d’intervention", "pays"),
        ("Site web", "source_url"),
        ("Local authority", "chef_de_file"),
        ("Porteur du projet", "chef_de_file"),
        ("Coût", "budget_eur"),
        ("Countries", ""),
        ("Start date", "annee_debut"),
        ("Budget (k€)", ""),
        ("Montant (FCFA)", ""),
    ],
)
def test_usual_headers_of_actions_are_known(header: str, code: str) -> None:
    assert match_columns(ACTIONS, [header]) == {header: code}


@pytest.mark.parametrize(
    ("worksheet", "header", "code"),
    [
        ("accords", "Nature", "type"),
        ("accords", "Type de lien", "type"),
        ("accords", "Commune", "collectivite"),
        ("financements", "Bailleurs", "financeur"),
        ("annuaire_partenaires", "Site web", "site"),
    ],
)
def test_usual_headers_of_other_worksheets_are_known(
    worksheet: str, header: str, code: str
) -> None:
    assert match_columns(WORKSHEETS[worksheet], [header]) == {header: code}


def test_of_two_columns_for_one_the_better_name_has_it_and_the_other_is_said() -> None:
    header = ["Département", "Commune", "Intitulé", "Titre"]
    assert match_columns(ACTIONS, header) == {
        "Département": "",
        "Commune": "chef_de_file",
        "Intitulé": "",
        "Titre": "titre",
    }
    assert describe_repeated_columns(ACTIONS, [*header, "Autre"]) == [
        "Colonne « Département » laissée : « Commune » dit la même chose.",
        "Colonne « Intitulé » laissée : « Titre » dit la même chose.",
    ]
