"""Requirements 4 and 8: what is not published shows on no public route, in no count."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from cooperation.enums import Publication
from cooperation.models import Action, Agreement, Document, Partner, Photo, Resource
from cooperation.pdf.typesetting import serialize_data
from tests import factories
from tests.security.drafts import CANARY, hide_drafts_beside, write_idle_communes
from tests.security.routes import PUBLIC, public_addresses, routes
from tests.security.test_login_required import DOORS, is_public

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

# Ways of asking that reach what the plain addresses do not.
ASKED = [
    "/en/",
    "/en/actions/",
    "/en/actions/action-publique/",
    "/actions/action-sans-accord/",
    "/actions/?q=canari",
    "/actions/?q=canari-action",
    "/actions/?type=pacte_amitie",
    "/actions/?statut=suspendue",
    "/actions/?annee_min=1980&annee_max=1990",
    "/actions/?partenaire=canari-contrepartie-0",
    "/actions/?collectivite=commune-publique",
    "/actions/?pays=ne&tri=budget",
    "/actions.csv?q=canari",
    "/actions.geojson?statut=suspendue",
    "/actions/points.json?statut=suspendue",
    "/carte/?type=pacte_amitie",
    "/carte/fiches/?statut=suspendue",
    "/carte/liens.json?zoom=9",
    "/accords/?q=canari",
    "/accords/?type=pacte_amitie",
    "/accords.csv?type=pacte_amitie",
    "/accords.geojson?q=canari",
    "/collectivites.csv?q=thonon",
    "/partenaires.csv?q=canari",
    "/pays.geojson?q=niger",
    "/collectivites/?q=discrete",
    "/partenaires/?q=canari",
    "/partenaires/?nature=ong",
    "/pays/?q=niger",
    "/ressources/?q=canari",
    "/chiffres/?statut=suspendue",
    "/chiffres/collectivites-pays/",
    "/chiffres/combinaisons/",
    "/chiffres/montants-pays.csv",
    "/chiffres/budgets-themes/",
    "/chiffres/parts-guichets.csv",
    "/chiffres/pays.svg",
    "/chiffres/collectivites-pays.svg",
    "/actions/?portee=un",
    "/actions/?vue=deux",
    "/integrer/carte/?type=pacte_amitie",
    "/integrer/liste/?q=canari",
    "/actions/action-sans-accord.pdf",
    "/financements/oudin_santini/?ressources=1000",
    "/ressources/appels.ics",
    "/ressources/offres.rss",
    "/actions/?montant=sans-date",
    "/accords/?signature=1985",
    "/collectivites/commune-discrete-0/",
    "/collectivites/commune-discrete-0/portrait.pdf",
    "/collectivites/?q=thonon",
    "/ma-commune/?q=canari",
    "/comparer/?collectivite=commune-publique&collectivite=commune-discrete-0",
    "/comparer/?collectivite=commune-publique",
    "/comparer/?pays=ne&pays=bj",
    "/comparer/?q=canari",
    "/en/etats-des-lieux/etat-public/",
    "/etats-des-lieux/etat-public/chiffres/par_pays/?ligne=1",
    "/etats-des-lieux/etat-public/chiffres/partenaires.csv",
    "/etats-des-lieux/canari-etat/",
]
ADDRESSES = [*public_addresses(), *ASKED]


@pytest.fixture(scope="module", autouse=True)
def readable_prints() -> Iterator[None]:
    """Return what is printed as text, which no PDF and no picture lets one read."""

    def read(_template: str, data: Any) -> bytes:
        return serialize_data(data).encode()

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("cooperation.pdf.entries.render_pdf", read)
        monkeypatch.setattr("cooperation.pdf.entries.render_png", read)
        monkeypatch.setattr("cooperation.pdf.portraits.render_pdf", read)
        monkeypatch.setattr("surveys.reports.pdf.render_pdf", read)
        monkeypatch.setattr(
            "surveys.views.public.report_files.render_picture_png", str.encode
        )
        monkeypatch.setattr(
            "cooperation.views.public.figures.render_picture_png", str.encode
        )
        yield


def words(answer: Any) -> str:
    """Return the text of an answer in any format, unpacked where it is packed."""
    body = b"".join(answer) if answer.streaming else answer.content
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as workbook:
        # docProps holds the moment of the export.
        names = [name for name in workbook.namelist() if "docProps" not in name]
        # Pictures in a document do not read as text.
        parts = [workbook.read(name) for name in sorted(names)]
        return "".join(part.decode("utf-8", "replace") for part in parts)


def headers(answer: Any) -> str:
    """Return the headers of an answer."""
    return str(answer.headers)


def asked_for(text: str, address: str) -> str:
    """Take away what a page repeats of its own address."""
    for parameter in address.partition("?")[2].split("&"):
        value = parameter.partition("=")[2]
        text = text.replace(value, "")
        for word in value.split("-"):  # what a search left out, or may be searched for
            text = text.replace(f"« {word} »", "").replace(f"%22{word}%22", "")
    return text


@pytest.fixture(scope="module")
def public(world: Action, shared_rows: DjangoDbBlocker) -> Action:
    """A published action, another one without agreement, communes that do nothing."""
    with shared_rows.unblock():
        factories.ActionFactory(slug="action-sans-accord", lead=world.lead)
        write_idle_communes()
    return world


@pytest.fixture(scope="module")
def texts_before(public: Action, shared_rows: DjangoDbBlocker) -> dict[str, str]:
    """What each address says before anything hidden is there."""
    with shared_rows.unblock():
        return {address: words(Client().get(address)) for address in ADDRESSES}


@pytest.fixture(scope="module")
def drafts(
    public: Action, texts_before: dict[str, str], shared_rows: DjangoDbBlocker
) -> Action:
    """Drafts beside the published action; no page is kept from before."""
    with shared_rows.unblock():
        hide_drafts_beside(public)
    caches["pages"].clear()
    return public


def test_every_public_route_is_tried_here() -> None:
    named = {route.name for route in routes() if is_public(route)}
    assert named - DOORS == set(PUBLIC)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_hidden_is_told_or_counted(
    client: Client, texts_before: dict[str, str], drafts: Action, address: str
) -> None:
    answer = client.get(address)
    text = words(answer)
    assert CANARY not in asked_for((text + headers(answer)).lower(), address)
    assert text == texts_before[address]


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "." not in one])
def test_nothing_hidden_is_told_in_a_fragment(
    client: Client, drafts: Action, address: str
) -> None:
    answer = client.get(address, headers={"hx-request": "true"})
    assert CANARY not in asked_for(words(answer).lower(), address)


SEEN_ONCE_PUBLIC = [
    "/actions/",
    "/actions.csv",
    "/actions.geojson",
    "/actions.xlsx",
    "/accords/",
    "/accords.csv",
    "/collectivites/commune-publique/",
    "/partenaires/",
    "/pays/ne/",
    "/ressources/",
]


@pytest.mark.parametrize("address", SEEN_ONCE_PUBLIC)
def test_the_word_is_seen_once_it_is_published(
    client: Client, drafts: Action, address: str
) -> None:
    """Without this, the tests above would prove nothing."""
    for model in (Action, Agreement, Resource):
        model.objects.update(publication=Publication.PUBLISHED)
    assert CANARY in words(client.get(address)).lower()


def hidden_addresses() -> Iterator[str]:
    """Return the addresses that hidden things would have."""
    for model in (Action, Agreement, Partner):
        for row in model.objects.filter(slug__startswith=CANARY):
            yield row.get_absolute_url()
    for agreement in Agreement.objects.filter(slug__startswith=CANARY):
        yield reverse("cooperation:agreement_document", args=[agreement.slug])
    for photo in Photo.objects.filter(alt__startswith=CANARY):
        yield reverse("cooperation:photo", args=[photo.pk])
    for document in Document.objects.filter(title__startswith=CANARY):
        yield reverse("cooperation:document", args=[document.pk])


def test_what_is_hidden_has_no_address(client: Client, drafts: Action) -> None:
    addresses = list(hidden_addresses())
    assert len(addresses) == 18
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("kind", ["actions", "accords"])
def test_a_former_address_does_not_tell_the_hidden_one(
    client: Client, drafts: Action, kind: str
) -> None:
    slug = "ancien-action-0" if kind == "actions" else "ancien-accord-0"
    assert client.get(f"/{kind}/{slug}/").status_code == 404
