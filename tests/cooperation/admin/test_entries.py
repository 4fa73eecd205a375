"""Staff write entries: addresses are made, mistakes are named, changes are signed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cooperation.models import EPCI, Action, Collectivity, Partner
from tests import factories

PARTNER = {"name": "Régie des eaux", "kind": "regie_eaux"}


def submit(client: Client, table: str, page: str, *args: Any, **fields: Any) -> Any:
    """Submit a form of the admin; give the answer."""
    return client.post(reverse(f"admin:cooperation_{table}_{page}", args=args), fields)


def errors(answer: Any) -> dict[str, list[str]]:
    """Return what a refused form says, by field."""
    return dict(answer.context["adminform"].form.errors)


def rows(prefix: str, *, total: int = 0, initial: int = 0) -> dict[str, int]:
    """Return the hidden fields that tell how many rows an entry's form holds."""
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def action_fields(**fields: Any) -> dict[str, Any]:
    """Return what the form of an action needs."""
    inlines = ("locations", "involvements", "fundings", "photos", "documents")
    empty = {key: value for inline in inlines for key, value in rows(inline).items()}
    basics = {"title": "Un puits", "status": "en_cours", "publication": "brouillon"}
    return {**empty, **basics, **fields}


def test_an_empty_address_is_made_from_the_name(staff_client: Client) -> None:
    factories.PartnerFactory(slug="regie-des-eaux")
    submit(staff_client, "partner", "add", **PARTNER)
    assert Partner.objects.get(name=PARTNER["name"]).slug == "regie-des-eaux-2"


def test_an_emptied_address_stays(staff_client: Client) -> None:
    partner = factories.PartnerFactory(slug="regie")
    submit(staff_client, "partner", "change", partner.pk, **PARTNER, slug="")
    partner.refresh_from_db()
    assert (partner.name, partner.slug) == (PARTNER["name"], "regie")


def test_a_taken_address_is_refused_and_a_free_one_given(staff_client: Client) -> None:
    factories.PartnerFactory(slug="regie")
    answer = submit(staff_client, "partner", "add", **PARTNER, slug="regie")
    assert (
        "Cette adresse est ou fut celle d’une autre fiche. Libre : regie-2"
        in errors(answer)["slug"]
    )


def test_a_former_address_is_refused(staff_client: Client) -> None:
    partner = factories.PartnerFactory(slug="regie")
    partner.slug = "regie-de-niamey"
    partner.save()
    answer = submit(staff_client, "partner", "add", **PARTNER, slug="regie")
    assert list(errors(answer)) == ["slug"]


def test_an_entry_takes_back_its_own_former_address(staff_client: Client) -> None:
    partner = factories.PartnerFactory(slug="regie")
    partner.slug = "regie-de-niamey"
    partner.save()
    submit(staff_client, "partner", "change", partner.pk, **PARTNER, slug="regie")
    partner.refresh_from_db()
    assert partner.slug == "regie"


def test_the_address_follows_the_name_of_new_entries_only(staff_client: Client) -> None:
    partner = factories.PartnerFactory()
    new = staff_client.get(reverse("admin:cooperation_partner_add"))
    old = staff_client.get(
        reverse("admin:cooperation_partner_change", args=[partner.pk])
    )
    assert b'data-prepopulated-fields="[{' in new.content
    assert b'data-prepopulated-fields="[{' not in old.content


def test_an_action_is_written_with_its_rows(staff_client: Client) -> None:
    place = factories.PlaceFactory()
    fields = action_fields(
        lead=factories.CollectivityFactory().pk,
        themes=[factories.ThemeFactory().pk],
        **rows("locations", total=1)
        | {"locations-0-country": place.country_id, "locations-0-place": place.pk},
    )
    submit(staff_client, "action", "add", **fields)
    action = Action.objects.get(slug="un-puits")
    assert action.locations.get().place == place
    assert action.themes.count() == 1


def test_a_change_is_signed(staff_client: Client) -> None:
    submit(staff_client, "partner", "add", **PARTNER)
    change = Partner.objects.get().history.get()
    assert change.history_user.is_superuser
    page = staff_client.get(
        reverse("admin:cooperation_partner_history", args=[change.id])
    )
    assert change.history_user.email in page.content.decode()


def test_an_epci_is_written_under_its_own_name(staff_client: Client) -> None:
    fields = {"name": "Grand Annecy", "epci_type": "CA", **rows("aliases")}
    submit(staff_client, "epci", "add", **fields)
    epci = EPCI.objects.get()
    assert (epci.slug, epci.kind) == ("grand-annecy", "epci")
    history = staff_client.get(
        reverse("admin:cooperation_epci_history", args=[epci.pk])
    )
    assert history.status_code == 200


def test_an_epci_without_type_is_named(staff_client: Client) -> None:
    answer = submit(staff_client, "epci", "add", name="Grand Annecy", **rows("aliases"))
    assert errors(answer) == {"epci_type": ["Ce champ est obligatoire."]}


def test_a_commune_in_a_commune_is_named(staff_client: Client) -> None:
    commune = factories.CollectivityFactory()
    fields = {"name": "Seynod", "kind": "commune", "epci": commune.pk}
    answer = submit(staff_client, "collectivity", "add", **fields, **rows("aliases"))
    assert errors(answer) == {"epci": ["Cette collectivité n’est pas un EPCI."]}


@pytest.mark.parametrize("selected", [False, True])
def test_what_others_need_is_not_removed(staff_client: Client, selected: bool) -> None:
    lead = factories.ActionFactory().lead
    if selected:
        fields = {"action": "delete_selected", "_selected_action": lead.pk}
        answer = submit(staff_client, "collectivity", "changelist", **fields)
    else:
        address = reverse("admin:cooperation_collectivity_delete", args=[lead.pk])
        answer = staff_client.post(address, {"post": "yes"})
    assert answer.status_code == 200
    assert Collectivity.objects.filter(pk=lead.pk).exists()


def test_a_file_is_named_without_a_link(staff_client: Client) -> None:
    """Files have no address of their own: a draft's must not leak."""
    document = factories.DocumentFactory()
    page = staff_client.get(
        reverse("admin:cooperation_action_change", args=[document.action_id])
    )
    assert document.file.name in page.content.decode()
    assert f'href="{document.file.name}' not in page.content.decode()
