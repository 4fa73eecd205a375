"""Staff write: sections in order, figures by name, preview, publication."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from surveys.models import Report
from surveys.reports.fixtures import list_report_files, load_report
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import WaveFactory
from tests.surveys.reports.build import begun

pytestmark = pytest.mark.django_db
BOARD = "/gestion/etats-des-lieux/essai/"
NEW = "/gestion/etats-des-lieux/nouveau/"
ABOUT = {"title_fr": "État", "slug": "etat", "edition": "2026-11-01"}


@pytest.fixture
def writer(client: Client) -> Client:
    """Staff who may write reports."""
    person = factories.UserFactory(staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_report"))
    return log_in_with_second_factor(client, person)


def said(answer: object) -> str:
    return answer.text.replace("&#x27;", "'")


@pytest.mark.slow
def test_a_report_is_begun_with_a_first_text(writer: Client) -> None:
    factories.ActionFactory()
    answer = writer.post(NEW, ABOUT, follow=True)
    assert answer.redirect_chain == [("/gestion/etats-des-lieux/etat/", 302)]
    report = Report.objects.get()
    assert "{{chiffres:actions" in report.sections.get(kind="chiffres").prose_fr
    assert report.sections.get(kind="freins").is_hidden
    assert report.created_by is not None
    assert "Aperçu" in said(answer)
    assert "État" in writer.get("/gestion/etats-des-lieux/").text
    draft = writer.get("/etats-des-lieux/etat/")
    assert "n’est pas publié" in draft.text
    assert "ETag" not in draft


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title_fr": ""}, "Ce champ est obligatoire"),
        ({"slug": "É t a t"}, "slug"),
        ({"slug": "nouveau"}, "Cette adresse est prise"),
        ({"edition": "hier"}, "date valide"),
        ({"selection": "pays=zz"}, "zz"),
    ],
)
def test_what_is_wrong_with_a_report_is_said(
    writer: Client, fields: dict[str, str], words: str
) -> None:
    answer = writer.post(NEW, ABOUT | fields)
    assert answer.status_code == 400
    assert words in said(answer)
    assert not Report.objects.exists()


def test_invented_answers_are_refused_beside_real_ones(writer: Client) -> None:
    wave = WaveFactory(is_demonstration=True)
    answer = writer.post(NEW, ABOUT | {"waves": [wave.pk]})
    assert "Une enquête de démonstration" in said(answer)


def test_the_description_changes_and_the_figures_stay(writer: Client) -> None:
    report = begun()
    form = f"{BOARD}fiche/"
    assert "La coopération d’ici" in writer.get(form).text
    assert writer.post(form, {}).status_code == 400
    data = {"title_fr": "Autre", "slug": "essai", "edition": "2026-12-01"}
    assert writer.post(form, data | {"selection": "pays=ne"}).status_code == 400
    factories.CountryFactory(iso2="NE")
    writer.post(form, data | {"selection": "?pays=ne"})
    kept = Report.objects.get()
    assert (kept.title_fr, kept.selection) == ("Autre", "pays=ne")
    assert kept.snapshot == report.snapshot


def test_a_published_edition_keeps_its_address(writer: Client) -> None:
    edition, _is_new = load_report(list_report_files()[0])
    address = f"/gestion/etats-des-lieux/{edition.slug}/"
    data = {"title_fr": "Autre", "slug": "vole", "edition": "2022-12-01"}
    writer.post(f"{address}fiche/", data)
    edition.refresh_from_db()
    assert (edition.title_fr, edition.slug) == ("Autre", "genevois-francais-2022")
    answer = writer.post(address, {"geste": "releve"}, follow=True)
    assert "ne se relèvent pas" in said(answer)


def do(writer: Client, deed: str, **data: object) -> str:
    """Do a deed of the board; give what the page then says."""
    return said(writer.post(BOARD, {"geste": deed, **data}, follow=True))


@pytest.mark.slow
def test_sections_are_ordered_hidden_added_and_removed(writer: Client) -> None:
    report = begun()
    first, second = report.sections.all()[:2]
    do(writer, "descendre", section=first.pk)
    assert list(report.sections.all()[:2]) == [second, first]
    do(writer, "monter", section=first.pk)
    do(writer, "monter", section=first.pk)
    assert list(report.sections.all()[:2]) == [first, second]
    do(writer, "masquer", section=first.pk)
    first.refresh_from_db()
    assert first.is_hidden
    do(writer, "montrer", section=first.pk)
    do(writer, "supprimer", section=second.pk)
    assert not report.sections.filter(pk=second.pk).exists()
    do(writer, "ajouter", nature="libre")
    assert report.sections.last().title_fr == "Section libre"


@pytest.mark.parametrize(
    "data",
    [
        {"geste": "inconnu"},
        {"geste": "monter", "section": "0"},
        {"geste": "monter", "section": "²"},
        {"geste": "ajouter", "nature": "inconnue"},
        {"geste": "choisir", "releve": "99"},
        {"geste": "choisir", "releve": "x"},
        {},
    ],
)
@pytest.mark.slow
def test_a_deed_that_means_nothing_is_not_found(
    writer: Client, data: dict[str, str]
) -> None:
    begun()
    assert writer.post(BOARD, data).status_code == 404


@pytest.mark.slow
def test_snapshots_are_taken_chosen_and_published(writer: Client) -> None:
    report = begun()
    factories.ActionFactory()
    assert "L’annuaire compte aujourd’hui 1 action" in writer.get(BOARD).text
    assert "à jour" in do(writer, "releve")
    report.refresh_from_db()
    assert report.snapshot.number == 2
    do(writer, "choisir", releve="1")
    report.refresh_from_db()
    assert report.snapshot.number == 1
    assert "tout le monde peut le lire" in do(writer, "publier")
    assert "montre toujours le sien" in do(writer, "releve")
    assert "Retirez d’abord" in do(writer, "choisir", releve="2")
    assert "seule l’équipe" in do(writer, "retirer")
    assert "Archivé" in do(writer, "archiver")


def test_a_text_with_an_unknown_name_is_refused_and_kept_in_the_form(
    writer: Client,
) -> None:
    section = begun().sections.get(kind="objectifs")
    address = f"{BOARD}sections/{section.pk}/"
    page = writer.get(address).text
    assert "{{chiffre:actions}}" in page
    data = {"title_fr": "Titre", "prose_fr": "Il y a {{chiffre:actoins}}."}
    answer = writer.post(address, data)
    assert answer.status_code == 400
    assert "Vouliez-vous dire : actions" in said(answer)
    assert "Il y a {{chiffre:actoins}}." in said(answer)
    fixed = {"title_fr": "Titre", "prose_fr": "Il y a {{chiffre:actions}}."}
    assert writer.post(address, fixed).status_code == 302
    section.refresh_from_db()
    assert (section.title_fr, section.prose_fr) == ("Titre", fixed["prose_fr"])


def test_a_preview_is_shown_with_and_without_javascript(writer: Client) -> None:
    factories.ActionFactory()
    section = begun().sections.get(kind="objectifs")
    address = f"{BOARD}sections/{section.pk}/"
    data = {"title_fr": "T", "prose_fr": "Vu : {{chiffre:actions}} {{chiffre:x}}"}
    plain = said(writer.post(address, data | {"geste": "apercu"}))
    live = said(writer.post(f"{address}apercu/", data))
    for page in (plain, live):
        assert 'Vu : <a class="report__figure"' in page
        assert "n’a rien qui s’appelle « x »" in page
    assert "<html" not in live
    section.refresh_from_db()
    assert "Vu" not in section.prose_fr


def test_what_somebody_else_wrote_is_not_written_over(writer: Client) -> None:
    section = begun().sections.get(kind="objectifs")
    address = f"{BOARD}sections/{section.pk}/"
    seen = writer.get(address).context["form"].initial["version"]
    section.prose_fr = "Le sien."
    section.save()
    data = {"title_fr": "T", "prose_fr": "Le mien.", "version": seen}
    answer = writer.post(address, data)
    assert answer.status_code == 400
    assert "Quelqu’un d’autre" in said(answer)
    assert "Le mien." in said(answer)
    assert "Le sien." in said(answer)
    version = answer.context["form"].data["version"]
    assert writer.post(address, data | {"version": version}).status_code == 302
    section.refresh_from_db()
    assert section.prose_fr == "Le mien."
