"""Snapshots: every figure is its query on the rows, and what the directory said."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.enums import Publication
from cooperation.models import Action
from cooperation.search.entry_filters import select_agreements
from cooperation.search.facets import count_facets
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.catalogue import FIGURES, TABLES
from cooperation.stats.matrices import FacetCrossing
from cooperation.stats.money import MoneyFigures
from cooperation.stats.queries import run_query
from surveys.models import Report, Snapshot
from surveys.reports import editing, snapshot_builder
from surveys.reports.cards import list_resource_cards
from surveys.reports.snapshot_reader import SnapshotReader
from tests import factories, worlds
from tests.security.drafts import CANARY, hide_drafts_beside
from tests.security.world import build_public_world
from tests.surveys.factories import WaveFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db


def frozen(report: Report) -> SnapshotReader:
    """Return what the snapshot of a report holds."""
    return SnapshotReader(Snapshot.objects.get(pk=report.snapshot.pk).data)


def taken(selection: str = "") -> SnapshotReader:
    """Take a snapshot without keeping it, as the database would give it back."""
    report = Report.objects.create(
        title_fr="E", slug="essai-libre", edition="2026-01-01", selection=selection
    )
    data = json.loads(json.dumps(snapshot_builder.build_snapshot(report)))
    report.delete()
    return SnapshotReader(data)


def test_names_are_unique() -> None:
    names = [spec.code for spec in (*FIGURES, *TABLES)]
    assert len(names) == len(set(names))


def test_reports_list_the_resources_at_the_head_of_the_directory() -> None:
    for name, position in (("Second", 100), ("Premier", 10), ("Autre", 101)):
        factories.ResourceFactory(name=name, position=position)
    names = [card["title"]["fr"] for card in list_resource_cards()]
    assert names == ["Premier", "Second"]


SELECTIONS = ["", "pays=ne", "departement=73", "theme=eau&pays=it", "pays=zz"]


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    count=st.integers(0, 12),
    seed=st.integers(1, 99),
    selection=st.sampled_from(SELECTIONS),
)
def test_every_figure_is_its_query_and_what_the_directory_says(
    db: None, count: int, seed: int, selection: str
) -> None:
    with transaction.atomic():
        worlds.directory(count, seed)
        snapshot = taken(selection)
        check_queries(snapshot)
        check_directory(snapshot, ActionFilterSet(QueryDict(selection)))
        transaction.set_rollback(True)


def check_queries(snapshot: SnapshotReader) -> None:
    """Ask every query again of the rows that were kept."""
    for figure in snapshot.get_items("chiffre").values():
        assert figure["value"] == run_query(snapshot.lists, figure["query"])
    for table in snapshot.get_items("tableau").values():
        for row in table["rows"]:
            assert row["value"] == run_query(snapshot.lists, row["query"])
            rows = snapshot.list_rows(row)
            if table["query"]["op"] == "count":
                assert len(rows) == row["value"] > 0
            else:
                total = sum(Decimal(one["amount"]) for one in rows)
                assert total == Decimal(row["value"])


def check_directory(snapshot: SnapshotReader, selection: ActionFilterSet) -> None:
    """Compare with what the pages of figures count."""
    counts, signed = (
        count_facets(selection),
        count_facets(select_agreements(selection)),
    )
    figures = {
        code: one["value"] for code, one in snapshot.get_items("chiffre").items()
    }
    assert figures["actions"] == counts.total == selection.qs.count()
    assert figures["accords"] == signed.total
    assert figures["fiches"] == counts.total + signed.total
    assert figures["pays"] == FacetCrossing(selection).count_countries()
    money = MoneyFigures(selection)
    by_window = {
        row.label: row.number
        for row in money.build_table("montants-guichets").rows
        if row.number
    }
    assert Decimal(figures.get("montant", 0)) == sum(by_window.values())
    combined = [row.number for row in money.build_combination_table().rows]
    table = snapshot.get("tableau", "combinaisons")
    assert sorted(combined) == sorted(
        row["value"] for row in (table or {"rows": []})["rows"]
    )


@pytest.mark.slow
def test_each_row_of_a_table_leads_to_a_list_of_as_many(client: Client) -> None:
    worlds.directory(25, 3)
    snapshot = taken("departement=73")
    seen = 0
    for table in snapshot.get_items("tableau").values():
        for row in table["rows"][:3]:
            if row["address"] and table["query"]["op"] == "count":
                page = client.get(row["address"], headers={"hx-request": "true"}).text
                assert f'data-total="{row["value"]}"' in page, row["address"]
                seen += 1
    assert seen > 10


@pytest.mark.slow
def test_nothing_unpublished_is_taken() -> None:
    public = build_public_world()
    factories.ActionFactory(slug="action-sans-accord", lead=public.lead)
    before = json.dumps(taken().data)
    hide_drafts_beside(public)
    after = json.dumps(taken().data)
    assert CANARY not in after
    assert after == before


def test_a_snapshot_never_changes() -> None:
    snapshot = begun().snapshot
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(data={})
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(digest="autre")


def test_the_snapshot_of_a_published_report_is_neither_removed_nor_replaced() -> None:
    report = published()
    second = editing.create_snapshot(report, by=None)
    report.refresh_from_db()
    assert report.snapshot.number == 1
    with pytest.raises(IntegrityError, match="not replaced"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(snapshot=second)
    with pytest.raises(ValidationError, match="Retirez d’abord"):
        editing.set_shown_snapshot(report, second)
    editing.set_publication(report, Publication.DRAFT)
    editing.set_shown_snapshot(report, second)
    editing.publish_report(report)
    assert Report.objects.get().snapshot == second
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
        Snapshot.objects.filter(number=1).delete()


def test_a_report_shows_snapshots_of_its_own_only() -> None:
    first, second = begun(), begun(slug="autre")
    with pytest.raises(IntegrityError, match="of its own"), transaction.atomic():
        Report.objects.filter(pk=first.pk).update(snapshot=second.snapshot)


@pytest.mark.slow
def test_the_data_move_on_and_the_report_stays() -> None:
    factories.ActionFactory()
    report = published()
    factories.ActionFactory()
    assert frozen(report).get("chiffre", "actions")["value"] == 1
    editing.create_snapshot(report, by=None)
    assert list(report.snapshots.values_list("number", flat=True)) == [2, 1]
    assert frozen(report).get("chiffre", "actions")["value"] == 1


def test_invented_answers_are_never_beside_real_ones() -> None:
    real, invented = WaveFactory(), WaveFactory(is_demonstration=True)
    with pytest.raises(ValidationError, match="démonstration"):
        begun(waves=[invented])
    with pytest.raises(ValidationError, match="démonstration"):
        begun(waves=[real], is_demonstration=True)
    report = begun(waves=[real])
    with pytest.raises(IntegrityError, match="never mixed"), transaction.atomic():
        report.waves.add(invented)
    with pytest.raises(IntegrityError, match="never mixed"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(is_demonstration=True)


def test_a_demonstration_holds_nothing_of_the_directory() -> None:
    factories.ActionFactory()
    wave = WaveFactory(is_demonstration=True, is_public=True)
    report = begun(waves=[wave], is_demonstration=True)
    snapshot = frozen(report)
    assert snapshot.lists == {}
    assert set(snapshot.get_items("chiffre")) == {"invitees", "reponses"}


def test_a_wave_that_is_not_public_gives_nothing() -> None:
    report = begun(waves=[WaveFactory()])
    assert "invitees" not in frozen(report).get_items("chiffre")


def test_a_report_is_published_once_every_name_is_known() -> None:
    report = begun()
    section = report.sections.get(kind="objectifs")
    section.prose_fr = "Il y a {{chiffre:actoins}}."
    section.save()
    with pytest.raises(ValidationError, match="Corrigez"):
        editing.publish_report(report)
    editing.set_section_hidden(section, True)
    editing.publish_report(report)
    assert Report.objects.published().get() == report


@pytest.mark.slow
def test_a_snapshot_costs_the_same_whatever_it_holds(
    django_assert_num_queries: object,
) -> None:
    # Something of every kind: a list of nothing is not asked for.
    build_public_world()
    before = Action.objects.count()
    for _time in range(2):
        report = Report(title_fr="E", slug="e", edition="2026-12-01")
        report.save()
        with django_assert_num_queries(64):
            snapshot_builder.build_snapshot(report)
        report.delete()
        for _more in range(2):
            action = factories.ActionFactory(agreement=factories.AgreementFactory())
            factories.LocationFactory(action=action)
            factories.InvolvementFactory(action=action)
    assert Action.objects.count() == before + 4
