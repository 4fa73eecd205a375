"""Every page of the admin opens, for those who may, at a constant cost."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from cooperation import models
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.matrix


class Pages(NamedTuple):
    """A table of the admin: what fills it, and the queries its pages need."""

    make: Callable[..., Model]
    listing: int
    adding: int
    changing: int


CODES = iter(range(1, 10_000))


def make_sub_region() -> Model:
    """Make another sub-region."""
    return factories.SubRegionFactory(code=f"{next(CODES):03}")


def make_country() -> Model:
    """Make another country."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return factories.CountryFactory(iso2=f"Q{letters[next(CODES) % 26]}")


def make_region() -> Model:
    """Make another region."""
    return factories.RegionFactory(code=f"{next(CODES):03}")


def make_department() -> Model:
    """Make another department."""
    return factories.DepartmentFactory(code=f"{next(CODES):04}")


def make_epci() -> Model:
    """Make another EPCI."""
    return models.EPCI.objects.get(pk=factories.CollectivityFactory(epci_kind=True).pk)


def make_window() -> Model:
    """Make another funding window."""
    return factories.FundingWindowFactory(code=f"guichet-{next(CODES)}")


def make_theme() -> Model:
    """Make another theme."""
    return factories.ThemeFactory(code=f"theme-{next(CODES)}")


def make_goal() -> Model:
    """Make another goal."""
    return factories.GoalFactory(number=next(CODES) % 17 + 1)


def make_rate() -> Model:
    """Make another exchange rate."""
    day = datetime.date(2000 + next(CODES) % 1000, 1, 1)
    return factories.ExchangeRateFactory(valid_from=day, valid_until=None)


TABLES: dict[str, Pages] = {
    "action": Pages(factories.ActionFactory, 15, 5, 16),
    "agreement": Pages(factories.AgreementFactory, 14, 5, 16),
    "ceilingrule": Pages(factories.CeilingRuleFactory, 9, 5, 8),
    "collectivityalias": Pages(factories.CollectivityAliasFactory, 8, 5, 8),
    "collectivity": Pages(factories.CollectivityFactory, 11, 5, 9),
    "country": Pages(make_country, 9, 5, 7),
    "department": Pages(make_department, 8, 5, 7),
    "epci": Pages(make_epci, 10, 5, 9),
    "event": Pages(factories.EventFactory, 9, 5, 7),
    "exchangerate": Pages(make_rate, 10, 5, 7),
    "fundingcall": Pages(factories.FundingCallFactory, 9, 5, 10),
    "fundingwindow": Pages(make_window, 9, 5, 7),
    "glossaryterm": Pages(factories.GlossaryTermFactory, 9, 5, 7),
    "guidedstory": Pages(factories.GuidedStoryFactory, 9, 5, 8),
    "goal": Pages(make_goal, 8, 5, 6),
    "offer": Pages(factories.OfferFactory, 9, 5, 7),
    "partner": Pages(factories.PartnerFactory, 11, 5, 7),
    "place": Pages(factories.PlaceFactory, 10, 5, 8),
    "region": Pages(make_region, 8, 5, 6),
    "resource": Pages(factories.ResourceFactory, 9, 5, 9),
    "subregion": Pages(make_sub_region, 8, 5, 6),
    "synonym": Pages(factories.SynonymFactory, 9, 5, 7),
    "testimony": Pages(factories.TestimonyFactory, 9, 5, 8),
    "theme": Pages(make_theme, 9, 5, 8),
}
READ_ONLY = {"formerslug"}
# Rows that are edited within their entry.
WITHIN = {
    "agreementevent",
    "document",
    "funding",
    "involvement",
    "location",
    "photo",
    "storystep",
}


def address(table: str, page: str, *args: Any) -> str:
    """Return the address of a page of the admin."""
    return reverse(f"admin:cooperation_{table}_{page}", args=args)


@pytest.fixture(autouse=True)
def known_content_types(db: None) -> None:
    """Content types are asked of the database once per process, not per page."""
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)


# Mails, which the site writes; tests/cooperation/web/test_outbox.py has their pages.
WRITTEN = {"outgoingmail", "refusedaddress"}
# Tried by tests/reporting, by test_merging and by tests/cooperation/test_links.
FROM_VISITORS = {"errorreport", "linkcheck", "merge", "relayedmessage"}

# Kept above the lists: tests/cooperation/admin/test_saved_views.py.
ABOVE_LISTS = {"savedview"}
# Counts of attempts, which limits read.
COUNTED = {"requestcount"}
# Shown on a page of its own: tests/cooperation/admin/test_jobs_page.py.
LAST_RUNS = {"backuprun", "periodicjob", "jobstop", "preparedfile"}
# Shown on pages of their own: test_duplicates, reference/test_yearly_update.
FOUND_BY_JOBS = {"duplicatepair", "duplicatesearch", "yearlyupdaterun"}
# Tried by tests/cooperation/admin/test_import_pages.py.
FROM_FILES = {"importbatch", "importchange", "importline", "importmapping"}


def test_every_table_of_the_directory_is_in_the_admin() -> None:
    tables = {
        model._meta.model_name
        for model in apps.get_app_config("cooperation").get_models()
        if not model.__name__.startswith("Historical")
    }
    elsewhere = FROM_VISITORS | FROM_FILES | COUNTED | LAST_RUNS | WRITTEN
    elsewhere |= ABOVE_LISTS | FOUND_BY_JOBS
    assert {*TABLES} | READ_ONLY | WITHIN | elsewhere == tables


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_listing_costs_the_same_for_one_row_and_three(
    table: str, rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        TABLES[table].make()
    with django_assert_num_queries(TABLES[table].listing):
        page = staff_client.get(address(table, "changelist"))
    assert page.status_code == 200


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rows", [1, 3])
def test_an_empty_form_costs_the_same_whatever_there_is(
    table: str, rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        TABLES[table].make()
    with django_assert_num_queries(TABLES[table].adding):
        page = staff_client.get(address(table, "add"))
    assert page.status_code == 200


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_filled_form_costs_the_same_whatever_there_is(
    table: str, rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    row, *_others = [TABLES[table].make() for _row in range(rows)]
    with django_assert_num_queries(TABLES[table].changing):
        page = staff_client.get(address(table, "change", row.pk))
    assert page.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_form_costs_the_same_however_many_rows_hang_on_it(
    rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    action = factories.ActionFactory()
    for row in range(rows):
        factories.LocationFactory(action=action, place=factories.PlaceFactory())
        factories.InvolvementFactory(action=action)
        factories.FundingFactory(action=action, year=2020 + row)
        factories.PhotoFactory(action=action)
    with django_assert_num_queries(16):
        page = staff_client.get(address("action", "change", action.pk))
    assert page.status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_staff_without_rights_see_nothing(table: str, client: Client) -> None:
    log_in_with_second_factor(client, factories.UserFactory(staff=True))
    row = TABLES[table].make()
    pages = [
        address(table, "changelist"),
        address(table, "add"),
        address(table, "change", row.pk),
        address(table, "delete", row.pk),
        address(table, "history", row.pk),
    ]
    assert [client.get(page).status_code for page in pages] == [403] * 5


def test_former_addresses_are_read_only(staff_client: Client) -> None:
    row = factories.FormerSlugFactory()
    assert staff_client.get(address("formerslug", "changelist")).status_code == 200
    assert staff_client.get(address("formerslug", "add")).status_code == 403
    page = staff_client.get(address("formerslug", "change", row.pk))
    assert b'name="_save"' not in page.content


def relations(model: type[Model]) -> set[str]:
    """Return the fields of a model that point at other rows."""
    single = {field.name for field in model._meta.fields if field.is_relation}
    several = model._meta.many_to_many
    return single | {
        field.name for field in several if field.remote_field.through._meta.auto_created
    }


@pytest.mark.parametrize(
    "page",
    list(admin.site._registry.values()),
    ids=lambda page: type(page).__name__,
)
def test_no_relation_is_a_long_menu(page: admin.ModelAdmin) -> None:
    """35,000 communes and 100,000 places are suggested, never listed."""
    if page.model._meta.app_label != "cooperation":
        assert type(page).__module__.startswith(("accounts.admin.", "surveys.admin."))
        return
    forms = [(page, page.model), *[(row, row.model) for row in page.inlines]]
    for form, model in forms:
        parents = {getattr(form, "fk_name", None)} | (
            {"action", "agreement", "story"} if form is not page else set()
        )
        excluded = set(form.exclude or ())
        expected = relations(model) - parents - excluded
        assert expected <= set(form.autocomplete_fields)
