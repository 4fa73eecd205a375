"""A report as DOCX: the blocks of the page, as a word processor structures them."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from docx.oxml.ns import qn
from PIL import Image

from surveys.models import Report, ReportImage
from surveys.reports.fixtures import list_report_files, load_report
from tests import documents, factories
from tests.surveys.factories import WaveFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db
ADDRESS = "/etats-des-lieux/essai.docx"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document_with(prose: str, **fields: Any) -> bytes:
    """Return the document of a report of one section, over two countries."""
    for code, name, n_actions in (("NE", "Niger", 2), ("ML", "Mali", 1)):
        country = factories.CountryFactory(iso2=code, name_fr=name, name_en=name)
        for _number in range(n_actions):
            factories.LocationFactory(country=country, place=None)
    report = published(**fields)
    report.sections.update(is_hidden=True)
    report.sections.filter(kind="objectifs").update(
        is_hidden=False,
        prose_fr=prose,
        prose_en="",
        title_fr="Pourquoi",
        title_en="Why",
    )
    return Client().get(ADDRESS).content


def test_texts_are_paragraphs_lists_quotes_and_headings_of_real_styles() -> None:
    content = document_with(
        "On mène **{{chiffre:actions}}** actions, [ici](/actions/).\n\n## Comment\n\n"
        "- un\n- deux\n\n> Dit par eux\n\n{{chiffres:actions, pays}}"
    )
    document = documents.open_document(content)
    assert documents.headings_of(document) == [(1, "Pourquoi"), (2, "Comment")]
    assert documents.texts_of(document, "Title") == ["La coopération d’ici"]
    assert documents.texts_of(document, "List Bullet") == ["un", "deux"]
    assert documents.texts_of(document, "Quote") == ["Dit par eux"]
    assert documents.texts_of(document, "Chiffre clé") == [
        "3\N{NO-BREAK SPACE} Actions",
        "2\N{NO-BREAK SPACE} Pays",
    ]
    assert "On mène 3 actions, ici." in documents.texts_of(document, "Normal")
    site = "https://passerelles.example"
    assert documents.links_of(document) == {
        f"{site}/actions/",
        f"{site}/etats-des-lieux/essai/",
        f"{site}/etats-des-lieux/essai/chiffres/actions/",
        f"{site}/etats-des-lieux/essai/chiffres/pays/",
    }


def test_a_table_is_native_with_a_head_that_repeats_and_its_chart_is_told() -> None:
    document = documents.open_document(document_with("{{tableau:par_pays}}"))
    assert documents.tables_of(document) == [
        [["Valeur", "Nombre"], ["Niger", "2"], ["Mali", "1"]]
    ]
    assert documents.alternatives_of(document) == [
        "Accords et actions par pays : Niger 2, Mali 1."
    ]
    head, *others = document.tables[0].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
    assert all(
        row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (head, *others)
    )
    named = document.tables[0]._tbl.tblPr.find(qn("w:tblCaption"))
    assert named.get(qn("w:val")) == "Accords et actions par pays"
    note = documents.texts_of(document, "Précision")[-1]
    assert note.endswith("D’où viennent ces chiffres")


def test_pictures_are_fine_enough_for_print() -> None:
    document = documents.open_document(
        document_with("{{tableau:par_pays}}\n\n{{carte:actions}}")
    )
    chart, drawn_map = document.inline_shapes
    for shape in (chart, drawn_map):
        part = document.part.related_parts[
            shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        ]
        assert part.image.px_width / (shape.width.inches) > 280
    assert documents.alternatives_of(document)[1].startswith("Carte des liens : 3.")


def test_contents_and_page_numbers_are_fields_and_the_contents_lead_to_headings() -> (
    None
):
    content = document_with("Un texte.")
    document = documents.open_document(content)
    parts = documents.parts_of(content)
    assert documents.fields_of(parts["word/document.xml"]) == [r'TOC \o "1-1" \h \z \u']
    assert documents.fields_of(parts["word/footer1.xml"]) == ["PAGE", "NUMPAGES"]
    assert documents.texts_of(document, "toc 1") == ["Pourquoi"]
    assert 'w:anchor="_Toc000001"' in parts["word/document.xml"]
    assert 'w:name="_Toc000001"' in parts["word/document.xml"]


def test_no_paragraph_is_empty_and_the_preview_of_the_library_is_gone() -> None:
    content = document_with(
        "Un.\n\n\n\n{{tableau:par_pays}}\n\n{{tableau:par_etat}}\n\n{{carte:actions}}"
    )
    document = documents.open_document(content)
    empty = [
        one
        for one in document.paragraphs
        if not one.text.strip() and not one._p.findall(f".//{qn('w:drawing')}")
    ]
    assert empty == []
    assert not any("thumbnail" in name for name in documents.parts_of(content))


def test_its_language_and_its_properties_are_those_of_the_report() -> None:
    document_with("Un texte.", summary_fr="En deux phrases.", title_en="From here")
    for prefix, title, language, locale in (
        ("", "La coopération d’ici", "fr", "fr-FR"),
        ("/en", "From here", "en", "en-GB"),
    ):
        content = Client().get(prefix + ADDRESS).content
        properties = documents.open_document(content).core_properties
        assert (properties.title, properties.language) == (title, language)
        assert (properties.author, properties.comments) == (
            "Passerelles",
            "En deux phrases.",
        )
        styles = documents.parts_of(content)["word/styles.xml"]
        assert f'<w:lang w:val="{locale}"' in styles
        assert 'w:lang w:val="en-US"' not in styles


def test_the_english_document_reads_in_english() -> None:
    document_with("Un texte.\n\n{{tableau:par_pays}}", title_en="From here")
    document = documents.open_document(Client().get(f"/en{ADDRESS}").content)
    assert documents.headings_of(document) == [
        (1, "Why"),
        (2, "Agreements and actions by country"),
    ]
    assert documents.texts_of(document, "TOC Heading") == ["Contents"]
    assert "https://passerelles.example/en/etats-des-lieux/essai/" in (
        documents.links_of(document)
    )


def test_characters_that_xml_cannot_hold_do_not_break_the_document() -> None:
    content = document_with("Un\x0bdeux\x1f & <trois> #quatre")
    texts = documents.texts_of(documents.open_document(content), "Normal")
    assert "Undeux & <trois> #quatre" in texts


def test_an_address_elsewhere_is_written_out_beside_its_link() -> None:
    factories.ResourceFactory(name="Un réseau", url="https://www.reseau.example/aide/")
    document = documents.open_document(document_with("{{liste:ressources}}"))
    (card,) = [text for text in documents.texts_of(document, "Normal") if text]
    assert card.startswith("Un réseau\n")
    assert card.endswith("\nreseau.example/aide")
    assert "https://www.reseau.example/aide/" in documents.links_of(document)


def test_a_picture_of_the_report_comes_with_its_text_and_credit() -> None:
    document_with("{{image:marche}}")
    drawn = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(drawn, "JPEG")
    image = ReportImage.objects.create(
        report=Report.objects.get(),
        code="marche",
        alt_fr="Un marché à Téra",
        credit="A. Diallo",
        caption_fr="Le marché",
        file=ContentFile(drawn.getvalue(), "marche.jpg"),
    )
    document = documents.open_document(Client().get(ADDRESS).content)
    assert documents.alternatives_of(document) == ["Un marché à Téra"]
    assert documents.texts_of(document, "Caption") == ["Le marché Crédit : A. Diallo"]
    image.file.storage.delete(image.file.name)
    document = documents.open_document(Client().get(ADDRESS).content)
    assert documents.alternatives_of(document) == []
    assert documents.texts_of(document, "Caption") == ["Le marché Crédit : A. Diallo"]


def test_a_demonstration_says_so_and_a_draft_is_not_public(client: Client) -> None:
    wave = WaveFactory(is_demonstration=True, is_public=True)
    published(waves=[wave], is_demonstration=True)
    begun(slug="brouillon")
    answer = client.get(ADDRESS)
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == (WORD, "noindex")
    document = documents.open_document(answer.content)
    (warning,) = documents.texts_of(document, "Intense Quote")
    assert warning.startswith("Démonstration : les réponses sont inventées")
    assert client.get("/etats-des-lieux/brouillon.docx").status_code == 404


@pytest.mark.slow
def test_the_founding_edition_is_a_document_in_both_languages(client: Client) -> None:
    load_report(list_report_files()[0])
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/etats-des-lieux/genevois-francais-2022.docx")
        document = documents.open_document(answer.content)
        report = Report.objects.get()
        assert [text for level, text in documents.headings_of(document) if level == 1]
        assert documents.texts_of(document, "List Bullet")
        shown = report.sections.filter(is_hidden=False).count()
        assert len(documents.texts_of(document, "toc 1")) == shown
