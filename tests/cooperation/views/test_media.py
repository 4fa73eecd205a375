"""Photos and documents are served only when what they belong to may be seen."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from cooperation.enums import Publication
from tests import factories

pytestmark = pytest.mark.django_db


def content(response: Any) -> bytes:
    """Return what was sent; read to its end, the file closes."""
    return b"".join(response.streaming_content)


@pytest.fixture
def signed_text() -> str:
    """The address of the text of a public agreement."""
    agreement = factories.AgreementFactory(slug="annecy-vicence")
    agreement.document.save("charte.pdf", ContentFile(b"%PDF-1.7"))
    return "/documents/accords/annecy-vicence/"


def test_a_photo_of_a_public_action_is_shown(client: Client) -> None:
    photo = factories.PhotoFactory(image__filename="puits.png")

    response = client.get(f"/photos/{photo.pk}/")

    assert content(response).startswith(b"\x89PNG")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Disposition"].startswith("inline")


def test_a_document_is_downloaded_under_its_title(client: Client) -> None:
    document = factories.DocumentFactory(title="Bilan de l’année 2023")

    response = client.get(f"/documents/{document.pk}/")

    assert content(response) == b"%PDF-1.4"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="bilan-de-lannee-2023.pdf"'
    )


def test_the_text_of_an_agreement_is_downloaded(
    client: Client, signed_text: str
) -> None:
    response = client.get(signed_text)

    assert content(response) == b"%PDF-1.7"
    assert response["Content-Disposition"] == (
        'attachment; filename="annecy-vicence.pdf"'
    )


@pytest.mark.parametrize("state", [Publication.DRAFT, Publication.ARCHIVED])
@pytest.mark.parametrize(
    ("factory", "folder"),
    [(factories.PhotoFactory, "photos"), (factories.DocumentFactory, "documents")],
)
def test_a_file_of_an_action_that_is_not_public_is_not_there(
    client: Client, factory: Any, folder: str, state: Publication
) -> None:
    row = factory(action__publication=state)

    assert client.get(f"/{folder}/{row.pk}/").status_code == 404


def test_staff_see_the_files_of_drafts_and_no_cache_keeps_them(
    staff_client: Client,
) -> None:
    photo = factories.PhotoFactory(action__publication=Publication.DRAFT)

    response = staff_client.get(f"/photos/{photo.pk}/")

    assert content(response).startswith(b"\x89PNG")
    assert response["Cache-Control"] == "private, no-store"


def test_the_text_of_a_draft_agreement_is_not_there(client: Client) -> None:
    factories.AgreementFactory(slug="secret", draft=True, document="accords/x.pdf")

    assert client.get("/documents/accords/secret/").status_code == 404


def test_an_agreement_without_a_text_has_none(client: Client) -> None:
    factories.AgreementFactory(slug="sans-texte")

    assert client.get("/documents/accords/sans-texte/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/photos/1/", "/documents/1/", f"/photos/{9**40}/"]
)
def test_a_file_that_never_was_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_file_lost_on_disk_is_not_there(client: Client) -> None:
    photo = factories.PhotoFactory()
    default_storage.delete(photo.image.name)

    assert client.get(f"/photos/{photo.pk}/").status_code == 404


def test_a_file_that_the_visitor_has_is_not_sent_again(client: Client) -> None:
    photo = factories.PhotoFactory()
    first = client.get(f"/photos/{photo.pk}/")
    content(first)

    again = client.get(
        f"/photos/{photo.pk}/",
        headers={"if-modified-since": first["Last-Modified"]},
    )

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "no-cache"


def test_a_file_that_is_not_public_any_more_is_gone_even_where_it_is_kept(
    client: Client,
) -> None:
    photo = factories.PhotoFactory()
    first = client.get(f"/photos/{photo.pk}/")
    content(first)
    photo.action.publication = Publication.ARCHIVED
    photo.action.save()

    again = client.get(
        f"/photos/{photo.pk}/",
        headers={"if-modified-since": first["Last-Modified"]},
    )

    assert again.status_code == 404


def test_an_unknown_kind_of_file_is_only_bytes(client: Client) -> None:
    agreement = factories.AgreementFactory(slug="page")
    agreement.document.save("page.html", ContentFile(b"<script>"))

    response = client.get("/documents/accords/page/")

    assert content(response) == b"<script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_the_address_on_disk_is_not_an_address_of_the_site(client: Client) -> None:
    photo = factories.PhotoFactory()

    for prefix in ("/", "/media/"):
        assert client.get(prefix + photo.image.name).status_code == 404


def test_a_photo_has_a_small_version_of_one_size(client: Client) -> None:
    photo = factories.PhotoFactory(image__width=900, image__height=900)

    response = client.get(f"/photos/{photo.pk}/petite/")

    assert Image.open(BytesIO(response.content)).size == (320, 240)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-cache"
    since = {"If-Modified-Since": response["Last-Modified"]}
    assert client.get(f"/photos/{photo.pk}/petite/", headers=since).status_code == 304


def test_what_cannot_be_reduced_is_sent_as_it_is(client: Client) -> None:
    photo = factories.PhotoFactory()
    default_storage.delete(photo.image.name)
    default_storage.save(photo.image.name, ContentFile(b"no picture"))

    assert content(client.get(f"/photos/{photo.pk}/petite/")) == b"no picture"


def test_a_small_photo_of_a_draft_does_not_exist(client: Client) -> None:
    photo = factories.PhotoFactory(action__publication=Publication.DRAFT)

    assert client.get(f"/photos/{photo.pk}/petite/").status_code == 404
