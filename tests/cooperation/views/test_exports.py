"""Machine formats: the list's own selection, whole, typed and harmless."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils import translation

from cooperation import enums
from cooperation.columns.actions import ACTION_DATASET
from cooperation.columns.agreements import AGREEMENT_DATASET
from cooperation.models import Action, Agreement
from cooperation.views.api import exports
from tests import factories

pytestmark = pytest.mark.django_db


def get(view, query="", path="/actions.csv", **headers):
    return view(RequestFactory().get(f"{path}?{query}", headers=headers))


def body(response):
    return b"".join(response.streaming_content)


def csv_rows(response):
    text = body(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def sheet_rows(response):
    sheet = openpyxl.load_workbook(io.BytesIO(body(response))).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def action():
    """An action with something in every column."""
    agreement = factories.AgreementFactory(title="Accord avec Téra")
    action = factories.ActionFactory(
        slug="eau",
        title="=2+3 De l’eau",
        summary="Des puits ; des bornes",
        description="Ligne un\nLigne « deux »",
        lead__name="Thonon-les-Bains",
        lead__siren="217402817",
        lead__insee_code="74281",
        lead__epci=factories.CollectivityFactory(epci_kind=True, name="CA du Léman"),
        agreement=agreement,
        start_year=2019,
        budget_eur=Decimal("481180.50"),
        verified_on=date(2026, 3, 1),
        verified_by=enums.Verifier.AUTHORITY,
        source_url="https://exemple.fr/page",
        themes=[
            factories.ThemeFactory(),
            factories.ThemeFactory(code="gouvernance"),
        ],
        goals=[factories.GoalFactory()],
        co_leads=[factories.CollectivityFactory(name="Évian")],
    )
    factories.LocationFactory(
        action=action, place=factories.PlaceFactory(name="Téra", lat=14.01, lng=0.75)
    )
    factories.LocationFactory(
        action=action, country__iso2="ML", country__lat=None, country__lng=None
    )
    factories.InvolvementFactory(action=action, partner__name="Régie des eaux")
    factories.FundingFactory(action=action, amount=None, year=2019)
    factories.FundingFactory(action=action, amount=1000, year=2020)
    return action


def test_csv_row_says_all_of_an_action(action):
    (row,) = csv_rows(get(exports.action_csv))

    assert list(row) == [column.code for column in ACTION_DATASET.columns]
    expected = {
        "reference": action.reference,
        "url": "https://passerelles.example/actions/eau/",
        "titre": "'=2+3 De l’eau",
        "resume": "Des puits ; des bornes",
        "etat": "en cours",
        "etat_code": "en_cours",
        "annee_debut": "2019",
        "annee_fin": "",
        "chef_de_file": "Thonon-les-Bains",
        "chef_de_file_siren": "217402817",
        "chef_de_file_insee": "74281",
        "epci": "CA du Léman",
        "departement": "Haute-Savoie",
        "departement_code": "74",
        "autres_collectivites": "Évian",
        "accord": "Accord avec Téra",
        "accord_type": "jumelage",
        "accord_type_code": "jumelage",
        "pays": "Niger | Pays ML",
        "pays_code": "NE | ML",
        "lieux": "Téra | ",
        "points": "POINT (0.75 14.01) | ",
        "points_precision": "localite | ",
        "partenaires": "Régie des eaux",
        "partenaires_nature": "ONG",
        "partenaires_role": "opérateur",
        "partenaires_role_code": "operateur",
        "themes_code": "eau_assainissement | gouvernance",
        "odd_numero": "6",
        "budget_eur": "481180.5",
        "guichets_code": "oudin_santini | oudin_santini",
        "montants_eur": " | 1000",
        "montants_annee": "2019 | 2020",
        "description": "Ligne un\nLigne « deux »",
        "verifiee_le": "2026-03-01",
        "verifiee_par": "la collectivité",
        "source_url": "https://exemple.fr/page",
        "licence": "Licence Ouverte 2.0 (Etalab)",
    }
    assert {code: row[code] for code in expected} == expected


def test_csv_opens_in_french_spreadsheets(action):
    first_line = body(get(exports.action_csv)).split(b"\r\n")[0]

    assert first_line.startswith("\ufeffreference;url;titre;".encode())


def test_xlsx_holds_the_same_rows_typed(action):
    (row,) = sheet_rows(get(exports.action_xlsx))

    assert list(row) == [str(column.label) for column in ACTION_DATASET.columns]
    assert row["Titre"] == "=2+3 De l’eau"
    assert row["Année de début"] == 2019
    assert row["Année de fin"] is None
    assert row["Budget en euros"] == 481180.5
    assert row["Vérifiée le"] == datetime(2026, 3, 1)
    assert row["Code INSEE"] == "74281"
    assert row["Pays (code ISO)"] == "NE | ML"


def test_xlsx_has_no_formula_whatever_the_text(action):
    Action.objects.update(summary="+1", source_name="@SUM(A1)")
    workbook = openpyxl.load_workbook(io.BytesIO(body(get(exports.action_xlsx))))

    types = {cell.data_type for row in workbook.worksheets[0] for cell in row}

    assert types == {"s", "n", "d"}


def test_xlsx_says_which_code_each_label_has():
    workbook = openpyxl.load_workbook(io.BytesIO(body(get(exports.action_xlsx))))

    rows = list(workbook.worksheets[1].iter_rows(values_only=True))
    assert rows == [
        (str(column.label), column.code) for column in ACTION_DATASET.columns
    ]


def test_xlsx_cuts_what_a_cell_cannot_hold(action):
    Action.objects.update(description="a" * 40_000)

    (row,) = sheet_rows(get(exports.action_xlsx))

    assert len(row["Description"]) == 32_767
    assert row["Description"].endswith("a…")


def test_geojson_has_one_feature_per_action_with_its_points(action):
    (feature,) = json.loads(body(get(exports.action_geojson)))["features"]

    assert feature["id"] == action.reference
    assert feature["geometry"] == {"type": "Point", "coordinates": [0.75, 14.01]}
    assert feature["properties"]["pays_code"] == ["NE", "ML"]
    assert feature["properties"]["budget_eur"] == 481180.5
    assert feature["properties"]["montants_eur"] == [None, 1000.0]


def test_geojson_gives_several_points_together_and_none_as_null():
    two = factories.ActionFactory(title="Deux")
    factories.LocationFactory(action=two)
    factories.LocationFactory(action=two, label="Ici", lat=1, lng=2)
    factories.ActionFactory(title="Sans lieu")

    features = json.loads(body(get(exports.action_geojson, "tri=titre")))["features"]

    assert [feature["geometry"] for feature in features] == [
        {"type": "MultiPoint", "coordinates": [[8.0, 16.0], [2.0, 1.0]]},
        None,
    ]


def test_empty_selection_is_an_empty_file_of_its_kind():
    assert csv_rows(get(exports.action_csv)) == []
    assert sheet_rows(get(exports.action_xlsx)) == []
    assert json.loads(body(get(exports.action_geojson)))["features"] == []


EXPORTS = [exports.action_csv, exports.action_geojson, exports.action_xlsx]


def titles(view, query):
    response = get(view, query)
    if view is exports.action_csv:
        return [row["titre"] for row in csv_rows(response)]
    if view is exports.action_xlsx:
        return [row["Titre"] for row in sheet_rows(response)]
    features = json.loads(body(response))["features"]
    return [feature["properties"]["titre"] for feature in features]


@pytest.mark.parametrize("view", EXPORTS)
def test_every_format_gives_the_selection_in_its_order(view):
    for title in ["Beta", "Alpha", "Gamma"]:
        location = factories.LocationFactory(action__title=title)
    factories.LocationFactory(action=location.action, country__iso2="ML")
    factories.LocationFactory(action__title="Delta", country__iso2="ML")

    assert titles(view, "pays=ne&tri=titre") == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize("view", EXPORTS)
def test_no_format_shows_a_draft_nor_a_draft_agreement(view):
    draft = factories.AgreementFactory(draft=True, title="Accord secretissime")
    factories.ActionFactory(title="Publique", agreement=draft)
    factories.ActionFactory(title="Action secretissime", draft=True)

    content = body(get(view))

    assert titles(view, "") == ["Publique"]
    assert b"secretissime" not in content
    assert draft.reference.encode() not in content


def test_action_withdrawn_during_a_download_is_left_out():
    action = factories.ActionFactory()
    response = get(exports.action_csv)

    Action.objects.filter(pk=action.pk).update(publication=enums.Publication.ARCHIVED)

    assert csv_rows(response) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", EXPORTS)
def test_export_takes_as_many_queries_for_one_row_as_for_three(
    view, count, django_assert_num_queries
):
    for _number in range(count):
        factories.LocationFactory()
        factories.FundingFactory()

    # The version of the public data, the keys, the rows and six relations.
    with django_assert_num_queries(10):
        body(get(view))


def test_rows_are_read_by_chunks(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("cooperation.columns.datasets.ROWS_PER_QUERY", 2)
    for number in range(5):
        factories.ActionFactory(title=f"Action {number}")

    with django_assert_num_queries(3 + 3 * 7):
        rows = csv_rows(get(exports.action_csv, "tri=titre"))

    assert [row["titre"] for row in rows] == [f"Action {n}" for n in range(5)]


def test_english_reader_gets_english_words(action):
    with translation.override("en"):
        response = get(exports.action_csv)
    (row,) = csv_rows(response)

    assert row["url"] == "https://passerelles.example/en/actions/eau/"


@pytest.mark.parametrize(
    ("view", "path", "content_type"),
    [
        (exports.action_csv, "actions.csv", "text/csv; charset=utf-8"),
        (exports.action_geojson, "actions.geojson", "application/geo+json"),
        (
            exports.action_xlsx,
            "actions.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (exports.agreement_csv, "accords.csv", "text/csv; charset=utf-8"),
    ],
)
def test_file_is_named_dated_and_kept_from_robots(
    view, path, content_type, monkeypatch
):
    monkeypatch.setattr(exports.timezone, "localdate", lambda: date(2026, 11, 23))
    name, suffix = path.split(".")

    response = get(view)

    assert response["Content-Type"] == content_type
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="{name}-2026-11-23.{suffix}"'
    )
    assert response["X-Robots-Tag"] == "noindex"


def test_a_file_is_named_by_its_selection_in_plain_letters(action, monkeypatch):
    monkeypatch.setattr(exports.timezone, "localdate", lambda: date(2026, 11, 29))

    response = get(exports.action_xlsx, "pays=ne&q=L’école%22;&tri=titre")

    assert (
        response["Content-Disposition"]
        == 'attachment; filename="actions-lecole-niger-2026-11-29.xlsx"'
    )


def test_a_long_selection_gives_no_endless_name(action):
    name = get(exports.action_csv, "q=" + "mot " * 50)["Content-Disposition"]

    assert len(name) < 130


def test_a_workbook_is_ready_to_be_sorted_and_read(action):
    response = get(exports.action_xlsx)

    sheet = openpyxl.load_workbook(io.BytesIO(body(response))).worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    widths = {
        sheet.cell(1, number).value: sheet.column_dimensions[
            openpyxl.utils.get_column_letter(number)
        ].width
        for number in range(1, sheet.max_column + 1)
    }
    assert round(widths["Résumé"]) == len("Des puits ; des bornes") + 4
    assert {round(width) for width in widths.values()} <= set(range(10, 62))


def test_headers_alone_cost_no_rows(django_assert_num_queries):
    factories.ActionFactory()
    with django_assert_num_queries(2):
        response = exports.action_xlsx(RequestFactory().head("/actions.xlsx"))

    assert body(response) == b""


def test_file_asked_again_is_not_modified(action):
    first = get(exports.action_csv)

    again = get(exports.action_csv, **{"If-None-Match": first["ETag"]})

    assert again.status_code == 304


JSON_VIEWS = [
    (exports.action_geojson, "/actions.geojson"),
    (exports.action_points, "/actions/points.json"),
    (exports.agreement_geojson, "/accords.geojson"),
]
TABLE_VIEWS = [
    (exports.action_csv, "/actions.csv"),
    (exports.action_xlsx, "/actions.xlsx"),
    (exports.agreement_csv, "/accords.csv"),
    (exports.agreement_xlsx, "/accords.xlsx"),
]
YEAR_REFUSED = (
    "« vingt » n’est pas une valeur du filtre « À partir de (annee_min) » : "
    "donnez une année, par exemple 2019."
)
NAME_REFUSED = "« couleur » n’est pas un paramètre."


@pytest.mark.parametrize(("view", "path"), JSON_VIEWS)
def test_json_formats_refuse_what_they_do_not_understand(view, path):
    response = get(view, "annee_min=vingt&couleur=bleu", path)

    assert response.status_code == 400
    assert json.loads(response.content) == {"errors": [YEAR_REFUSED, NAME_REFUSED]}


@pytest.mark.parametrize(("view", "path"), TABLE_VIEWS)
def test_tables_refuse_in_plain_text_what_they_do_not_understand(view, path):
    response = get(view, "annee_min=vingt&couleur=bleu", path)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == f"{YEAR_REFUSED}\n{NAME_REFUSED}\n"


# Agreements ---------------------------------------------------------------------------


def test_csv_row_says_all_of_an_agreement():
    agreement = factories.AgreementFactory(
        title="Jumelage avec Téra",
        slug="tera",
        collectivity__name="Thonon-les-Bains",
        counterpart__name="Ville de Téra",
        summary="Trente ans d’échanges.",
        results="Douze voyages.",
        place=factories.PlaceFactory(name="Téra"),
        places=[
            factories.PlaceFactory(
                name="Gao", country__iso2="ML", country__name_fr="Mali", lat=16.3, lng=0
            )
        ],
        partners=[factories.PartnerFactory(name="Comité", kind="comite_jumelage")],
        themes=[factories.ThemeFactory(code="sante", name_fr="Santé")],
        goals=[factories.GoalFactory(number=3, name_fr="Santé pour tous")],
        verified_on=date(2026, 3, 1),
        verified_by=enums.Verifier.AUTHORITY,
    )
    agreement.other_signatories.add(factories.CollectivityFactory(name="Évian"))
    factories.AgreementEventFactory(agreement=agreement, year=1986)
    factories.AgreementEventFactory(
        agreement=agreement,
        kind=enums.AgreementEventKind.ENDED,
        year=2010,
        date=date(2010, 5, 1),
    )
    action = factories.ActionFactory(agreement=agreement, title="Des puits")
    factories.ActionFactory(agreement=agreement, draft=True)

    (row,) = csv_rows(get(exports.agreement_csv))

    expected = {
        "reference": agreement.reference,
        "url": "https://passerelles.example/accords/tera/",
        "titre": "Jumelage avec Téra",
        "type_code": "jumelage",
        "etat": "terminé",
        "etat_code": "terminee",
        "annee_debut": "1986",
        "annee_fin": "2010",
        "evenements_code": "signe | termine",
        "evenements_annee": "1986 | 2010",
        "evenements_jour": " | 2010-05-01",
        "collectivite": "Thonon-les-Bains",
        "autres_signataires": "Évian",
        "partenaire": "Ville de Téra",
        "pays_code": "NE",
        "lieu": "Téra",
        "points": "POINT (0.75 14.01)",
        "points_precision": "localite",
        "actions": "Des puits",
        "actions_reference": action.reference,
        "resume": "Trente ans d’échanges.",
        "resultats": "Douze voyages.",
        "autres_partenaires": "Comité",
        "autres_partenaires_nature_code": "comite_jumelage",
        "autres_lieux": "Gao",
        "autres_lieux_pays": "Mali",
        "autres_lieux_pays_code": "ML",
        "autres_points": "POINT (0 16.3)",
        "themes": "Santé",
        "themes_code": "sante",
        "odd": "Santé pour tous",
        "odd_numero": "3",
        "verifiee_le": "2026-03-01",
        "verifiee_par": "la collectivité",
        "verifiee_par_code": "collectivite",
    }
    assert {code: row[code] for code in expected} == expected


def test_the_other_places_of_an_agreement_are_points_too():
    factories.AgreementFactory(
        place=factories.PlaceFactory(), places=[factories.PlaceFactory(lat=1, lng=2)]
    )

    (feature,) = json.loads(body(get(exports.agreement_geojson)))["features"]

    points = [[0.75, 14.01], [2.0, 1.0]]
    assert feature["geometry"] == {"type": "MultiPoint", "coordinates": points}
    assert "autres_points" not in feature["properties"]


def test_agreements_say_the_same_in_every_format():
    factories.AgreementEventFactory(agreement__title="Accord")
    factories.AgreementFactory(title="Brouillon", draft=True)

    (from_csv,) = csv_rows(get(exports.agreement_csv))
    (from_xlsx,) = sheet_rows(get(exports.agreement_xlsx))
    (feature,) = json.loads(body(get(exports.agreement_geojson)))["features"]

    assert from_csv["titre"] == from_xlsx["Titre"] == "Accord"
    assert feature["properties"]["titre"] == "Accord"
    assert feature["geometry"] == {"type": "Point", "coordinates": [8.0, 16.0]}


@pytest.mark.parametrize("count", [1, 3])
def test_export_of_agreements_takes_constant_queries(count, django_assert_num_queries):
    for _number in range(count):
        factories.AgreementFactory(
            partners=[factories.PartnerFactory()],
            places=[factories.PlaceFactory()],
            themes=[factories.ThemeFactory()],
            goals=[factories.GoalFactory()],
        )

    # The version of the public data, the keys, the rows and seven relations.
    with django_assert_num_queries(11):
        body(get(exports.agreement_csv))


# Points -------------------------------------------------------------------------------


def points(query=""):
    response = get(exports.action_points, query, "/actions/points.json")
    assert response.status_code == 200
    return json.loads(response.content)


def test_points_are_columns_of_integers():
    action = factories.ActionFactory(agreement=factories.AgreementFactory())
    factories.LocationFactory(action=action, lat=14.0123, lng=0.75)
    factories.LocationFactory(action=action, country__iso2="ML")
    factories.LocationFactory(place=factories.PlaceFactory(lat=-1, lng=-2))
    factories.LocationFactory(action__draft=True)
    factories.LocationFactory(country__iso2="PS", country__lat=None, country__lng=None)

    found = points()

    assert found == {
        "total": 3,
        "placed": 3,
        "grouped": False,
        "degree": 1000,
        "kinds": [*enums.AgreementKind.values, "sans_accord"],
        "points": {
            "lat": [14012, 16000, -1000],
            "lng": [750, 8000, -2000],
            "action": [0, 0, 1],
            "kind": [1, 1, 4],
            "approximate": [0, 1, 0],
        },
    }


def test_points_of_a_part_of_the_map_lie_in_it():
    action = factories.LocationFactory(lat=10, lng=10).action
    factories.LocationFactory(action=action, label="Ici", lat=50, lng=50)
    factories.LocationFactory(lat=-40, lng=-40)

    found = points("bbox=0,0,20,20")

    assert found["total"] == 1
    assert found["points"]["lat"] == [10_000]


def test_many_points_are_grouped_by_cell(monkeypatch):
    monkeypatch.setattr("cooperation.exports.points.GROUP_ABOVE", 2)
    action = factories.LocationFactory(lat=10.1, lng=10.1).action
    factories.LocationFactory(action=action, label="Ici", lat=10.2, lng=10.2)
    factories.LocationFactory(lat=10.3, lng=10.3)
    factories.LocationFactory(lat=-40, lng=-40)

    found = points("z=3")

    assert found["grouped"] is True
    assert found["placed"] == 4
    assert found["cells"]["n"] == [2, 1]
    assert "points" not in found


def test_cells_are_smaller_when_the_map_is_nearer(monkeypatch):
    monkeypatch.setattr("cooperation.exports.points.GROUP_ABOVE", 2)
    for lng in (0.5, 1.5, 2.5):
        factories.LocationFactory(lat=1, lng=lng)

    assert points("z=1")["cells"]["n"] == [3]
    assert points("z=12")["cells"]["n"] == [1, 1, 1]


@pytest.mark.parametrize("query", ["z=", "z=-1", "z=99", "z=a", "z=1&z=2", "z=1.5"])
def test_points_refuse_a_zoom_that_is_none(query):
    response = get(exports.action_points, query, "/actions/points.json")

    assert response.status_code == 400
    assert json.loads(response.content) == {
        "errors": ["Le zoom (z) est un nombre entier de 0 à 19."]
    }


@pytest.mark.parametrize("count", [1, 3])
def test_points_take_constant_queries(count, django_assert_num_queries):
    factories.LocationFactory.create_batch(count)

    # The version of the public data, the number of points, of actions, the points.
    with django_assert_num_queries(9):
        points()


def test_every_column_has_its_own_code_and_label():
    for dataset in (ACTION_DATASET, AGREEMENT_DATASET):
        codes = [column.code for column in dataset.columns]
        labels = [str(column.label) for column in dataset.columns]
        assert len(set(codes)) == len(codes)
        assert len(set(labels)) == len(labels)
        assert {column.of for column in dataset.columns} == {"", *dataset.relations}


def test_models_are_those_of_the_lists():
    assert ACTION_DATASET.rows().model is Action
    assert AGREEMENT_DATASET.rows().model is Agreement
