"""The home page of staff: each block, for each role, with a fixed number of queries."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.campaigns.dashboard import build_campaign_dashboard
from accounts.campaigns.undertakings import count_targets
from accounts.models import ProposalState, UpdateCampaign
from accounts.people.roles import CURATOR, MANAGER, VIEWER, Role, make_roles
from cooperation.curation.todo import OLD_AFTER_DAYS, format_age, iter_todo
from cooperation.enums import AgreementEventKind, ImportState, Verifier
from cooperation.models import ImportBatch, PeriodicJob
from cooperation.views.staff.home import StaffHome, build_staff_home
from surveys.models import Report
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ParticipationFactory, WaveFactory

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def days_ahead(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def send_proposal(days: int = 0) -> Any:
    return factories.ProposalFactory(state=ProposalState.SENT, sent_at=days_ago(days))


def start_campaign(**values: Any) -> UpdateCampaign:
    return factories.UpdateCampaignFactory(started_at=days_ago(10), **values)


def draft_report(title: str) -> Report:
    slug = f"rapport-{Report.objects.count()}"
    return Report.objects.create(
        title_fr=title, slug=slug, edition=timezone.localdate()
    )


@pytest.fixture
def owner() -> Any:
    return factories.UserFactory(superuser=True)


def build_home(person: Any) -> StaffHome:
    return build_staff_home(person)


def have_role(role: Role) -> Any:
    make_roles()
    person = factories.UserFactory(staff=True)
    person.groups.add(Group.objects.get(name=role.name))
    return person


# What waits --------------------------------------------------------------------------


def test_what_waits_has_its_number_and_the_age_of_the_oldest(owner: Any) -> None:
    send_proposal(3)
    send_proposal(12)
    line = build_home(owner).todo[0]
    assert (str(line.label), line.n, line.age_text, line.is_old) == (
        "propositions à relire",
        2,
        "depuis 12 jours",
        False,
    )


def test_it_says_how_many_of_them_one_looks_at(owner: Any) -> None:
    for reviewer in (owner, factories.UserFactory(staff=True), None):
        proposal = send_proposal()
        proposal.reviewer, proposal.review_began_at = reviewer, timezone.now()
        proposal.save()
    line = build_home(owner).todo[0]
    assert (line.n, line.counted.mine) == (3, 1)


def test_what_came_today_has_no_age(owner: Any) -> None:
    send_proposal()
    assert build_home(owner).todo[0].age_text == ""


def test_what_is_old_is_marked_and_comes_first(owner: Any) -> None:
    send_proposal()
    report = factories.ErrorReportFactory()
    report.created_at = days_ago(OLD_AFTER_DAYS + 1)
    report.save()
    lines = build_home(owner).todo[:2]
    assert [(str(line.label), line.is_old) for line in lines] == [
        ("erreurs signalées", True),
        ("propositions à relire", False),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "depuis 1 jour"),
        (59, "depuis 59 jours"),
        (60, "depuis 2 mois"),
        (729, "depuis 24 mois"),
        (730, "depuis 2 ans"),
    ],
)
def test_ages_are_told_in_days_months_and_years(days: int, words: str) -> None:
    assert format_age(days) == words


def test_imports_to_finish_are_ones_own_and_their_list_shows_exactly_those(
    client: Client, owner: Any
) -> None:
    log_in_with_second_factor(client, owner)
    mine = ImportBatch.objects.create(
        name="a.xlsx", received_by=owner, state=ImportState.TO_CORRECT
    )
    ImportBatch.objects.create(name="b.xlsx", received_by=factories.UserFactory())
    ImportBatch.objects.create(
        name="c.xlsx", received_by=owner, state=ImportState.DISCARDED
    )
    (line,) = [one for one in iter_todo(owner) if "imports" in str(one.label)]
    assert line.n == 1
    assert [*client.get(line.url).context["cl"].result_list] == [mine]


# What is under way -------------------------------------------------------------------


def test_imports_in_hand_say_the_next_step_of_ones_own(owner: Any) -> None:
    other = factories.UserFactory(email="lou@csi.example")
    ImportBatch.objects.create(name="b.xlsx", received_by=other)
    mine = ImportBatch.objects.create(
        name="a.xlsx", received_by=owner, state=ImportState.READ
    )
    found = [
        (str(line.batch), str(line.next_step), line.url)
        for line in build_home(owner).imports
    ]
    page = reverse("admin:cooperation_importbatch_batch", args=[mine.pk])
    assert found == [("a.xlsx", "Appliquer", page), ("b.xlsx", "", "")]


def test_a_job_that_fails_is_told_to_who_may_see_jobs(owner: Any) -> None:
    PeriodicJob.objects.create(name="links", problem="serveur muet")
    PeriodicJob.objects.create(name="disparue", problem="inconnue")
    told = [job.problem for job in build_home(owner).failed_jobs]
    assert told == ["serveur muet"]
    assert build_home(have_role(CURATOR)).failed_jobs == []


def test_a_campaign_counts_answers_as_its_board_does(owner: Any) -> None:
    campaign = start_campaign(name="Printemps")
    for _each in range(4):
        factories.CampaignTargetFactory(campaign=campaign)
    asked = [target.collectivity for target in campaign.targets.order_by("pk")]
    said = {"verified_by": Verifier.AUTHORITY, "verified_on": timezone.localdate()}
    factories.ActionFactory(lead=asked[0], **said)
    factories.AgreementFactory(collectivity=asked[1], **said)
    factories.ActionFactory(lead=asked[2], **said | {"verified_by": Verifier.STAFF})
    send_proposal()
    proposal = send_proposal()
    proposal.collectivity = asked[1]
    proposal.save()
    assert count_targets([campaign]) == {campaign.pk: (4, 2)}
    board = build_campaign_dashboard(campaign)
    assert len(board.rows) - len(board.silent) == 2
    (one,) = build_home(owner).undertakings
    last_reminder = timezone.localdate(campaign.started_at) + datetime.timedelta(28)
    assert (one.name, one.asked, one.answered, one.percent, one.deadline) == (
        "Printemps",
        4,
        2,
        50,
        last_reminder,
    )


def test_waves_and_drafts_of_reports_are_under_way(owner: Any) -> None:
    wave = WaveFactory(name="Enquête 2026", started=True)
    ParticipationFactory(wave=wave, submitted=True)
    ParticipationFactory(wave=wave)
    draft_report("État des lieux 2026")
    factories.UpdateCampaignFactory(name="Automne")
    WaveFactory(name="Close", started_at=days_ago(9), closed_at=days_ago(2))
    found = [
        (one.name, one.asked, one.answered, str(one.note))
        for one in build_home(owner).undertakings
    ]
    assert found == [
        ("Automne", None, 0, "pas encore lancée"),
        ("Enquête 2026", 2, 1, ""),
        ("État des lieux 2026", None, 0, "en brouillon"),
    ]


# What comes --------------------------------------------------------------------------


def test_dates_ahead_are_one_list_the_nearest_first(
    owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.date(2026, 11, 30)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: today)
    wave = WaveFactory(name="Vague", started=True, closes_on="2026-12-20")
    factories.FundingCallFactory(title="Eau", deadline="2026-12-10")
    factories.FundingCallFactory(title="Passé", deadline="2026-11-29")
    factories.FundingCallFactory(title="Loin", deadline="2027-06-01")
    end = AgreementEventKind.ENDED
    known = {"kind": end, "year": 2027, "date": "2027-02-01"}
    factories.AgreementEventFactory(agreement__title="Niger", **known)
    factories.AgreementEventFactory(agreement__title="Mali", kind=end, year=2026)
    factories.AgreementEventFactory(agreement__title="Togo", year=2026)
    found = [
        (str(line.day), str(line.label), line.name) for line in build_home(owner).dates
    ]
    assert found == [
        ("2026-12-10", "clôture d’un appel à projets", "Eau"),
        ("2026-12-20", "dernier jour d’une enquête", wave.name),
        ("2026-12-31", "fin d’un accord, jour inconnu", "Mali"),
        (
            "2027-01-01",
            "nouvelle année",
            "Communes et EPCI qui changent au 1er janvier",
        ),
        ("2027-02-01", "fin d’un accord", "Niger"),
    ]


# What changed ------------------------------------------------------------------------


def test_last_changes_name_each_entry_once_with_who_and_what(owner: Any) -> None:
    action = factories.ActionFactory(title="Puits")
    action._history_user = owner
    action.title = "Puits de Téra"
    action.save()
    factories.LocationFactory(action=action)
    found = [
        (line.name, line.operation, line.who, line.history_url)
        for line in build_home(owner).changes
        if line.kind == "Action"
    ]
    history = reverse("admin:cooperation_action_history", args=[action.pk])
    nobody = "un import ou une commande"
    assert found == [
        ("Puits de Téra", "changement", nobody, history),
        ("Puits de Téra", "changement", owner.email, history),
    ]


def test_at_most_eight_changes_are_shown(owner: Any) -> None:
    for _each in range(12):
        factories.ActionFactory()
    assert len(build_home(owner).changes) == 8


# The page ----------------------------------------------------------------------------


def make_world(times: int) -> None:
    for each in range(times):
        send_proposal(20)
        factories.ErrorReportFactory()
        factories.CampaignTargetFactory(campaign=start_campaign(name=f"C{each}"))
        ParticipationFactory(wave=WaveFactory(started=True))
        draft_report(f"Rapport {each}")
        factories.FundingCallFactory(deadline=days_ahead(5))
        factories.AgreementEventFactory(
            kind=AgreementEventKind.ENDED, year=days_ahead(9).year, date=days_ahead(9)
        )
        ImportBatch.objects.create(name="a.xlsx", received_by=factories.UserFactory())


def test_the_page_shows_every_block_and_its_queries_do_not_grow(
    client: Client, owner: Any, django_assert_max_num_queries: Any
) -> None:
    log_in_with_second_factor(client, owner)
    make_world(1)
    client.get("/gestion/")
    with django_assert_max_num_queries(50) as one:
        page = client.get("/gestion/")
    for heading in (
        *("À faire", "Imports en cours", "En cours", "Dates à venir"),
        *("Fiches vérifiées récemment", "Dernières modifications", "Toutes les pages"),
    ):
        assert f">{heading}</h2>" in page.text
    make_world(6)
    with django_assert_max_num_queries(len(one)):
        client.get("/gestion/")


@pytest.mark.parametrize("role", [VIEWER, CURATOR, MANAGER], ids=lambda role: role.code)
@pytest.mark.slow
def test_every_link_of_the_page_opens_for_each_role(client: Client, role: Role) -> None:
    make_world(1)
    log_in_with_second_factor(client, have_role(role))
    page = client.get("/gestion/")
    home = page.context["home"]
    addresses = {
        *(line.url for line in home.todo),
        *(line.url for line in home.undertakings),
        *(line.url for line in home.dates),
        *(line.url for line in home.changes if line.url),
        *(line.history_url for line in home.changes if line.history_url),
        *(one.url for group in page.context["groups"] for one in group.tables),
        *(one.add_url for group in page.context["groups"] for one in group.tables),
    } - {""}
    refused = {one: client.get(one).status_code for one in addresses}
    assert {url: code for url, code in refused.items() if code != 200} == {}


def test_an_empty_site_has_a_sentence_and_a_way_on(staff_client: Client) -> None:
    page = staff_client.get("/gestion/")
    assert "Rien n’attend." in page.text
    assert "Importer un tableur" in page.text
    for heading in ("En cours", "Fiches vérifiées récemment"):
        assert f">{heading}</h2>" not in page.text


def test_who_may_see_nothing_is_told_that_nothing_waits(client: Client) -> None:
    person = factories.UserFactory(staff=True)
    make_world(1)
    log_in_with_second_factor(client, person)
    page = client.get("/gestion/")
    assert page.context["home"] == StaffHome([], [], [], [], [], None, [])
    assert page.context["groups"] == []
    assert "Rien n’attend." in page.text


def test_tables_have_their_number_and_a_way_to_add(staff_client: Client) -> None:
    factories.ActionFactory()
    groups = staff_client.get("/gestion/").context["groups"]
    tables = {table.name: table for group in groups for table in group.tables}
    assert (tables["Actions"].number, tables["Actions"].add_url) == (
        1,
        "/gestion/cooperation/action/add/",
    )
    assert tables["Fusions"].add_url == ""
