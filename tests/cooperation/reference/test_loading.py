"""Loading the reference data: everything, once, and never over what people wrote."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cooperation import enums, models
from tests import factories
from tests.cooperation.reference.conftest import read, write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PURPOSES = settings.BASE_DIR / "tests" / "files" / "dac_purposes.csv"
MIGRATION = import_module("cooperation.migrations.0019_purposes_and_mobility")

Change = Callable[[dict[str, str]], dict[str, str]]


def load() -> None:
    call_command("load_reference", verbosity=0)


def collectivity(slug: str) -> models.Collectivity:
    return models.Collectivity.objects.get(slug=slug)


def rewrite(path: Path, key: str, value: str, **changes: str) -> None:
    """Change the cells of one row, as the next edition of a list would."""
    rows = read(path)
    write(path, [row | changes if row[key] == value else row for row in rows])


def test_a_commune_has_its_codes_epci_department_and_population(
    reference: Path,
) -> None:
    load()
    bonneville = collectivity("bonneville-74")
    assert bonneville.kind == enums.CollectivityKind.COMMUNE
    assert bonneville.insee_code == "74042"
    assert bonneville.siren == "217400423"
    assert bonneville.epci.name == "CC Faucigny - Glières"
    assert bonneville.department_id == "74"
    assert bonneville.region_id == "84"
    assert bonneville.population == 13335
    assert bonneville.postcodes == "74130"


def test_addresses_are_readable_and_homonyms_told_apart(reference: Path) -> None:
    load()
    slugs = set(models.Collectivity.objects.values_list("slug", flat=True))
    assert {
        "cc-faucigny-glieres",
        "departement-haute-savoie",
        "region-bretagne",
        "cc-des-quatre-rivieres-70",
        "cc-des-quatre-rivieres-74",
    } <= slugs


def test_an_epci_stands_at_the_middle_of_its_communes_and_says_so(
    reference: Path,
) -> None:
    load()
    epci = collectivity("cc-faucigny-glieres")
    assert epci.point_is_approximate
    assert (round(epci.lat), round(epci.lng)) == (46, 6)


def test_departments_and_regions_are_authorities_too(reference: Path) -> None:
    load()
    department = collectivity("departement-haute-savoie")
    assert department.name == "Département de la Haute-Savoie"
    assert (department.kind, department.department_id) == ("departement", "74")
    region = collectivity("region-auvergne-rhone-alpes")
    assert (region.kind, region.region_id) == ("region", "84")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Annecy-le-Vieux", "annecy-74"),
        ("Région Rhône-Alpes", "region-auvergne-rhone-alpes"),
        ("Annemasse Agglo", "ca-annemasse-les-voirons-agglomeration"),
    ],
)
def test_former_and_usual_names_lead_to_todays_authority(
    reference: Path, name: str, slug: str
) -> None:
    load()
    alias = models.CollectivityAlias.objects.get(name=name)
    assert alias.collectivity.slug == slug


def test_a_country_has_names_sub_region_capital_point_and_outline(
    reference: Path,
) -> None:
    load()
    niger = models.Country.objects.get(iso2="NE")
    assert (niger.iso3, niger.name_fr, niger.capital) == ("NER", "Niger", "Niamey")
    assert str(niger.sub_region) == "Afrique de l’Ouest"
    assert niger.is_least_developed
    assert (round(niger.lat), round(niger.lng)) == (17, 9)
    assert niger.outline["type"] == "MultiPolygon"


def test_a_place_has_its_country_area_and_other_names(reference: Path) -> None:
    load()
    place = models.Place.objects.get(name="Tillabéri")
    assert (place.country_id, place.admin_area) == ("NE", "Tillabéri")
    assert place.population > 10_000


def test_each_theme_has_one_purpose_of_the_dac(reference: Path) -> None:
    load()
    codes = models.Theme.objects.values_list("dac_codes", flat=True)
    active = {row["code"] for row in read(PURPOSES) if row["status"] == "active"}
    assert {len(one) for one in codes} == {1}
    assert {one[0] for one in codes} - active == set()


def test_a_site_in_service_gets_purposes_and_the_ceiling_of_mobility(
    reference: Path,
) -> None:
    load()
    shipped = {"dac_codes": ["120", "130"]}
    models.Theme.objects.filter(code="sante").update(**shipped)
    models.Theme.objects.filter(code="energie").update(dac_codes=["23210"])
    models.CeilingRule.objects.filter(code="mobilite").delete()

    for _again in range(2):
        MIGRATION.write_purposes_and_ceiling(apps, connection.schema_editor())

    rule = models.CeilingRule.objects.get(code="mobilite")
    assert (rule.window.code, rule.percent, rule.in_force_from.year) == (
        "oudin_santini",
        1,
        2021,
    )
    assert models.Theme.objects.get(code="sante").dac_codes == ["12110"]
    assert models.Theme.objects.get(code="energie").dac_codes == ["23210"]


def test_themes_serve_goals_and_resources_have_themes(reference: Path) -> None:
    load()
    waste = models.Theme.objects.get(code="dechets")
    assert waste.dac_codes == ["14050"]
    assert [goal.number for goal in waste.goals.all()] == [11, 12]
    network = models.Resource.objects.get(acronym="pS-Eau")
    assert network.is_published()
    assert [theme.code for theme in network.themes.all()] == ["eau_assainissement"]


def test_calls_stay_when_they_are_closed(reference: Path) -> None:
    load()
    call = models.FundingCall.objects.get(
        title="Appel à projets franco-sénégalais 2024"
    )
    assert call.is_published()
    assert (call.opens_on, call.deadline) == (date(2023, 12, 22), date(2024, 2, 23))
    assert (call.who, call.authority_kinds, call.known_in) == (
        "communes, EPCI, départements, régions",
        ["commune", "epci", "departement", "region"],
        2024,
    )
    assert [country.iso2 for country in call.countries.all()] == ["SN"]
    assert call not in models.FundingCall.objects.upcoming(date(2026, 11, 29))


def test_a_standing_scheme_is_a_call_without_a_deadline(reference: Path) -> None:
    load()
    scheme = models.FundingCall.objects.get(title="1 % énergie du SDE35")
    assert (scheme.deadline, scheme.recurrence) == (None, "permanent")
    assert [theme.code for theme in scheme.themes.all()] == ["energie"]
    assert not models.Resource.objects.filter(name=scheme.title).exists()
    fund = models.Resource.objects.get(name="Fonds citoyen franco-allemand")
    assert (fund.kind, fund.countries.get().iso2) == ("institution", "DE")
    counts = models.FundingCall.objects.count(), models.Resource.objects.count()
    assert counts == (60, 15 + 66)


def test_an_event_is_dated(reference: Path) -> None:
    load()
    day = models.Event.objects.get(title="Journée franco-allemande")
    assert (day.starts_on, day.ends_on) == (date(2027, 1, 22), None)
    assert models.Event.objects.count() == 17


def test_loading_twice_changes_nothing(
    reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load()
    call_command("load_reference")
    counts = [line.split(" : ")[1] for line in capsys.readouterr().out.splitlines()]
    assert len(counts) == 21
    assert all(text.startswith("0 créés, 0 modifiés, ") for text in counts)


def test_the_first_load_leaves_no_history(reference: Path) -> None:
    load()
    assert models.Collectivity.history.count() == 0
    assert models.Resource.history.count() == 0


def test_a_renamed_authority_keeps_its_address_and_its_past(reference: Path) -> None:
    load()
    rewrite(reference / "communes.csv.gz", "insee_code", "74042", name="Bonneville-sur")
    load()
    renamed = collectivity("bonneville-74")
    assert renamed.name == "Bonneville-sur"
    (past,) = renamed.history.all()
    assert (past.name, past.history_change_reason) == (
        "Bonneville-sur",
        "load_reference",
    )


def test_a_commune_that_closed_stays(reference: Path) -> None:
    load()
    rows = read(reference / "communes.csv.gz")
    write(
        reference / "communes.csv.gz",
        [row for row in rows if row["insee_code"] != "74042"],
    )
    load()
    assert collectivity("bonneville-74").insee_code == "74042"


def test_what_staff_wrote_beside_the_list_stays(reference: Path) -> None:
    load()
    commune = collectivity("bonneville-74")
    commune.slug, commune.website = "bonneville", "https://www.bonneville.fr/"
    commune.save()
    load()
    commune.refresh_from_db()
    assert (commune.slug, commune.website) == (
        "bonneville",
        "https://www.bonneville.fr/",
    )


def test_a_department_that_got_another_address_does_not_come_twice(
    reference: Path,
) -> None:
    load()
    department = collectivity("departement-haute-savoie")
    department.slug = "conseil-departemental-74"
    department.save()
    load()
    found = models.Collectivity.objects.get(kind="departement", department="74")
    assert found.slug == "conseil-departemental-74"


@pytest.mark.parametrize(
    ("model", "lookup", "field"),
    [
        (models.FundingWindow, {"code": "meae"}, "description"),
        (models.Resource, {"acronym": "pS-Eau"}, "description"),
        (models.Resource, {"acronym": "RBS"}, "description"),
        (models.FundingCall, {"title": "Appel à projets Jeunesse X"}, "description"),
        (models.Event, {"title": "Journée de l’Europe"}, "description"),
        (models.Theme, {"code": "dechets"}, "name_fr"),
        (models.Place, {"name": "Niamey"}, "admin_area"),
    ],
)
def test_what_staff_rewrote_is_not_overwritten(
    reference: Path, model: type, lookup: dict[str, str], field: str
) -> None:
    load()
    row = model.objects.get(**lookup)
    setattr(row, field, "Écrit à la main")
    row.save()
    load()
    assert getattr(model.objects.get(pk=row.pk), field) == "Écrit à la main"


def test_what_nobody_touched_follows_the_file_each_time(reference: Path) -> None:
    load()
    for name in ("Eaux usées", "Eau et assainissement"):
        rewrite(reference / "themes.csv", "code", "eau_assainissement", name_fr=name)
        load()
        assert models.Theme.objects.get(code="eau_assainissement").name_fr == name


def test_a_better_point_replaces_an_approximate_one_only(reference: Path) -> None:
    load()
    approximate = models.Collectivity.objects.filter(
        kind="commune", point_is_approximate=True
    ).first()
    exact = collectivity("bonneville-74")
    path = reference / "communes.csv.gz"
    for commune in (approximate, exact):
        code = commune.insee_code
        rewrite(path, "insee_code", code, lat="45.9", lng="6.1", approximate="0")
    load()
    approximate.refresh_from_db()
    assert (approximate.lat, approximate.point_is_approximate) == (45.9, False)
    assert collectivity("bonneville-74").lat == exact.lat


def test_other_peoples_rows_are_left_alone(reference: Path) -> None:
    place = factories.PlaceFactory(country__iso2="NE", country__iso3="NER")
    load()
    place.refresh_from_db()
    assert place.geonames_id is None
