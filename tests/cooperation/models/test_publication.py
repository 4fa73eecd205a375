"""What the public may see: each scope, beside the same rule for one row."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from cooperation import models
from cooperation.enums import Publication
from cooperation.models.common import Publishable
from tests import factories

pytestmark = pytest.mark.django_db

EVERY_STATE = list(Publication)
PUBLISHABLE = [
    factories.ActionFactory,
    factories.AgreementFactory,
    factories.EventFactory,
    factories.FundingCallFactory,
    factories.GuidedStoryFactory,
    factories.OfferFactory,
    factories.ResourceFactory,
    factories.TestimonyFactory,
]
ROWS_OF_ACTIONS = [
    factories.DocumentFactory,
    factories.FundingFactory,
    factories.InvolvementFactory,
    factories.LocationFactory,
    factories.PhotoFactory,
]


def test_every_publishable_model_is_tried_here() -> None:
    tried = {factory._meta.model for factory in PUBLISHABLE}
    publishable = {
        model
        for model in apps.get_app_config("cooperation").get_models()
        if issubclass(model, Publishable)
    }
    assert tried == publishable


@pytest.mark.parametrize("factory", PUBLISHABLE)
@pytest.mark.parametrize("state", EVERY_STATE)
def test_only_what_is_published_is_public(factory: Any, state: Publication) -> None:
    row = factory(publication=state)
    public = state == Publication.PUBLISHED
    assert row.is_published() == public
    assert type(row).objects.published().filter(pk=row.pk).exists() == public


@pytest.mark.parametrize("factory", PUBLISHABLE)
def test_a_new_row_is_a_draft(factory: Any) -> None:
    assert factory._meta.model().publication == Publication.DRAFT


@pytest.mark.parametrize("factory", ROWS_OF_ACTIONS)
@pytest.mark.parametrize("state", EVERY_STATE)
def test_what_hangs_on_an_action_is_public_with_it(
    factory: Any, state: Publication
) -> None:
    row = factory(action__publication=state)
    public = state == Publication.PUBLISHED
    assert type(row).objects.published().filter(pk=row.pk).exists() == public


@pytest.mark.parametrize("action", EVERY_STATE)
@pytest.mark.parametrize("testimony", EVERY_STATE)
def test_a_testimony_is_not_more_public_than_its_action(
    action: Publication, testimony: Publication
) -> None:
    row = factories.TestimonyFactory(publication=testimony, action__publication=action)
    public = action == testimony == Publication.PUBLISHED
    assert row.is_published() == public
    assert models.Testimony.objects.published().exists() == public


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_testimony_on_an_authority_needs_no_action(state: Publication) -> None:
    row = factories.TestimonyFactory(
        action=None, collectivity=factories.CollectivityFactory(), publication=state
    )
    public = state == Publication.PUBLISHED
    assert row.is_published() == public
    assert models.Testimony.objects.published().exists() == public


def test_a_testimony_without_consent_is_not_public() -> None:
    row = factories.TestimonyFactory(has_consent=False, publication=Publication.DRAFT)
    row.publication = Publication.PUBLISHED
    assert not row.is_published()


@pytest.mark.parametrize(("consent", "name"), [(True, "Anne Exemple"), (False, "")])
def test_a_name_is_shown_with_consent_only(consent: bool, name: str) -> None:
    row = factories.TestimonyFactory(
        person_name="Anne Exemple", has_name_consent=consent
    )
    assert row.public_name == name


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize(
    "mention",
    [
        lambda partner, state: factories.InvolvementFactory(
            partner=partner, action__publication=state
        ),
        lambda partner, state: factories.FundingFactory(
            funder=partner, action__publication=state
        ),
        lambda partner, state: factories.AgreementFactory(
            counterpart=partner, publication=state
        ),
        lambda partner, state: factories.AgreementFactory(
            partners=[partner], counterpart__name="Autre", publication=state
        ),
    ],
    ids=["role", "funding", "agreement", "beside an agreement"],
)
def test_a_partner_is_public_where_something_public_names_it(
    mention: Any, state: Publication
) -> None:
    partner = factories.PartnerFactory()
    mention(partner, state)
    assert models.Partner.objects.published().filter(pk=partner.pk).exists() == (
        state == Publication.PUBLISHED
    )


def test_a_partner_that_nothing_names_is_not_public() -> None:
    factories.PartnerFactory()
    assert not models.Partner.objects.published().exists()


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize(
    "deed",
    [
        lambda one, state: factories.ActionFactory(lead=one, publication=state),
        lambda one, state: factories.ActionFactory(co_leads=[one], publication=state),
        lambda one, state: factories.AgreementFactory(
            collectivity=one, publication=state
        ),
        lambda one, state: factories.AgreementFactory(
            publication=state
        ).other_signatories.add(one),
    ],
    ids=["lead", "co-lead", "signatory", "other signatory"],
)
def test_an_authority_acts_where_something_public_says_so(
    deed: Any, state: Publication
) -> None:
    authority = factories.CollectivityFactory()
    deed(authority, state)
    acting = models.Collectivity.objects.with_published_entries().filter(
        pk=authority.pk
    )
    assert acting.exists() == (state == Publication.PUBLISHED)


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize(
    "deed",
    [
        lambda state: factories.LocationFactory(action__publication=state),
        lambda state: factories.AgreementFactory(publication=state),
        lambda state: factories.AgreementFactory(
            country=None, places=[factories.PlaceFactory()], publication=state
        ),
    ],
    ids=["action", "agreement", "another place of an agreement"],
)
def test_a_country_is_present_where_something_public_takes_place(
    deed: Any, state: Publication
) -> None:
    deed(state)
    present = models.Country.objects.with_published_entries().exists()
    assert present == (state == Publication.PUBLISHED)


@pytest.mark.parametrize("factory", [*PUBLISHABLE[:2], factories.TestimonyFactory])
@pytest.mark.parametrize(
    ("person", "sees_drafts"),
    [
        (lambda: AnonymousUser(), False),
        (lambda: factories.UserFactory(), False),
        (lambda: factories.UserFactory(staff=True), True),
        (lambda: factories.UserFactory(staff=True, is_active=False), False),
    ],
    ids=["anonymous", "not staff", "staff", "staff who left"],
)
def test_drafts_are_for_staff(factory: Any, person: Any, sees_drafts: bool) -> None:
    draft = factory(publication=Publication.DRAFT)
    shown = type(draft).objects.visible_to(person()).filter(pk=draft.pk)
    assert shown.exists() == sees_drafts


@pytest.mark.parametrize(
    ("person", "sees_all"),
    [
        (lambda: AnonymousUser(), False),
        (lambda: factories.UserFactory(staff=True), True),
    ],
    ids=["anonymous", "staff"],
)
def test_partners_of_drafts_are_for_staff(person: Any, sees_all: bool) -> None:
    factories.InvolvementFactory(action__publication=Publication.DRAFT)
    assert models.Partner.objects.visible_to(person()).exists() == sees_all
