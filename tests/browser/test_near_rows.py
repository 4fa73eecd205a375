"""A name that exists is told beneath the field, before anything is sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from cooperation.enums import PartnerKind
from cooperation.models import Partner
from tests import factories
from tests.browser.logins import log_in_with_two_factors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_what_may_be_the_same_is_shown_while_one_types(page: Page) -> None:
    agency = factories.PartnerFactory(
        name="Agence de l’eau Rhône Méditerranée Corse",
        kind=PartnerKind.WATER_AGENCY,
        country=None,
    )
    log_in_with_two_factors(page, "/gestion/cooperation/partner/add/")
    name = page.get_by_label("Nom :")
    name.press_sequentially("AERMC")
    warning = page.get_by_role("status").filter(has_text="Existe peut-être déjà")
    link = warning.get_by_role("link", name=agency.name)
    expect(link).to_have_attribute(
        "href", f"/gestion/cooperation/partner/{agency.pk}/change/"
    )
    name.fill("Hydraulique sans frontières")
    expect(warning).to_have_count(0)
    name.fill("AERMC Lyon")
    expect(link).to_be_visible()
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(page).to_have_url(re.compile("/gestion/cooperation/partner/$"))
    assert Partner.objects.filter(name="AERMC Lyon").exists()
