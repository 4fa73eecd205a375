"""What a flat row makes in our worksheets."""

import csv
from collections import Counter
from typing import Any

import pytest
from django.conf import settings

from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.layouts import (
    FlatRemark,
    TranslatedRow,
    recognize_flat_layout,
    translate_row,
)
from cooperation.spreadsheets.layouts.words import format_authority
from cooperation.spreadsheets.matching.names import detect_authority_kind
from cooperation.text import normalize

TWINNING = {
    "Type de lien": "Jumelage",
    "Collectivité": "Annecy",
    "Ville jumelée": "Cheltenham",
    "Pays": "Royaume-Uni",
}
COOPERATION = {
    "Nature": "coopération décentralisée",
    "Collectivité": "Bonneville",
    "Partenaire": "Téra",
    "Pays": "Niger",
}
PROJECT = {
    "kind": "projet",
    "title": "Puits de Kokorou",
    "lead_name": "Bonneville",
    "partner_name": "Kokorou",
}
KIND_REASON = (
    "type de lien inconnu : écrivez « jumelage », « coopération décentralisée », "
    "« pacte d’amitié », « autre accord » ou « projet »"
)


def translate(row: dict[str, str]) -> TranslatedRow:
    layout = recognize_flat_layout(list(row))
    assert layout is not None
    return translate_row(layout, row)


def texts(translated: TranslatedRow) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each worksheet as plain texts, worksheets without rows out."""
    return {
        name: [{code: cell.text for code, cell in row.items()} for row in rows]
        for name, rows in translated.worksheets.items()
        if rows
    }


def agreement(row: dict[str, str]) -> dict[str, str]:
    (made,) = texts(translate(row))["accords"]
    return made


def events(row: dict[str, str]) -> list[dict[str, str]]:
    """Return the events, without the agreement's title."""
    made = texts(translate(row)).get("evenements", [])
    return [{k: v for k, v in one.items() if k != "accord"} for one in made]


def action(row: dict[str, str]) -> dict[str, str]:
    (made,) = texts(translate(row))["actions"]
    return made


def remarks(row: dict[str, str]) -> list[FlatRemark]:
    return translate(row).remarks


# An agreement is not an action -------------------------------------------------------


def test_a_twinning_is_an_agreement_with_its_events_and_no_action() -> None:
    assert texts(translate(TWINNING | {"Année de signature": "1956"})) == {
        "accords": [
            {
                "titre": "Jumelage Annecy – Cheltenham",
                "type": "jumelage",
                "collectivite": "Annecy",
                "partenaire": "Cheltenham",
                "pays": "Royaume-Uni",
                "lieu": "Cheltenham",
            }
        ],
        "evenements": [
            {
                "accord": "Jumelage Annecy – Cheltenham",
                "evenement": "signe",
                "annee": "1956",
            },
            {"accord": "Jumelage Annecy – Cheltenham", "evenement": "sans_nouvelles"},
        ],
    }


@pytest.mark.parametrize(
    "money", [{"Montant": "20 000 €"}, {"Guichet": "oudin_santini"}]
)
def test_money_in_the_row_of_an_agreement_makes_an_action_under_it(
    money: dict[str, str],
) -> None:
    row = COOPERATION | {"Titre": "Bonneville – Téra", "Thème": "eau_assainissement"}
    made = action(row | money)
    assert made["accord"] == agreement(row | money)["titre"] == "Bonneville – Téra"
    assert made["titre"] == "Appui à l’eau et à l’assainissement de Téra"
    assert (made["chef_de_file"], made["pays"], made["lieux"]) == (
        "Bonneville",
        "Niger",
        "Téra",
    )
    assert made["partenaires"] == "Téra (collectivité étrangère)"


@pytest.mark.parametrize("nothing", ["", "-", "n.c.", "Néant"])
def test_a_placeholder_is_no_amount(nothing: str) -> None:
    made = texts(translate(COOPERATION | {"Montant": nothing, "Guichet": nothing}))
    assert "actions" not in made


def test_a_project_is_an_action_and_no_agreement() -> None:
    row = PROJECT | {"start_year": "2012", "end_year": "2015", "status": "terminé"}
    assert texts(translate(row)) == {
        "actions": [
            {
                "titre": "Puits de Kokorou",
                "chef_de_file": "Bonneville",
                "lieux": "Kokorou",
                "partenaires": "Kokorou (collectivité étrangère)",
                "etat": "terminee",
                "annee_debut": "2012",
                "annee_fin": "2015",
            }
        ]
    }


def test_a_project_stands_under_the_agreement_that_its_row_names() -> None:
    assert action(PROJECT | {"agreement": "Bonneville – Téra"})["accord"] == (
        "Bonneville – Téra"
    )


def test_a_project_may_have_no_partner() -> None:
    assert "partenaires" not in action(PROJECT | {"partner_name": ""})


# Kinds of link -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("jumelage", "jumelage"),
        ("Ville jumelée", "jumelage"),
        ("cooperation_decentralisee", "cooperation_decentralisee"),
        ("Coopération décentralisée", "cooperation_decentralisee"),
        ("jumelage et coopération décentralisée", "cooperation_decentralisee"),
        ("Jumelage-coopération", "cooperation_decentralisee"),
        ("Pacte d’amitié", "pacte_amitie"),
        ("charte d'amitié", "pacte_amitie"),
        ("pacte_amitie", "pacte_amitie"),
        ("Partenariat", "autre"),
        ("Autre accord", "autre"),
    ],
)
def test_the_kind_of_an_agreement_is_read_by_its_words(words: str, kind: str) -> None:
    assert agreement(TWINNING | {"Type de lien": words})["type"] == kind


@pytest.mark.parametrize("words", ["projet", "Programme concerté", "Programme"])
def test_words_for_projects(words: str) -> None:
    assert set(texts(translate(PROJECT | {"kind": words}))) == {"actions"}


@pytest.mark.parametrize("words", ["", "?", "visite", "échange scolaire"])
def test_an_unknown_kind_refuses_the_row_and_says_what_to_write(words: str) -> None:
    made = translate(TWINNING | {"Type de lien": words})
    assert made.is_refused
    assert texts(made) == {}
    assert made.remarks == [FlatRemark("Type de lien", words, KIND_REASON, True)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (TWINNING | {"Ville jumelée": "n.c."}, "Ville jumelée"),
        (TWINNING | {"Collectivité": ""}, "Collectivité"),
        (PROJECT | {"title": ""}, "title"),
        (PROJECT | {"lead_name": "-"}, "lead_name"),
    ],
)
def test_a_row_without_authority_partner_or_title_is_refused(
    row: dict[str, str], column: str
) -> None:
    made = translate(row)
    assert made.remarks == [FlatRemark(column, row[column], "à renseigner", True)]
    assert texts(made) == {}


# Events ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        ({}, [("sans_nouvelles", "")]),
        ({"Début": "1995"}, [("signe", "1995"), ("sans_nouvelles", "")]),
        ({"État": "en cours"}, [("signe", "")]),
        ({"Début": "1995", "État": "en cours"}, [("signe", "1995")]),
        (
            {"Début": "1995", "État": "suspendue"},
            [("signe", "1995"), ("en_sommeil", "")],
        ),
        (
            {"Début": "1995", "État": "en sommeil"},
            [("signe", "1995"), ("en_sommeil", "")],
        ),
        (
            {"Début": "1995", "Fin": "2004", "État": "terminé"},
            [("signe", "1995"), ("termine", "2004")],
        ),
        ({"État": "Terminée"}, [("termine", "")]),
        ({"Début": "1995", "Fin": "2004"}, [("signe", "1995"), ("termine", "2004")]),
        ({"Début": "1995-2004"}, [("signe", "1995"), ("termine", "2004")]),
        ({"Début": "depuis 2007", "État": "en cours"}, [("signe", "2007")]),
        ({"Début": "836", "État": "en cours"}, [("signe", "836")]),
    ],
)
def test_events_come_from_years_and_status(
    cells: dict[str, str], made: list[tuple[str, str]]
) -> None:
    said = events(COOPERATION | cells)
    assert [(one["evenement"], one.get("annee", "")) for one in said] == made


def test_a_day_is_kept() -> None:
    assert events(TWINNING | {"Date de signature": "17/06/1956"})[0] == {
        "evenement": "signe",
        "annee": "1956",
        "jour": "1956-06-17",
    }


def test_the_announced_end_of_a_living_agreement_is_no_event() -> None:
    row = COOPERATION | {"Début": "2024", "Fin": "2029", "État": "en cours"}
    assert events(row) == [
        {
            "evenement": "signe",
            "annee": "2024",
            "precision": "Jusqu’en 2029, selon la source.",
        }
    ]


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        (
            {"Début": "années 90"},
            FlatRemark(
                "Début",
                "années 90",
                "entre 1990 et 1999 : aucune année n’est retenue",
            ),
        ),
        (
            {"Début": "bientôt"},
            FlatRemark("Début", "bientôt", "année illisible : laissée"),
        ),
        (
            {"Début": "2010", "Fin": "2004"},
            FlatRemark("Fin", "2004", "la fin précède le début : laissée"),
        ),
        ({"État": "flou"}, FlatRemark("État", "flou", "état inconnu : laissé")),
        (
            {"Fin": "2004", "État": "suspendue"},
            FlatRemark("Fin", "2004", "l’accord n’est pas dit terminé : laissée"),
        ),
    ],
)
def test_what_is_not_taken_is_said(cells: dict[str, str], remark: FlatRemark) -> None:
    assert remarks(COOPERATION | cells) == [remark]


# Authorities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "department", "text"),
    [
        ("Annecy", "", "", "Annecy"),
        ("Annecy", "", "74", "Annecy (74)"),
        ("Annecy", "commune", "74", "Commune d’Annecy (74)"),
        ("Commune d'Annecy", "commune", "74", "Commune d'Annecy (74)"),
        ("Le Mans", "commune", "72 - Sarthe", "Commune du Mans (72)"),
        ("Trévoux", "", "1", "Trévoux (01)"),
        ("Bastia", "", "2b", "Bastia (2B)"),
        ("Avon", "", "Seine-et-Marne", "Avon (Seine-et-Marne)"),
        ("Plouhinec (Finistère)", "commune", "29", "Commune de Plouhinec (Finistère)"),
        ("CU d’Alençon", "EPCI", "61", "CU d’Alençon (61)"),
        ("Le Grésivaudan", "epci", "38", "Communauté Le Grésivaudan (38)"),
        ("Pas-de-Calais", "département", "62", "Département Pas-de-Calais"),
        ("Département de la Savoie", "", "73", "Département de la Savoie"),
        ("Bretagne", "région", "", "Région Bretagne"),
        ("Syndicat des Eaux (SEDIF)", "syndicat", "", "Syndicat des Eaux (SEDIF)"),
    ],
)
def test_kind_and_department_tell_authorities_apart(
    name: str, kind: str, department: str, text: str
) -> None:
    assert format_authority(name, kind, department) == text
    said = {"EPCI": "epci", "département": "departement", "région": "region"}
    if kind and kind != "syndicat":
        assert detect_authority_kind(text) == said.get(kind, kind)


def test_an_unknown_kind_of_authority_is_remarked() -> None:
    row = TWINNING | {"Nature de la collectivité": "pays"}
    reason = "nature de collectivité inconnue : laissée"
    assert remarks(row) == [FlatRemark("Nature de la collectivité", "pays", reason)]
    assert agreement(row)["collectivite"] == "Annecy"


def test_a_code_goes_with_the_name() -> None:
    made = agreement(TWINNING | {"Code INSEE": "74010"})
    assert (made["collectivite"], made["collectivite_code"]) == ("Annecy", "74010")
    assert agreement(TWINNING | {"SIREN": "217400100"})["collectivite_code"] == (
        "217400100"
    )


def test_several_french_authorities_sign_and_lead_together() -> None:
    row = COOPERATION | {
        "Collectivité": "Chambéry ; Grand Chambéry",
        "Autres collectivités": "Département de la Savoie",
        "Montant": "1 000 €",
    }
    others = "Grand Chambéry | Département de la Savoie"
    assert agreement(row)["autres_signataires"] == others
    assert action(row)["autres_collectivites"] == others
    assert agreement(row)["collectivite"] == action(row)["chef_de_file"] == "Chambéry"
    assert remarks(row) == [
        FlatRemark(
            "Collectivité",
            "Chambéry ; Grand Chambéry",
            "plusieurs collectivités : la première est retenue en tête",
        )
    ]


# Partners and places -----------------------------------------------------------------


def test_several_partners_and_foreign_authorities() -> None:
    row = COOPERATION | {
        "Partenaire": "Bignona;Niamone",
        "Partenaires": "Pays de Savoie solidaires (ONG);AJB",
    }
    made = agreement(row)
    assert made["partenaire"] == "Bignona"
    assert made["autres_partenaires"] == (
        "Niamone (collectivité étrangère) | Pays de Savoie solidaires (ONG) | AJB"
    )
    assert made["titre"] == "Coopération Bonneville – Bignona, Niamone"


def test_the_first_place_is_the_agreements_own() -> None:
    made = agreement(COOPERATION | {"Lieux": "Zorgho;Boudry;Méguet"})
    assert (made["lieu"], made["autres_lieux"]) == ("Zorgho", "Boudry | Méguet")


def test_without_places_the_partner_says_where() -> None:
    made = agreement(COOPERATION | {"Partenaire": "Sainte-Thérèse (Québec)"})
    assert (made["partenaire"], made["lieu"]) == (
        "Sainte-Thérèse (Québec)",
        "Sainte-Thérèse",
    )


def test_a_place_that_is_not_found_refuses_no_row() -> None:
    row = COOPERATION | {"Lieux": "Zorgho;Boudry", "Guichet": "meae"}
    optional = {
        (name, code)
        for name, rows in translate(row).worksheets.items()
        for one in rows
        for code, cell in one.items()
        if cell.is_optional
    }
    assert optional == {
        ("accords", "lieu"),
        ("accords", "autres_lieux"),
        ("actions", "lieux"),
    }


def test_without_places_only_the_first_partners_is_the_agreements_own() -> None:
    made = agreement(
        COOPERATION | {"Partenaire": "Luang Prabang;Champassak (Vat Phou)"}
    )
    assert (made["lieu"], made["autres_lieux"]) == ("Luang Prabang", "Champassak")


# Money -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        # One window, and an amount that is not called a budget: what it brought.
        (
            {"Montant": "20 000 €", "Guichet": "meae", "Année du montant": "2020"},
            {"guichet": "meae", "montant": "20 000 €", "montant_annee": "2020"},
        ),
        (
            {"Budget": "20 000 €", "Guichet": "meae"},
            {"guichet": "meae", "budget_eur": 1},
        ),
        (
            {"Montant total": "9 €", "Guichet": "meae"},
            {"guichet": "meae", "budget_eur": 1},
        ),
        ({"Montant": "20 000 €"}, {"budget_eur": 1}),
        # No one says what each brought.
        (
            {"Montant": "20 000 €", "Guichet": "meae;region"},
            {"guichet": "meae | region", "budget_eur": 1},
        ),
        (
            {"Montant": "5 €", "Guichet": "meae", "Nature du montant": "total"},
            {"guichet": "meae", "budget_eur": 1},
        ),
        (
            {"Budget": "5 €", "Guichet": "meae", "Nature du montant": "part"},
            {"guichet": "meae", "montant": 1},
        ),
        (
            {"Montant": "5 €", "Guichet": "meae", "Nature du montant": "annuel"},
            {"guichet": "meae", "montant": 1, "montant_nature": "annuel"},
        ),
        ({"Guichet": "meae"}, {"guichet": "meae"}),
    ],
)
def test_an_amount_is_a_budget_or_what_a_window_brought(
    cells: dict[str, str], made: dict[str, Any]
) -> None:
    said = action(COOPERATION | cells)
    if "montant" in made:
        made = {"montant_nature": "accorde"} | made
    money = {"guichet", "montant", "montant_annee", "montant_nature", "budget_eur"}
    amount = cells.get("Montant") or cells.get("Budget") or cells.get("Montant total")
    expected = {code: amount if text == 1 else text for code, text in made.items()}
    assert {code: said[code] for code in money & said.keys()} == expected


@pytest.mark.parametrize(
    ("kind", "windows", "column", "reason"),
    [
        ("hors_total", "meae", "Montant", "montant à part : il n’est pas compté"),
        (
            "annuel",
            "meae;region",
            "Montant",
            "montant partiel sans guichet unique : laissé",
        ),
        ("part", "", "Montant", "montant partiel sans guichet unique : laissé"),
        (
            "environ",
            "meae",
            "Nature du montant",
            "nature du montant inconnue : il est laissé",
        ),
    ],
)
def test_an_amount_that_cannot_be_placed_is_left_and_said(
    kind: str, windows: str, column: str, reason: str
) -> None:
    row = COOPERATION | {
        "Montant": "500 €",
        "Guichet": windows,
        "Nature du montant": kind,
    }
    assert remarks(row) == [FlatRemark(column, row[column], reason)]
    assert not {"montant", "budget_eur"} & action(row).keys()


# Texts and sources -------------------------------------------------------------------


def test_texts_are_the_agreements_and_the_doubt_is_of_both() -> None:
    row = COOPERATION | {
        "Résumé": "Depuis 2001.",
        "Description": "Accord-cadre.",
        "Résultats": "Un puits.",
        "ODD": "6;17",
        "Thématiques": "sante;eau_assainissement",
        "Incertitude": "L’année est déduite.",
        "Guichet": "meae",
    }
    made = agreement(row)
    assert {code: made[code] for code in ("resume", "description", "resultats")} == {
        "resume": "Depuis 2001.",
        "description": "Accord-cadre.",
        "resultats": "Un puits.",
    }
    for one in (made, action(row)):
        assert one["themes"] == "sante | eau_assainissement"
        assert one["odd"] == "6;17"
        assert one["incertitude"] == "L’année est déduite."
    assert not {"resume", "description", "resultats"} & action(row).keys()


def test_a_long_summary_is_a_description() -> None:
    row = COOPERATION | {"Résumé": "a" * 301, "Description": "Suite."}
    made = agreement(row)
    assert "resume" not in made
    assert made["description"] == f"{'a' * 301}\n\nSuite."
    assert remarks(row)[0].reason == "plus de 300 caractères : mis dans la description"


def test_themes_of_the_national_atlas_become_ours_or_are_left() -> None:
    row = {"type": "jumelage", "collectivite_fr": "Niort", "partenaire": "Cové"} | {
        "theme": "Economie durable",
        "sous_theme": "Agriculture et développement rural",
    }
    assert agreement(row)["themes"] == "agriculture_alimentation"
    other = row | {"sous_theme": "Autre chose"}
    assert "themes" not in agreement(other)
    reason = "thématique sans équivalent : laissée"
    assert remarks(other) == [FlatRemark("sous_theme", "Autre chose", reason)]


def test_sources_are_named_by_their_hosts_and_further_ones_noted_for_staff() -> None:
    row = COOPERATION | {
        "source_url": "https://www.bonneville.fr/tera",
        "other_sources": "https://pseau.org/a | Répertoire de 2013",
        "website": "https://tera.example/",
        "Montant": "500 €",
        "amount_year": "2020",
        "id": "S-9",
    }
    for made in (agreement(row), action(row)):
        assert made["source"] == "bonneville.fr ; pseau.org ; Répertoire de 2013"
        assert made["source_url"] == "https://www.bonneville.fr/tera"
        assert made["source_reference"] == "S-9"
        assert made["source_note"] == (
            "Montant donné par la source pour 2020.\n"
            "Site : https://tera.example/\n"
            "Autres sources : https://pseau.org/a ; Répertoire de 2013"
        )


def test_a_source_that_is_an_address_is_the_page() -> None:
    made = agreement(COOPERATION | {"Source": "https://exemple.org/page"})
    assert (made["source"], made["source_url"]) == (
        "exemple.org",
        "https://exemple.org/page",
    )


def test_an_identifier_that_rows_share_is_told_apart_by_the_names() -> None:
    row = {"type": "jumelage", "collectivite_fr": "Albi", "partenaire": "Abomey"}
    made = agreement(row | {"source_id": "benin-2014"})
    assert made["source_reference"] == "benin-2014/albi-abomey"


def test_a_twinning_of_wikidata() -> None:
    row = {
        "code_insee": "01004",
        "commune": "Ambérieu-en-Bugey",
        "departement": "01",
        "partenaire": "Mering",
        "pays_iso2": "DE",
    }
    assert texts(translate(row)) == {
        "accords": [
            {
                "titre": "Jumelage Ambérieu-en-Bugey – Mering",
                "type": "jumelage",
                "collectivite": "Ambérieu-en-Bugey (01)",
                "collectivite_code": "01004",
                "partenaire": "Mering",
                "pays": "DE",
                "lieu": "Mering",
                "incertitude": (
                    "La source ne donne ni la date de ce jumelage, ni son état."
                ),
                "source": "Wikidata (CC0)",
                "source_reference": "wikidata/01004/mering",
            }
        ],
        "evenements": [
            {
                "accord": "Jumelage Ambérieu-en-Bugey – Mering",
                "evenement": "sans_nouvelles",
            }
        ],
    }


# Where a cell is from ----------------------------------------------------------------


def test_each_cell_knows_the_column_that_it_is_from() -> None:
    row = COOPERATION | {"Début": "2001", "État": "terminé", "Guichet": "meae"}
    made = translate(row).worksheets
    origins = {
        name: [{code: cell.column for code, cell in one.items()} for one in rows]
        for name, rows in made.items()
    }
    assert origins == {
        "accords": [
            {
                "titre": "Collectivité",
                "type": "Nature",
                "partenaire": "Partenaire",
                "lieu": "Partenaire",
                "collectivite": "Collectivité",
                "pays": "Pays",
            }
        ],
        "evenements": [
            {"accord": "Collectivité", "evenement": "Début", "annee": "Début"},
            {"accord": "Collectivité", "evenement": "État"},
        ],
        "actions": [
            {
                "titre": "Guichet",
                "accord": "Collectivité",
                "etat": "État",
                "annee_debut": "Début",
                "lieux": "Partenaire",
                "partenaires": "Partenaire",
                "chef_de_file": "Collectivité",
                "guichet": "Guichet",
                "pays": "Pays",
            }
        ],
    }


# The real records --------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_rows() -> list[TranslatedRow]:
    path = settings.BASE_DIR / "fixtures/real/cooperations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    layout = recognize_flat_layout(list(rows[0]))
    assert layout is not None
    return [translate_row(layout, row) for row in rows]


def test_real_records_make_agreements_and_actions_and_no_title_twice(
    real_rows: list[TranslatedRow],
) -> None:
    made = Counter(
        name for row in real_rows for name, rows in row.worksheets.items() for _ in rows
    )
    assert made == {"accords": 231, "evenements": 282, "actions": 47}
    titles = Counter(
        normalize(one["titre"].text)
        for row in real_rows
        for name in ("accords", "actions")
        for one in row.worksheets[name]
    )
    assert [title for title, number in titles.items() if number > 1] == []


def test_real_records_name_columns_that_exist(real_rows: list[TranslatedRow]) -> None:
    for row in real_rows:
        for name in ("evenements", "actions"):
            for one in row.worksheets[name]:
                assert one.keys() <= WORKSHEETS[name].by_code.keys()


def test_real_records_leave_only_the_amounts_that_must_not_be_counted(
    real_rows: list[TranslatedRow],
) -> None:
    said = [remark for row in real_rows for remark in row.remarks]
    assert {remark.column for remark in said} == {"budget_eur"}
    assert len(said) == 6
