"""A sheet is counted once, however many ways lead to it."""

import pytest

from cooperation.models import Collectivity, Partner
from tests import factories

pytestmark = pytest.mark.django_db


def test_action_of_a_partner_with_two_roles_and_money_counts_once():
    partner = factories.PartnerFactory()
    action = factories.ActionFactory()
    factories.InvolvementFactory(action=action, partner=partner, role="operateur")
    factories.InvolvementFactory(action=action, partner=partner, role="cofinanceur")
    factories.FundingFactory(action=action, funder=partner, year=2020)
    factories.FundingFactory(action=action, funder=partner, year=2021)
    factories.FundingFactory(funder=partner)

    counted = Partner.objects.with_counts().get(pk=partner.pk)

    assert counted.n_actions == 2


def test_action_led_and_co_led_by_one_authority_counts_once():
    authority = factories.CollectivityFactory()
    factories.ActionFactory(lead=authority, co_leads=[authority])
    factories.ActionFactory(co_leads=[authority])
    factories.ActionFactory(lead=authority, draft=True)

    counted = Collectivity.objects.with_counts().get(pk=authority.pk)

    assert counted.n_actions == 2


def test_row_without_anything_counts_zero():
    authority = factories.CollectivityFactory()

    counted = Collectivity.objects.with_counts().get(pk=authority.pk)

    assert (counted.n_actions, counted.n_agreements) == (0, 0)
