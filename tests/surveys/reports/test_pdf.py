"""The PDF of a report: accessible, the same again, and saying what the page says."""

import pytest
from django.test import Client

from surveys.reports.fixtures import list_report_files, load_report
from tests import factories
from tests.pdfs import n_pages, tags_of, text_of
from tests.surveys.factories import WaveFactory
from tests.surveys.reports.build import published

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_founding_edition_prints_in_both_languages(client: Client) -> None:
    load_report(list_report_files()[0])
    for prefix, language, said in (
        ("", "fr", "Chiffres tels que publiés"),
        ("/en", "en", "close to 100"),
    ):
        answer = client.get(f"{prefix}/etats-des-lieux/genevois-francais-2022.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert b"pdfuaid:part" in answer.content
        assert f"/Lang({language}" in answer.content.decode("latin-1")
        assert said in text_of(answer.content)
        assert 3 <= n_pages(answer.content) <= 6
        tags = tags_of(answer.content)
        assert {"H1", "H2", "H3", "L", "P"} <= tags
    again = client.get("/en/etats-des-lieux/genevois-francais-2022.pdf")
    assert again.content == answer.content


@pytest.mark.slow
def test_maps_and_tables_are_tagged_and_told(client: Client) -> None:
    country = factories.CountryFactory(iso2="NE", name_fr="Niger")
    action = factories.ActionFactory()
    factories.LocationFactory(action=action, country=country)
    report = published()
    section = report.sections.get(kind="objectifs")
    section.prose_fr = (
        "#panic() {{chiffre:actions}}\n\n- un [lien](/actions/)\n\n> #dit"
    )
    section.save()
    content = client.get("/etats-des-lieux/essai.pdf").content
    text = text_of(content)
    assert "#panic() 1" in text
    assert "Sommaire" in text
    tags = tags_of(content)
    assert {"Figure", "Table", "TH", "TOC", "Caption", "Link"} <= tags
    assert "https://passerelles.example/etats-des-lieux/essai/" in text


def test_a_demonstration_warns_on_its_cover(client: Client) -> None:
    wave = WaveFactory(is_demonstration=True, is_public=True)
    published(waves=[wave], is_demonstration=True)
    content = client.get("/etats-des-lieux/essai.pdf").content
    assert "Démonstration : les réponses sont inventées" in text_of(content)
