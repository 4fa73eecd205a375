"""Two people on one form of the admin: nothing of either is lost unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from cooperation.models import Action, Agreement, Collectivity, Partner
from tests import factories
from tests.people import log_in_with_second_factor


def opened(client: Client, address: str) -> dict[str, Any]:
    """Open a form; give all that it would send, with the rows of its parts."""
    answer = client.get(address)
    form = answer.context["adminform"].form
    data = sent_by(form)
    for rows in answer.context["inline_admin_formsets"]:
        for one in (rows.formset.management_form, *rows.formset.forms):
            data |= sent_by(one)
    return data | {"version": answer.context["etag"]}


def sent_by(form: Any) -> dict[str, Any]:
    """Return what a form sends as it is."""
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
        elif value is not None and value is not False:
            data[bound.html_name] = str(value)
    return data


def page(row: Any) -> str:
    """Return the address of the form of a row."""
    table = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{table}_change", args=[row.pk])


ENTRIES: dict[str, tuple[Callable[..., Any], str, str]] = {
    "action": (factories.ActionFactory, "title", "summary"),
    "agreement": (factories.AgreementFactory, "title", "description"),
    "partner": (factories.PartnerFactory, "name", "description"),
    "collectivity": (factories.CollectivityFactory, "name", "description"),
}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("table", ENTRIES)
def test_a_stale_form_is_refused_once_and_shows_what_changed(
    table: str, staff_client: Client
) -> None:
    factory, mine, theirs = ENTRIES[table]
    row = factory()
    first = second = opened(staff_client, page(row))
    saved = staff_client.post(page(row), first | {mine: "Autre", theirs: "Du premier"})
    assert saved.status_code == 302

    refused = staff_client.post(page(row), second | {mine: "Du second"})
    assert refused.status_code == 409
    assert "Quelqu’un a changé cette fiche" in refused.text
    assert "<ins>Du premier</ins>" in refused.text
    row.refresh_from_db()
    assert (getattr(row, mine), getattr(row, theirs)) == ("Autre", "Du premier")

    # The form now holds what the other wrote where this one wrote nothing.
    form = refused.context["adminform"].form
    assert (form[mine].value(), form[theirs].value()) == ("Du second", "Du premier")
    again = second | sent_by(form) | {"version": refused.context["etag"]}
    assert staff_client.post(page(row), again).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, mine), getattr(row, theirs)) == ("Du second", "Du premier")


@pytest.mark.slow
@pytest.mark.django_db
def test_lists_numbers_and_choices_left_alone_are_merged(
    staff_client: Client,
) -> None:
    action = factories.ActionFactory(status="en_cours", start_year=2019)
    stale = opened(staff_client, page(action))
    theme, lead = factories.ThemeFactory(), factories.CollectivityFactory()
    action.themes.add(theme)
    action.status, action.lead, action.budget_eur = "terminee", lead, "1200.50"
    action.locked_fields, action.start_year = ["title"], None
    action.save()
    refused = staff_client.post(page(action), stale | {"title": "Puits"})
    form = refused.context["adminform"].form
    again = stale | sent_by(form) | {"version": refused.context["etag"]}
    again.pop("start_year")
    assert staff_client.post(page(action), again).status_code == 302
    action = Action.objects.get(pk=action.pk)
    assert (action.title, action.status, action.lead) == ("Puits", "terminee", lead)
    assert (str(action.budget_eur), action.start_year) == ("1200.50", None)
    assert list(action.themes.all()) == [theme]
    assert action.locked_fields == ["title"]


@pytest.mark.slow
@pytest.mark.django_db
def test_rows_that_others_changed_removed_or_added_stay_theirs(
    staff_client: Client,
) -> None:
    moved = factories.LocationFactory(lat=14.0, lng=0.5)
    action = moved.action
    removed = factories.LocationFactory(action=action, label="Ailleurs")
    kept = factories.InvolvementFactory(action=action, role="operateur")
    stale = opened(staff_client, page(action))
    moved.lat = 15.0
    moved.save()
    removed.delete()
    factories.LocationFactory(action=action, label="Ici")
    mine = {"title": "Puits", "involvements-0-role": "beneficiaire"}

    refused = staff_client.post(page(action), stale | mine)
    assert refused.status_code == 409
    assert "Lieux d’intervention" in refused.text
    assert "Latitude : 14,0 → 15,0" in refused.text
    assert "reprendre la fiche telle qu’elle est" in refused.text

    again = sent_by(refused.context["adminform"].form)
    for rows in refused.context["inline_admin_formsets"]:
        for one in (rows.formset.management_form, *rows.formset.forms):
            again |= sent_by(one)
    again |= {"version": refused.context["etag"]}
    assert staff_client.post(page(action), again).status_code == 302
    action.refresh_from_db()
    assert action.title == "Puits"
    assert [(row.lat, row.label) for row in action.locations.all()] == [
        (15.0, ""),
        (None, "Ici"),
    ]
    kept.refresh_from_db()
    assert kept.role == "beneficiaire"


@pytest.mark.django_db
def test_one_who_saves_twice_in_a_row_is_not_stopped(staff_client: Client) -> None:
    partner = factories.PartnerFactory()
    for name in ("Un", "Deux"):
        data = opened(staff_client, page(partner)) | {"name": name}
        assert staff_client.post(page(partner), data).status_code == 302
    assert Partner.objects.get().name == "Deux"


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["x", "9999999999999999999999", "1.2.3", "-1"])
@pytest.mark.slow
def test_a_version_that_is_none_is_a_conflict(
    version: str, staff_client: Client
) -> None:
    agreement = factories.AgreementFactory()
    data = opened(staff_client, page(agreement)) | {"version": version}
    assert staff_client.post(page(agreement), data).status_code == 409
    assert Agreement.objects.filter(title=agreement.title).exists()


@pytest.mark.django_db
def test_a_row_that_is_not_there_is_said(staff_client: Client) -> None:
    address = reverse("admin:cooperation_partner_change", args=["x"])
    for answer in (staff_client.get(address), staff_client.post(address, {})):
        assert answer.status_code == 302


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_instant_one_is_refused() -> None:
    row = factories.CollectivityFactory(name="Annecy")
    clients = [
        log_in_with_second_factor(Client(), factories.UserFactory(superuser=True))
        for _person in range(2)
    ]
    data = opened(clients[0], page(row))

    def save(number: int) -> int:
        close_old_connections()
        try:
            sent = data | {"name": f"Annecy {number}"}
            return clients[number].post(page(row), sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, range(2))) == [302, 409]
    assert Collectivity.history.filter(id=row.pk).count() == 2
