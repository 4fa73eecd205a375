"""Who made a report: named on its page, by a logo where there is one."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from surveys.models import Report, ReportPartner
from surveys.reports.partners import read_logo
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ReportPartnerFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db
FORM = "/gestion/etats-des-lieux/essai/partenaires/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def writer(client: Client) -> Client:
    return log_in_with_second_factor(client, factories.UserFactory(superuser=True))


def sent(rows: list[dict[str, Any]], stored: int = 0) -> dict[str, Any]:
    """Return what the form sends for some rows."""
    fields = {
        f"partenaire-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in ({"role": "partenaire", "position": 0} | row).items()
    }
    totals = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": stored}
    return fields | {f"partenaire-{name}": n for name, n in totals.items()}


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (80, 40), "green").save(data, "PNG")
    return SimpleUploadedFile("logo.png", data.getvalue())


def names(report: Report) -> list[tuple[str, str, str, bool]]:
    rows = ReportPartner.objects.filter(report=report)
    return [(row.role, row.name, row.url, bool(row.logo)) for row in rows]


def test_partners_are_named_on_the_page_by_role(client: Client) -> None:
    report = published()
    assert (
        "Qui a fait cet état des lieux"
        not in client.get(report.get_absolute_url()).text
    )
    logo = ReportPartnerFactory(report=report, role="financeur")
    ReportPartnerFactory(report=report, role="operateur", name="Une cité", logo="")
    page = client.get(report.get_absolute_url()).text
    assert page.index("A réalisé l’état des lieux") < page.index("L’a financé")
    assert f'src="/etats-des-lieux/essai/partenaires/{logo.pk}/logo/"' in page
    assert 'alt="Un réseau"' in page
    picture = client.get(f"/etats-des-lieux/essai/partenaires/{logo.pk}/logo/")
    assert picture.getvalue().startswith(b"\xff\xd8")


def test_staff_add_change_and_remove_partners(writer: Client) -> None:
    report = begun()
    first = {"name": "Une cité", "role": "operateur", "url": "cite.example"}
    second = {"name": "Un réseau", "position": 1, "logo": picture()}
    answer = writer.post(FORM, sent([first, second, {}]))
    assert answer["Location"] == FORM
    assert names(report) == [
        ("operateur", "Une cité", "https://cite.example", False),
        ("partenaire", "Un réseau", "", True),
    ]
    one, other = ReportPartner.objects.all()
    rows = [
        {"id": one.pk, "name": one.name, "DELETE": "on"},
        {"id": other.pk, "name": "Le réseau", "logo-clear": "on"},
    ]
    writer.post(FORM, sent(rows, stored=2))
    assert names(report) == [("partenaire", "Le réseau", "", False)]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(writer: Client) -> None:
    report = begun()
    rows = [{"name": "Une cité", "url": "pas une adresse"}, {"name": "Une cité"}]
    answer = writer.post(FORM, sent(rows))
    assert answer.status_code == 400
    assert 'value="pas une adresse"' in answer.text
    assert names(report) == []
    rows = [{"name": "Une cité", "logo": SimpleUploadedFile("logo.png", b"texte")}]
    answer = writer.post(FORM, sent(rows))
    assert "n’est pas une image" in answer.text
    twice = writer.post(FORM, sent([{"name": "Une cité"}, {"name": "Une cité"}]))
    assert twice.status_code == 400
    assert names(report) == []


def test_the_pages_of_a_report_lead_to_its_partners(writer: Client) -> None:
    begun()
    for page in ("", "fiche/"):
        assert (
            f'href="{FORM}"'
            in writer.get(f"/gestion/etats-des-lieux/essai/{page}").text
        )


def test_the_next_edition_takes_over_partners_with_copies_of_their_logos(
    writer: Client,
) -> None:
    former = published(slug="avant")
    form = "/gestion/etats-des-lieux/nouveau/"
    assert writer.get(form).context["form"].initial["partners_of"] is None
    first = ReportPartnerFactory(report=former, name="Un réseau", position=1)
    lost = ReportPartnerFactory(report=former, name="Une fondation", position=2)
    about = {"name": "Une cité", "role": "operateur", "url": "", "logo": ""}
    ReportPartnerFactory(report=former, **about)
    lost.logo.storage.delete(lost.logo.name)
    assert writer.get(form).context["form"].initial["partners_of"] == former
    fields = {"title_fr": "Après", "slug": "apres", "edition": "2027-01-01"}
    writer.post(form, fields | {"partners_of": former.pk})
    report = Report.objects.get(slug="apres")
    assert names(report) == [
        ("operateur", "Une cité", "", False),
        ("partenaire", "Un réseau", first.url, True),
        ("partenaire", "Une fondation", lost.url, False),
    ]
    first.logo.storage.delete(first.logo.name)
    assert read_logo(report.partners.get(name="Un réseau"))
    writer.post(form, fields | {"slug": "seul", "partners_of": ""})
    assert names(Report.objects.get(slug="seul")) == []
