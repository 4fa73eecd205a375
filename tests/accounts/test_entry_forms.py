"""Every kind of entry is proposed: agreements, the authority itself, photos, files."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Membership, Proposal, ProposalKind, ProposalState
from accounts.proposals.uploads import get_stored_name, sign_stored_name
from cooperation.enums import (
    AgreementEventKind,
    AgreementKind,
    PartnerKind,
    Verifier,
)
from cooperation.models import Action, Agreement, Photo
from tests import factories
from tests.accounts.entry_form import edit, form_of
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

GPS = 0x8825


def accept_all(staff: Client) -> None:
    """Accept the one proposal, as the button does."""
    staff.post(f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"})


def fill(agent: Client, address: str, **changes: Any) -> Any:
    """Change some fields of the form of a page and send it."""
    return agent.post(address, form_of(agent.get(address)) | changes, follow=True)


class TestAgreements:
    """What an authority signed is its to write, too."""

    @pytest.fixture
    def agreement(self, membership: Membership) -> Agreement:
        """An agreement of Annecy, signed in 1984."""
        agreement = factories.AgreementFactory(
            title="Annecy et Bayreuth", collectivity=membership.collectivity
        )
        factories.AgreementEventFactory(
            agreement=agreement, kind=AgreementEventKind.SIGNED, year=1984
        )
        return agreement

    def test_an_untouched_form_proposes_nothing(
        self, agent: Client, agreement: Agreement
    ) -> None:
        address = f"/espace/accords/{agreement.reference}/"
        answer = fill(agent, address, geste="envoyer")
        assert "Rien ne diffère de la fiche" in answer.text

    @pytest.mark.slow
    def test_an_event_is_added_and_accepted(
        self, agent: Client, staff: Client, agreement: Agreement, membership: Membership
    ) -> None:
        changes = {
            "title": "Annecy – Bayreuth",
            "events-1-kind": AgreementEventKind.RENEWED,
            "events-1-date": "2024-05-09",
            "events-1-note": "Quarante ans",
            "geste": "envoyer",
        }
        fill(agent, f"/espace/accords/{agreement.reference}/", **changes)
        shown = page_of(staff, f"/gestion/relecture/{Proposal.objects.get().pk}/").text
        assert "renouvelé, 2024-05-09 : Quarante ans" in shown

        accept_all(staff)

        agreement.refresh_from_db()
        assert agreement.title == "Annecy – Bayreuth"
        last = agreement.events.last()
        assert (last.kind, last.year) == (AgreementEventKind.RENEWED, 2024)
        assert last.history.get().history_user == membership.user

    @pytest.mark.slow
    def test_what_it_is_about_and_with_whom_is_proposed_and_accepted(
        self, agent: Client, staff: Client, agreement: Agreement, membership: Membership
    ) -> None:
        factories.ThemeFactory(code="culture", name_fr="Culture")
        factories.GoalFactory(number=4, name_fr="Éducation")
        known = factories.PartnerFactory(name="Comité de jumelage")
        changes = {
            "summary": "Quarante ans d’échanges.",
            "results": "Douze voyages.",
            "themes": ["culture"],
            "goals": ["4"],
            "partners-0-name": "Comité de jumelage",
            "partners-TOTAL_FORMS": "2",
            "partners-1-name": "Lycée Gabriel-Fauré",
            "partners-1-kind": PartnerKind.SCHOOL,
            "geste": "envoyer",
        }
        fill(agent, f"/espace/accords/{agreement.reference}/", **changes)
        shown = page_of(staff, f"/gestion/relecture/{Proposal.objects.get().pk}/").text
        for label in ("Résumé", "Résultats", "Thématiques", "Autres partenaires"):
            assert label in shown
        assert "4. Éducation" in shown
        assert "Lycée Gabriel-Fauré – nouveau partenaire" in shown

        accept_all(staff)

        agreement.refresh_from_db()
        assert agreement.summary == "Quarante ans d’échanges."
        assert agreement.results == "Douze voyages."
        assert [theme.code for theme in agreement.themes.all()] == ["culture"]
        assert [goal.pk for goal in agreement.goals.all()] == [4]
        names = {partner.name for partner in agreement.partners.all()}
        assert names == {known.name, "Lycée Gabriel-Fauré"}
        assert agreement.verified_by == Verifier.AUTHORITY
        assert agreement.history.first().history_user == membership.user

    @pytest.mark.slow
    def test_what_is_not_touched_of_a_full_agreement_is_not_proposed(
        self, agent: Client, agreement: Agreement
    ) -> None:
        agreement.themes.add(factories.ThemeFactory())
        agreement.goals.set([factories.GoalFactory(number=n) for n in (17, 4)])
        agreement.partners.set(factories.PartnerFactory.create_batch(3))
        address = f"/espace/accords/{agreement.reference}/"
        answer = fill(agent, address, geste="envoyer")
        assert "Rien ne diffère de la fiche" in answer.text

    @pytest.mark.slow
    def test_a_new_agreement_with_a_new_partner(
        self, agent: Client, staff: Client, membership: Membership
    ) -> None:
        country = factories.CountryFactory()
        fill(
            agent,
            "/espace/collectivites/annecy/nouvel-accord/",
            **{
                "title": "Annecy et Téra",
                "kind": AgreementKind.TWINNING,
                "counterpart-0-name": "Commune de Téra",
                "counterpart-0-kind": PartnerKind.AUTHORITY,
                "counterpart-0-country": country.pk,
                "events-0-kind": AgreementEventKind.SIGNED,
                "events-0-year": "2021",
                "geste": "envoyer",
            },
        )
        assert not Agreement.objects.exists()

        accept_all(staff)

        made = Agreement.objects.published().get()
        assert made.collectivity == membership.collectivity
        assert (made.counterpart.name, made.country) == ("Commune de Téra", country)
        assert "Annecy et Téra" in page_of(Client(), made.get_absolute_url()).text

    @pytest.mark.slow
    def test_a_day_of_another_year_is_refused(
        self, agent: Client, agreement: Agreement
    ) -> None:
        changes = {"events-0-date": "2024-05-09", "geste": "envoyer"}
        answer = fill(agent, f"/espace/accords/{agreement.reference}/", **changes)
        assert "Le jour doit tomber dans l’année donnée" in answer.text

    def test_another_authority_s_agreement_does_not_exist(self, agent: Client) -> None:
        other = factories.AgreementFactory()
        assert agent.get(f"/espace/accords/{other.reference}/").status_code == 404


def test_an_authority_says_what_it_is(
    agent: Client, staff: Client, membership: Membership
) -> None:
    fill(
        agent,
        "/espace/collectivites/annecy/",
        description="Une ville de montagne.",
        website="www.annecy.fr",
        geste="envoyer",
    )
    accept_all(staff)
    membership.collectivity.refresh_from_db()
    assert membership.collectivity.description == "Une ville de montagne."
    assert membership.collectivity.website == "https://www.annecy.fr"
    assert Proposal.objects.get().kind == ProposalKind.COLLECTIVITY


def photo_url(photo: Photo) -> str:
    """Return where the public sees a photo."""
    return reverse("cooperation:photo", args=[photo.pk])


def picture(width: int = 2400, height: int = 1200, form: str = "JPEG") -> Any:
    """Return a picture file that says where it was taken."""
    image, file = Image.new("RGB", (width, height), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (45.0, 54.0, 0.0)}
    image.save(file, form, exif=exif)
    return SimpleUploadedFile("vacances.jpg", file.getvalue(), "image/jpeg")


class TestPhotos:
    """Pictures come with words, go through our hands, and wait like the rest."""

    def send(self, agent: Client, action: Action, **changes: Any) -> Any:
        """Send the form with a picture."""
        said = {"photos-0-alt": "Le puits", "photos-0-credit": "Ville d’Annecy"}
        changes = {"photos-0-file": picture(), **said, "geste": "envoyer"} | changes
        return edit(agent, action, **changes)

    @pytest.mark.slow
    def test_a_picture_is_published_once_accepted_small_and_bare(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        self.send(agent, action)
        proposal = Proposal.objects.get()
        assert proposal.state == ProposalState.SENT
        assert not Photo.objects.exists()
        shown = staff.get(f"/gestion/relecture/{proposal.pk}/").text
        assert "Le puits (Ville d’Annecy)" in shown
        assert f"/espace/propositions/{proposal.pk}/fichiers/" in shown

        accept_all(staff)

        photo = Photo.objects.get()
        assert (photo.alt, photo.credit) == ("Le puits", "Ville d’Annecy")
        assert (photo.width, photo.height) == (1600, 800)
        with photo.image.open() as file, Image.open(file) as kept:
            assert dict(kept.getexif()) == {}
        assert Client().get(photo_url(photo)).getvalue()

    @pytest.mark.slow
    def test_words_are_asked_for_and_the_picture_is_not_lost(
        self, agent: Client, action: Action
    ) -> None:
        answer = self.send(agent, action, **{"photos-0-alt": ""})
        assert "Dites ce que montre la photo" in answer.text
        assert Proposal.objects.get().state == ProposalState.DRAFT
        token = Proposal.objects.get().typed["photos-0-stored"][0]
        assert default_storage.exists(get_stored_name(token))

        again = form_of(agent.get(f"/espace/actions/{action.reference}/"))
        again |= {"photos-0-alt": "Le puits", "geste": "envoyer"}
        agent.post(f"/espace/actions/{action.reference}/", again)

        (row,) = Proposal.objects.get().content["photos"]
        assert row["file"] == get_stored_name(token)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("file", "problem"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "n’est pas une image"),
            (b"\xff\xd8\xff cut", "n’est pas une image"),
            (b"0" * 10_000_001, "dépasse 10 Mo"),
        ],
    )
    def test_what_is_not_a_picture_is_refused(
        self, agent: Client, action: Action, file: bytes, problem: str
    ) -> None:
        upload = SimpleUploadedFile("photo.jpg", file, "image/jpeg")
        answer = self.send(agent, action, **{"photos-0-file": upload})
        assert problem in answer.text
        assert Proposal.objects.get().state == ProposalState.DRAFT

    @pytest.mark.slow
    def test_a_picture_too_large_to_open_is_refused(
        self, agent: Client, action: Action
    ) -> None:
        huge = picture(5000, 5000, "PNG")
        answer = self.send(agent, action, **{"photos-0-file": huge})
        assert "trop grande" in answer.text

    @pytest.mark.slow
    def test_what_is_said_of_a_picture_changes_and_it_keeps_its_address(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        photo = factories.PhotoFactory(action=action)
        edit(agent, action, geste="envoyer", **{"photos-0-credit": "Le fonds"})
        accept_all(staff)
        assert Photo.objects.get().pk == photo.pk
        assert Photo.objects.get().credit == "Le fonds"

    @pytest.mark.slow
    def test_a_picture_is_taken_away(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        factories.PhotoFactory(action=action)
        edit(agent, action, geste="envoyer", **{"photos-0-DELETE": "on"})
        accept_all(staff)
        assert not Photo.objects.exists()

    @pytest.mark.slow
    def test_a_form_names_no_file_that_it_was_not_given(
        self, agent: Client, action: Action
    ) -> None:
        answer = self.send(
            agent,
            action,
            **{"photos-0-file": "", "photos-0-stored": "accords/secret.pdf"},
        )
        assert "Choisissez de nouveau le fichier" in answer.text

    @pytest.mark.slow
    def test_a_file_is_shown_to_its_author_and_to_staff_only(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        self.send(agent, action)
        proposal = Proposal.objects.get()
        name = proposal.content["photos"][0]["file"]
        address = (
            f"/espace/propositions/{proposal.pk}/fichiers/{sign_stored_name(name)}/"
        )
        for reader in (agent, staff):
            answer = reader.get(address)
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.getvalue()
        forged = f"/espace/propositions/{proposal.pk}/fichiers/{name[7:]}/"
        assert agent.get(forged).status_code == 404


@pytest.mark.slow
def test_a_document_is_proposed_then_published(
    agent: Client, staff: Client, action: Action
) -> None:
    report = SimpleUploadedFile("bilan.pdf", b"%PDF-1.7", "application/pdf")
    sent = {"documents-0-file": report, "documents-0-title": "Bilan 2025"}
    edit(agent, action, geste="envoyer", **sent)
    accept_all(staff)
    assert action.documents.get().title == "Bilan 2025"


@pytest.mark.slow
def test_a_document_of_an_unknown_kind_is_refused(
    agent: Client, action: Action
) -> None:
    page = SimpleUploadedFile("page.html", b"<script>", "text/html")
    sent = {"documents-0-file": page, "documents-0-title": "Page"}
    edit(agent, action, geste="envoyer", **sent)
    assert Proposal.objects.get().state == ProposalState.DRAFT
