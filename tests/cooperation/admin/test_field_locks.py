"""What staff corrected by hand is protected from the next import, and says so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.history.field_locks import list_lockable_fields, lock_fields
from cooperation.models import Action, Agreement, Partner
from tests import factories
from tests.cooperation.admin.test_conflicts import opened, page
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported() -> Action:
    """An action that an import wrote."""
    return factories.ActionFactory(title="Eau", source_reference="CNCD-1")


def said(answer: Any) -> str:
    """Return what a page says above its contents."""
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.slow
def test_fields_are_boxes_to_tick_under_their_names(
    imported: Action, staff_client: Client
) -> None:
    text = staff_client.get(page(imported)).text
    assert "Protéger d’un nouvel import" in text
    for label in ("Titre", "Thématiques", "Rôles des partenaires"):
        assert f"> {label}</label>" in text.replace("\n ", " ") or label in text
    data = opened(staff_client, page(imported))
    saved = staff_client.post(page(imported), data | {"locked_fields": ["title"]})
    assert saved.status_code == 302
    imported.refresh_from_db()
    assert imported.locked_fields == ["title"]


@pytest.mark.slow
def test_a_field_that_is_none_is_refused(
    imported: Action, staff_client: Client
) -> None:
    data = opened(staff_client, page(imported)) | {"locked_fields": ["slug"]}
    answer = staff_client.post(page(imported), data)
    assert "locked_fields" in answer.context["adminform"].form.errors


@pytest.mark.slow
@pytest.mark.parametrize(
    "factory",
    [factories.ActionFactory, factories.AgreementFactory, factories.PartnerFactory],
)
def test_what_was_corrected_is_proposed_and_protected(
    factory: Any, staff_client: Client
) -> None:
    entry = factory(source_reference="CNCD-1")
    name = "name" if isinstance(entry, Partner) else "title"
    data = opened(staff_client, page(entry)) | {name: "Corrigé"}
    answer = staff_client.post(page(entry), data, follow=True)
    assert "le prochain peut réécrire ce que vous venez de corriger" in said(answer)
    table = f"{entry._meta.app_label}_{entry._meta.model_name}"
    address = reverse(f"admin:{table}_lock", args=[entry.pk]) + f"?champ={name}"
    assert address in said(answer)

    asked = staff_client.get(address)
    ticked = [
        code for code, _label, is_ticked, _was in asked.context["fields"] if is_ticked
    ]
    assert ticked == [name]
    done = staff_client.post(address, {"champ": [name, "inconnu"]}, follow=True)
    assert "Les champs cochés sont protégés" in said(done)
    entry.refresh_from_db()
    assert entry.locked_fields == [name]
    assert entry.history.first().history_change_reason == "champs protégés"

    again = opened(staff_client, page(entry)) | {name: "Corrigé encore"}
    assert "import" not in said(staff_client.post(page(entry), again, follow=True))


def test_rows_that_were_corrected_are_proposed_too(
    imported: Action, staff_client: Client
) -> None:
    country = factories.CountryFactory()
    rows = {"locations-TOTAL_FORMS": 1, "locations-0-country": country.pk}
    data = opened(staff_client, page(imported)) | rows
    answer = staff_client.post(page(imported), data, follow=True)
    assert "(Lieux d’intervention)" in said(answer)


@pytest.mark.slow
def test_an_entry_of_no_import_asks_nothing(staff_client: Client) -> None:
    action = factories.ActionFactory()
    data = opened(staff_client, page(action)) | {"title": "Corrigé"}
    answer = staff_client.post(page(action), data, follow=True)
    assert "import" not in said(answer)


def test_locking_twice_is_locking_once(imported: Action) -> None:
    for _time in range(2):
        lock_fields(entry=imported, names=["title", "themes"], by=None)
    imported.refresh_from_db()
    assert imported.locked_fields == ["title", "themes"]
    assert imported.history.count() == 2


@pytest.mark.parametrize("table", ["action", "agreement", "partner"])
def test_entries_are_listed_by_whether_they_have_protected_fields(
    table: str, staff_client: Client
) -> None:
    make = {
        "action": factories.ActionFactory,
        "agreement": factories.AgreementFactory,
        "partner": factories.PartnerFactory,
    }[table]
    free, locked = make(), make(locked_fields=["description"])
    address = reverse(f"admin:cooperation_{table}_changelist")
    for answer, row in (("oui", locked), ("non", free)):
        shown = staff_client.get(address, {"proteges": answer}).context["cl"]
        assert row in shown.result_list
        assert (free if row is locked else locked) not in shown.result_list


@pytest.mark.parametrize("model", [Action, Agreement, Partner])
def test_addresses_and_files_are_not_for_imports(model: Any) -> None:
    names = {name for name, _label in list_lockable_fields(model)}
    assert names.isdisjoint({"slug", "reference", "document", "photos", "documents"})
    assert {"description", "source_note"} <= names


def test_a_page_of_no_entry_is_not_found(staff_client: Client) -> None:
    address = reverse("admin:cooperation_action_lock", args=[1])
    assert staff_client.get(address).status_code == 404


@pytest.mark.parametrize("table", ["action", "partner"])
def test_those_who_may_only_look_read_the_names(table: str, client: Client) -> None:
    person = factories.UserFactory(staff=True)
    give_rights(person, f"cooperation.view_{table}")
    log_in_with_second_factor(client, person)
    make = factories.ActionFactory if table == "action" else factories.PartnerFactory
    entry = make(locked_fields=["description", "uncertainty"])
    text = client.get(page(entry)).text
    assert "Ce qui reste incertain" in text.split("Champs protégés")[1]
    assert 'type="checkbox"' not in text
