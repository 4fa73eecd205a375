"""Where entries are: their address, the former ones, and who may see a draft."""

from typing import Any

import pytest
from django.test import Client

from cooperation.enums import Publication
from tests import factories

pytestmark = pytest.mark.django_db

SHEETS = [
    (factories.ActionFactory, "/actions/"),
    (factories.AgreementFactory, "/accords/"),
    (factories.CollectivityFactory, "/collectivites/"),
    (factories.PartnerFactory, "/partenaires/"),
]
WITH_DRAFTS = SHEETS[:2]


def make(factory: Any, **fields: Any) -> Any:
    """Return an entry that is public: a partner is when something public names it."""
    entry = factory(**fields)
    if factory is factories.PartnerFactory:
        factories.InvolvementFactory(partner=entry)
    return entry


def renamed(entry: Any, slug: str) -> None:
    """Return an entry another address."""
    entry.slug = slug
    entry.save()


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_a_former_address_leads_to_the_present_one_for_good(
    client: Client, factory: Any, folder: str
) -> None:
    entry = make(factory, slug="avant")
    renamed(entry, "apres")

    response = client.get(f"{folder}avant/")

    assert (response.status_code, response.url) == (301, f"{folder}apres/")


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_capitals_lead_to_the_address_without(
    client: Client, factory: Any, folder: str
) -> None:
    make(factory, slug="eau-tera")

    response = client.get(f"{folder}Eau-TERA/")

    assert (response.status_code, response.url) == (301, f"{folder}eau-tera/")


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_a_former_address_in_capitals_leads_there_too(
    client: Client, factory: Any, folder: str
) -> None:
    entry = make(factory, slug="avant")
    renamed(entry, "apres")

    assert client.get(f"{folder}AVANT/").url == f"{folder}apres/"


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_a_former_address_keeps_the_language(
    client: Client, factory: Any, folder: str
) -> None:
    entry = make(factory, slug="avant")
    renamed(entry, "apres")

    assert client.get(f"/en{folder}avant/").url == f"/en{folder}apres/"


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_an_address_taken_again_leads_to_who_has_it_now(
    client: Client, factory: Any, folder: str
) -> None:
    entry = make(factory, slug="avant")
    renamed(entry, "apres")
    make(factory, slug="avant")

    assert client.get(f"{folder}avant/").status_code == 200
    assert client.get(f"{folder}Avant/").url == f"{folder}avant/"


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_an_address_that_nobody_had_is_not_there(
    client: Client, factory: Any, folder: str
) -> None:
    make(factory, slug="une")

    assert client.get(f"{folder}deux/").status_code == 404


@pytest.mark.parametrize("state", [Publication.DRAFT, Publication.ARCHIVED])
@pytest.mark.parametrize(("factory", "folder"), WITH_DRAFTS)
def test_what_is_not_public_is_not_there_under_any_address(
    client: Client, factory: Any, folder: str, state: Publication
) -> None:
    entry = factory(slug="avant", publication=state)
    renamed(entry, "apres")

    for slug in ("apres", "avant", "APRES", "Avant"):
        assert client.get(f"{folder}{slug}/").status_code == 404


def test_a_partner_that_only_drafts_name_is_not_there(client: Client) -> None:
    factories.InvolvementFactory(
        partner__slug="cache", action=factories.ActionFactory(draft=True)
    )

    assert client.get("/partenaires/cache/").status_code == 404


@pytest.mark.parametrize(("factory", "folder"), WITH_DRAFTS)
def test_staff_see_a_draft_with_a_banner_and_without_a_cache(
    staff_client: Client, factory: Any, folder: str
) -> None:
    factory(slug="en-cours-d-ecriture", draft=True)

    response = staff_client.get(f"{folder}en-cours-d-ecriture/")

    assert "Cette fiche n’est pas publiée" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize(("factory", "folder"), WITH_DRAFTS)
def test_staff_are_led_from_a_former_address_of_a_draft(
    staff_client: Client, factory: Any, folder: str
) -> None:
    entry = factory(slug="avant", draft=True)
    renamed(entry, "apres")

    assert staff_client.get(f"{folder}avant/").url == f"{folder}apres/"


@pytest.mark.parametrize(("factory", "folder"), WITH_DRAFTS)
def test_someone_who_logged_in_without_being_staff_sees_no_draft(
    client: Client, factory: Any, folder: str
) -> None:
    client.force_login(factories.UserFactory())
    factory(slug="brouillon", draft=True)

    assert client.get(f"{folder}brouillon/").status_code == 404


@pytest.mark.parametrize(("factory", "folder"), SHEETS)
def test_a_public_entry_sets_no_cookie_and_does_not_vary_by_it(
    client: Client, factory: Any, folder: str
) -> None:
    make(factory, slug="une")

    response = client.get(f"{folder}une/")

    assert not response.cookies
    assert "Cookie" not in response["Vary"]
    assert "Cette fiche n’est pas publiée" not in response.content.decode()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/pays/ne/", (200, None)),
        ("/pays/NE/", (301, "/pays/ne/")),
        ("/pays/Ne/", (301, "/pays/ne/")),
        ("/pays/zz/", (404, None)),
        ("/pays/12/", (404, None)),
        ("/pays/niger/", (404, None)),
    ],
)
def test_a_country_is_at_its_code_in_lower_case(
    client: Client, address: str, answer: tuple[int, str | None]
) -> None:
    factories.CountryFactory()

    response = client.get(address)

    assert (response.status_code, getattr(response, "url", None)) == answer
