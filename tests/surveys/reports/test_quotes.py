"""Quotes of a report: named, and with a photograph, as their author agrees today."""

from typing import Any

import pytest
from django.test import Client

from cooperation import models
from surveys.models import Report
from tests import factories
from tests.pdfs import text_of
from tests.surveys.reports.build import published

pytestmark = pytest.mark.django_db
PDF = "/etats-des-lieux/essai.pdf"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def testimony() -> models.Testimony:
    return factories.TestimonyFactory(portrayed=True)


def page_of(client: Client, report: Report) -> str:
    return client.get(report.get_absolute_url()).text


def test_a_quote_has_name_function_and_photograph_by_consent(
    client: Client, testimony: models.Testimony
) -> None:
    report = published()
    page = page_of(client, report)
    for words in (
        "Nous avons appris autant",
        "Camille Exemple",
        "Chargée d’études, Une agglomération",
        f'src="/portraits/{testimony.pk}/"',
        'alt="Photographie : Camille Exemple"',
        "Photographie : A. Photographe",
    ):
        assert words in page
    photograph = client.get(f"/portraits/{testimony.pk}/")
    assert photograph["Content-Type"] == "image/jpeg"
    assert photograph.getvalue().startswith(b"\xff\xd8")
    assert "Camille Exemple" in text_of(client.get(PDF).content)
    assert "Camille" not in str(report.snapshot.data)


def test_consent_taken_back_holds_for_what_is_published(
    client: Client, testimony: models.Testimony
) -> None:
    report = published()
    models.Testimony.objects.update(has_portrait_consent=False)
    page = page_of(client, report)
    assert "Camille Exemple" in page
    assert f"/portraits/{testimony.pk}/" not in page
    assert client.get(f"/portraits/{testimony.pk}/").status_code == 404
    models.Testimony.objects.update(has_portrait_consent=True, has_name_consent=False)
    assert client.get(f"/portraits/{testimony.pk}/").status_code == 404
    assert "Camille Exemple" not in page_of(client, report)
    assert "Camille Exemple" not in text_of(client.get(PDF).content)


@pytest.mark.parametrize("file", ["portraits/perdue.jpg"])
def test_a_lost_photograph_is_left_out(
    client: Client, testimony: models.Testimony, file: str
) -> None:
    published()
    models.Testimony.objects.update(portrait=file)
    assert client.get(f"/portraits/{testimony.pk}/").status_code == 404
    assert "Camille Exemple" in text_of(client.get(PDF).content)


def test_a_territory_quotes_its_own_authorities_only(client: Client) -> None:
    ain = factories.DepartmentFactory(code="01")
    here = factories.CollectivityFactory(department=ain)
    elsewhere = factories.CollectivityFactory()
    action = factories.ActionFactory(lead=here, co_leads=[elsewhere])
    for about in (here, elsewhere):
        factories.TestimonyFactory(
            action=action, collectivity=about, text=f"Dit par {about.name}"
        )
    page = page_of(client, published(selection="departement=01"))
    assert f"Dit par {here.name}" in page
    assert f"Dit par {elsewhere.name}" not in page
