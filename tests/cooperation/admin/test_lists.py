"""Lists and forms of the administration: columns, dates, words, order of fields."""

import datetime
import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from cooperation.admin.mixins.lists import ListAdmin
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.enums import AliasKind, Verifier
from cooperation.models import Action, Collectivity
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db
ACTIONS = reverse("admin:cooperation_action_changelist")
REGISTRY = list(admin.site._registry.values())
LISTS = [page for page in REGISTRY if isinstance(page, ListAdmin)]


def cells(client: Client, address: str, **query: str) -> str:
    page = client.get(address, query)
    assert page.status_code == 200
    return page.text


def test_dates_are_short_and_years_are_no_numbers(staff_client: Client) -> None:
    factories.ActionFactory(
        start_year=1995,
        verified_on=datetime.date(2026, 11, 12),
        verified_by=Verifier.STAFF,
    )
    page = cells(staff_client, ACTIONS)
    assert '<td class="field-start_year">1995</td>' in page
    assert '<td class="field-verified_on">12/11/2026</td>' in page


def test_years_are_no_numbers_for_whoever_only_reads(client: Client) -> None:
    action = factories.ActionFactory(start_year=1995)
    factories.FundingFactory(action=action, year=2020)
    rights = [f"cooperation.view_{name}" for name in ("action", "funding")]
    person = give_rights(factories.UserFactory(staff=True), *rights)
    log_in_with_second_factor(client, person)
    page = client.get(reverse("admin:cooperation_action_change", args=[action.pk]))
    assert '<div class="readonly">1995</div>' in page.text
    assert "<p>2020</p>" in page.text


def test_former_names_say_their_year_without_a_space(staff_client: Client) -> None:
    factories.CollectivityAliasFactory(kind=AliasKind.FORMER, until_year=1995)
    page = cells(
        staff_client, reverse("admin:cooperation_collectivityalias_changelist")
    )
    assert '<td class="field-until_year">1995</td>' in page


@pytest.mark.parametrize("rows", [1, 4])
def test_who_changed_each_row_costs_one_query_whatever_the_rows(
    rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        action = factories.ActionFactory()
        action._history_user = factories.UserFactory(email=f"ana{number}@csi.example")
        action.save()
        factories.LocationFactory(action=action)
    staff_client.get(ACTIONS)
    with django_assert_num_queries(16):
        page = cells(staff_client, ACTIONS)
    assert page.count("@csi.example") == rows


def test_the_last_changed_comes_first(staff_client: Client) -> None:
    first, second = factories.ActionFactory(), factories.ActionFactory()
    first.save()
    listed = staff_client.get(ACTIONS).context["cl"].result_list
    assert list(listed) == [first, second]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"verified_on__gte": "2026-02-01"}, ["B", "C"]),
        ({"verified_on__lte": "2026-02-01"}, ["A", "B"]),
        (
            {"verified_on__gte": "2026-02-01", "verified_on__lte": "2026-02-28"},
            ["B"],
        ),
        ({"verified_on__gte": "", "verified_on__lte": ""}, ["A", "B", "C"]),
    ],
)
def test_dates_are_filtered_by_a_span_of_days(
    query: dict[str, str], found: list[str], staff_client: Client
) -> None:
    for month, title in enumerate("ABC", 1):
        day = datetime.date(2026, month, 1)
        factories.ActionFactory(
            title=title, verified_on=day, verified_by=Verifier.STAFF
        )
    page = staff_client.get(ACTIONS, query)
    assert sorted(str(row) for row in page.context["cl"].result_list) == found


def test_a_day_of_a_change_is_that_of_paris(staff_client: Client) -> None:
    action = factories.ActionFactory()
    Action.objects.filter(pk=action.pk).update(
        updated_at=datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC)
    )
    for day, number in (("2026-06-01", 0), ("2026-06-02", 1)):
        span = {"updated_at__date__gte": day, "updated_at__date__lte": day}
        page = staff_client.get(ACTIONS, span)
        assert page.context["cl"].result_count == number


def test_rows_that_changed_lately_are_found_by_their_history(
    staff_client: Client,
) -> None:
    old, new = factories.CollectivityFactory(), factories.CollectivityFactory()
    long_ago = timezone.now() - datetime.timedelta(days=20)
    Collectivity.history.filter(id=old.pk).update(history_date=long_ago)
    collectivities = reverse("admin:cooperation_collectivity_changelist")
    found = {
        days: set(
            staff_client.get(collectivities, {"change_depuis": days})
            .context["cl"]
            .result_list
        )
        for days in ("7", "30", "x")
    }
    assert found == {"7": {new}, "30": {old, new}, "x": {old, new}}


# Words ------------------------------------------------------------------------------

BAD_FRENCH = ("l’objet", "l'objet", "Sélectionnez", "Par il", "sélectionnés")


@pytest.mark.parametrize("page", REGISTRY, ids=lambda page: page.model.__name__)
@pytest.mark.slow
def test_a_list_is_named_as_french_names_it(
    page: admin.ModelAdmin, staff_client: Client
) -> None:
    table = f"{page.opts.app_label}_{page.opts.model_name}"
    shown = staff_client.get(reverse(f"admin:{table}_changelist"))
    heading = shown.text.split("<h1>")[1].split("</h1>")[0]
    # The list of merges has a heading of its own.
    plain = isinstance(page, ListAdmin)
    assert not plain or heading.lower() == str(page.opts.verbose_name_plural).lower()
    assert [words for words in BAD_FRENCH if words in shown.text] == []


FEMININE = {
    *("accessrequest", "action", "collectivity", "errorreport", "formerslug"),
    *("offer", "participation", "region", "resource"),
    *("subregion", "theme"),
}


def test_what_is_added_has_the_article_of_its_gender() -> None:
    """Names of tables whose words are feminine: the other ones are masculine."""
    found = {page.opts.model_name for page in LISTS if page.is_feminine}
    assert found == FEMININE


def test_a_form_is_headed_by_its_row_or_by_what_is_added(staff_client: Client) -> None:
    action = factories.ActionFactory(title="Un puits à Téra")
    change = reverse("admin:cooperation_action_change", args=[action.pk])
    assert "<h1>Un puits à Téra</h1>" in staff_client.get(change).text
    add = staff_client.get(reverse("admin:cooperation_action_add")).text
    assert "<h1>Ajouter une action</h1>" in add
    partners = staff_client.get(reverse("admin:cooperation_partner_changelist")).text
    assert re.search(r">\s*Ajouter un partenaire\s*<", partners)


# Forms --------------------------------------------------------------------------------

TRACKED = [page for page in REGISTRY if isinstance(page, RecordAdmin)]


@pytest.mark.parametrize("page", TRACKED, ids=lambda page: page.model.__name__)
def test_no_field_is_lost_by_what_a_form_groups(
    page: RecordAdmin, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = factories.UserFactory(superuser=True)
    shown = flatten_fieldsets(page.get_fieldsets(request))
    table = page.model._meta
    # Partners of an action stand in rows under its form.
    lists = [one for one in table.many_to_many if is_own_list(one)]
    asked = {one.name for one in (*table.fields, *lists) if one.editable}
    assert asked - {"id", *(page.exclude or ()), *map(str, shown)} == set()


def is_own_list(field: Any) -> bool:
    return bool(field.remote_field.through._meta.auto_created)


def test_what_is_folded_says_how_much_it_holds_and_opens_on_an_error(
    staff_client: Client,
) -> None:
    action = factories.ActionFactory(budget_eur=100, own_share_eur=10, description="")
    change = reverse("admin:cooperation_action_change", args=[action.pk])
    page = staff_client.get(change)
    folded = page.text.split(">Argent</h2>")[1].split("</summary>")[0]
    assert "2 champs remplis" in folded
    wrong = staff_client.post(change, {"title": "A", "budget_eur": "beaucoup"})
    money = wrong.text.split(">Argent</h2>")
    assert not money[0].rstrip().endswith("<details><summary>")
    assert "</summary>" not in money[1].split("form-row")[0]


def test_the_public_page_opens_beside_its_form_and_nowhere_else(
    staff_client: Client, client: Client
) -> None:
    action = factories.ActionFactory(title="Un puits à Téra")
    change = staff_client.get(
        reverse("admin:cooperation_action_change", args=[action.pk])
    )
    beside = reverse("admin:cooperation_action_beside", args=[action.pk])
    assert f'<iframe src="{beside}"' in change.text
    assert "frame-src 'self'" in change["Content-Security-Policy"]
    page = staff_client.get(beside)
    assert "Un puits à Téra" in page.text
    assert '<head><base target="_blank">' in page.text
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    public = staff_client.get(action.get_absolute_url())
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert public["X-Frame-Options"] == "DENY"
