"""Two partners that are one: compared, merged, found at the old address, parted."""

import pytest
from playwright.sync_api import Page, expect

from cooperation.models import Merge, Partner
from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_two_partners_become_one_and_are_parted_again(page: Page) -> None:
    country = factories.CountryFactory()
    kept = factories.PartnerFactory(name="SEVES", slug="seves", country=country)
    gone = factories.PartnerFactory(
        name="S.E.V.E.S.", slug="s-e-v-e-s", country=country, acronym="SEVES"
    )
    involvement = factories.InvolvementFactory(partner=gone)
    log_in_with_two_factors(page, "/gestion/cooperation/partner/")
    for name in ("SEVES", "S.E.V.E.S."):
        row = page.locator("#result_list tr", has=page.get_by_role("link", name=name))
        row.last.get_by_role("checkbox").check()
    page.get_by_label("Action :").select_option("compare")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Fusionner deux fiches")).to_be_visible()
    page.get_by_label("Sigle").check()
    page.get_by_role("button", name="Fusionner en une seule fiche").click()
    expect(page.get_by_text("Fusionnées en une seule fiche")).to_be_visible()
    page.goto("/partenaires/s-e-v-e-s/")
    expect(page).to_have_url("/partenaires/seves/")
    involvement.refresh_from_db()
    assert involvement.partner == kept
    merge = Merge.objects.get()
    page.goto(f"/gestion/cooperation/merge/{merge.pk}/change/")
    page.get_by_role(
        "button", name="Annuler la fusion : remettre les deux fiches"
    ).click()
    expect(page.locator(".messagelist")).to_be_visible()
    involvement.refresh_from_db()
    assert involvement.partner == gone
    assert Partner.objects.get(pk=kept.pk).acronym == ""
