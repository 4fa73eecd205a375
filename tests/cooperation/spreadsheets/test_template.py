"""The template that an authority fills in, blank or with what is known of it."""

import io
from typing import Any

import openpyxl
import pytest

from cooperation.models import Action
from cooperation.spreadsheets.template import TEMPLATE_COLUMNS, build_xlsx_template
from tests import factories

pytestmark = pytest.mark.django_db


def sheet_of(data: bytes, name: str = "Vos actions") -> Any:
    """Return a sheet of a template."""
    return openpyxl.load_workbook(io.BytesIO(data))[name]


def test_a_template_holds_two_examples_that_say_so() -> None:
    factories.ThemeFactory(code="eau_assainissement", name_fr="Eau et assainissement")
    sheet = sheet_of(build_xlsx_template())

    head, *rows = list(sheet.iter_rows(values_only=True))
    assert list(head) == [str(column.label) for column in TEMPLATE_COLUMNS]
    first, second = (dict(zip(head, row, strict=True)) for row in rows)
    assert (first["Référence"], second["Référence"]) == ("EXEMPLE", "EXEMPLE")
    assert (first["État"], first["Thématiques"]) == (
        "en cours",
        "Eau et assainissement",
    )
    assert first["Collectivité chef de file"] == "Annecy"
    assert sheet.data_validations.dataValidation
    assert all(cell.comment.text for cell in sheet[1])


def test_its_help_says_each_column() -> None:
    help_sheet = sheet_of(build_xlsx_template(), "Mode d’emploi")

    words = [row[0] for row in help_sheet.iter_rows(values_only=True)]
    assert words[-len(TEMPLATE_COLUMNS) :][1] == "Titre (obligatoire)"


@pytest.mark.slow
def test_it_is_filled_in_with_what_is_known_of_an_authority() -> None:
    theme = factories.ThemeFactory(name_fr="Eau et assainissement")
    lead = factories.CollectivityFactory(name="Annecy")
    action = factories.ActionFactory(lead=lead, title="Puits", start_year=2019)
    action.themes.add(theme)
    place = factories.PlaceFactory(name="Téra")
    factories.LocationFactory(action=action, place=place, country=place.country)
    factories.LocationFactory(action=action, label="Kokorou", country=place.country)
    factories.InvolvementFactory(action=action, partner__name="Eau Vive")
    factories.FundingFactory(action=action)

    sheet = sheet_of(build_xlsx_template(lead, Action.objects.filter(lead=lead)))

    head, _one, _two, row = list(sheet.iter_rows(values_only=True))
    said = dict(zip(head, row, strict=True))
    assert said["Référence"] == action.reference
    assert said["Année de début"] == 2019
    assert said["Thématiques"] == "Eau et assainissement"
    assert (said["Pays"], said["Lieux"]) == (place.country.name_fr, "Téra | Kokorou")
    assert said["Partenaires"] == "Eau Vive"
    assert said["Montant"] is None
