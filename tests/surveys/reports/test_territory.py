"""A report on a territory counts and draws its authorities, and nobody else's."""

import json

import pytest

from cooperation.stats.directory_rows import DirectoryRows
from surveys.models import Report
from surveys.reports import maps, snapshot_builder
from surveys.reports.snapshot_reader import SnapshotReader
from tests import factories
from tests.surveys.factories import ParticipationFactory, WaveFactory

pytestmark = pytest.mark.django_db
AIN = "departement=01"


def taken(selection: str) -> SnapshotReader:
    report = Report.objects.create(
        title_fr="E", slug="essai", edition="2026-01-01", selection=selection
    )
    return SnapshotReader(
        json.loads(json.dumps(snapshot_builder.build_snapshot(report)))
    )


def links(selection: str) -> list[tuple[str, str, int]]:
    rows = DirectoryRows(selection).list_rows("liens")
    return [(row["here"], row["there"], row["n"]) for row in rows]


@pytest.fixture(autouse=True)
def directory() -> None:
    """Bourg, of the Ain, joins an action of Dijon in Téra, and leads its own."""
    ain = factories.DepartmentFactory(code="01", name="Ain")
    here = {"lat": 46.2, "lng": 5.2, "department": ain}
    bourg = factories.CollectivityFactory(name="Bourg", slug="bourg", **here)
    dijon = factories.CollectivityFactory(name="Dijon", slug="dijon", lat=47.3, lng=5.0)
    niger = factories.CountryFactory(iso2="NE", name_fr="Niger", lat=17.0, lng=8.0)
    place = factories.PlaceFactory(name="Téra", country=niger, lat=14.0, lng=0.75)
    for lead, joining in ((dijon, [bourg]), (bourg, [dijon])):
        action = factories.ActionFactory(lead=lead, co_leads=joining)
        factories.LocationFactory(action=action, place=place, country=niger)


@pytest.mark.parametrize("selection", [AIN, "collectivite=bourg"])
def test_whom_they_act_with_elsewhere_is_not_counted(selection: str) -> None:
    snapshot = taken(selection)
    assert snapshot.get("chiffre", "actions")["value"] == 2
    assert snapshot.get("chiffre", "collectivites")["value"] == 1
    table = snapshot.get("tableau", "par_collectivite")
    assert [(row["code"], row["value"]) for row in table["rows"]] == [("bourg", 2)]
    portraits = snapshot.get("liste", "portraits")["items"]
    assert [one["title"]["fr"] for one in portraits] == ["Bourg"]
    assert links(selection) == [("bourg", "Téra", 2)]


def test_the_whole_directory_draws_all_who_act() -> None:
    assert links("") == [("bourg", "Téra", 2), ("dijon", "Téra", 2)]


def test_agreements_are_drawn_to_countries_that_no_action_tells() -> None:
    bourg = factories.CollectivityFactory._meta.model.objects.get(slug="bourg")
    italy = factories.CountryFactory(iso2="IT", name_fr="Italie", lat=42.8, lng=12.5)
    factories.AgreementFactory(collectivity=bourg, country=italy, place=None)
    assert links(AIN) == [("bourg", "", 0), ("bourg", "Téra", 2)]
    alternative = maps.describe_map(taken(AIN))
    assert "Pays : 2 (" in alternative
    assert "Italie 1" in alternative


def test_a_wave_says_whom_it_asked_outside_the_territory() -> None:
    wave = WaveFactory(is_public=True, is_demonstration=True)
    ParticipationFactory(wave=wave)
    report = Report.objects.create(
        title_fr="E",
        slug="essai",
        edition="2026-01-01",
        selection=AIN,
        is_demonstration=True,
    )
    report.waves.add(wave)
    data = SnapshotReader(snapshot_builder.build_snapshot(report))
    meaning = data.get("chiffre", "invitees")["meaning"]["fr"]
    assert "hors de ce territoire, qui sont comptées ici : 1." in meaning


def test_where_links_are_many_those_that_leave_are_not_drawn_over_the_territory() -> (
    None
):
    dijon = factories.DepartmentFactory(code="21", name="Côte-d’Or")
    factories.CollectivityFactory._meta.model.objects.filter(slug="dijon").update(
        department=dijon
    )
    territory = taken("departement=01&departement=21")
    assert count_arcs(territory) > 0
    row = territory.lists["liens"]["rows"][0]
    territory.lists["liens"]["rows"] += [row] * maps.MANY_LINKS
    assert count_arcs(territory) == 0


def count_arcs(frozen: SnapshotReader) -> int:
    """Return the number of arcs over the territory."""
    return str(maps.draw_territory_map(frozen, "Carte").panels[0].svg).count("Q")
