"""The queue of proposals: its filters, who looks at what, and the next one."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Proposal, ProposalState
from accounts.models.proposals import REVIEW_LASTS
from accounts.proposals.kinds import get_current_content
from accounts.proposals.uploads import get_stored_name, store_file
from accounts.proposals.workflow import accept_proposal
from cooperation.enums import InvolvementRole, PartnerKind
from tests import factories
from tests.cooperation.views.pages import page_of
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

QUEUE = "/gestion/relecture/"


def send(title: str, days: int = 0, **more: Any) -> Proposal:
    """Send a proposal for a new title of an action, some days ago."""
    action = more.pop("action", None) or factories.ActionFactory()
    draft = factories.ProposalFactory(
        action=action, collectivity=action.lead, author=factories.UserFactory(), **more
    )
    draft.base = get_current_content(draft)
    draft.content = draft.base | {"title": title}
    draft.state = ProposalState.SENT
    draft.sent_at = timezone.now() - datetime.timedelta(days=days)
    draft.save()
    return draft


def send_new(title: str, days: int = 0) -> Proposal:
    """Send a proposal of an action that is not in the directory."""
    return factories.ProposalFactory(
        action=None,
        collectivity=factories.CollectivityFactory(),
        author=factories.UserFactory(),
        content={"title": title, "status": "en_cours"},
        base={},
        state=ProposalState.SENT,
        sent_at=timezone.now() - datetime.timedelta(days=days),
    )


@pytest.fixture
def marie() -> Client:
    """Another member of staff who decides."""
    person = factories.UserFactory(
        staff=True, email="marie@exemple.fr", first_name="Marie"
    )
    give_rights(person, "accounts.change_proposal")
    return log_in_with_second_factor(Client(), person)


def post(
    client: Client, proposal: Proposal, verb: str, query: str = "", **more: Any
) -> Any:
    """Press a button of the page of a proposal."""
    return client.post(f"{QUEUE}{proposal.pk}/{query}", {"geste": verb, **more})


def titles(client: Client, query: str = "") -> list[str]:
    """Return the titles that the queue shows."""
    return [str(one) for one in client.get(f"{QUEUE}{query}").context["waiting"]]


def test_the_oldest_come_first_with_their_age(staff: Client) -> None:
    send("D’hier", days=1)
    send("D’il y a longtemps", days=12)
    send("D’aujourd’hui")
    assert titles(staff) == ["D’il y a longtemps", "D’hier", "D’aujourd’hui"]
    text = page_of(staff, QUEUE).text
    assert "il y a 12 jours" in text
    assert "il y a 1 jour" in text


def test_it_is_filtered_by_kind_authority_novelty_and_reader(
    staff: Client, marie: Client
) -> None:
    old = send("Changée", days=2)
    new = send_new("Nouvelle", days=1)
    post(marie, old, "prendre")
    wanted = {
        "?sorte=action": ["Changée", "Nouvelle"],
        "?sorte=accord": [],
        "?sorte=inconnue": ["Changée", "Nouvelle"],
        f"?collectivite={old.collectivity.slug}": ["Changée"],
        "?nouveaute=nouvelle": ["Nouvelle"],
        "?nouveaute=modifiee": ["Changée"],
        "?lecture=personne": ["Nouvelle"],
        "?lecture=autres": ["Changée"],
        "?lecture=moi": [],
    }
    assert {query: titles(staff, query) for query in wanted} == wanted
    assert titles(marie, "?lecture=moi") == ["Changée"]
    post(staff, new, "prendre")
    assert titles(staff, "?lecture=moi") == ["Nouvelle"]


def test_it_has_pages_and_leaves_nothing_out(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.views.staff.review.QUEUE_PAGE", 2)
    for number in range(3):
        send(f"N° {number}", days=3 - number)
    assert titles(staff, "?sorte=action") == ["N° 0", "N° 1"]
    assert "?sorte=action&page=2" in page_of(staff, f"{QUEUE}?sorte=action").links
    assert titles(staff, "?sorte=action&page=2") == ["N° 2"]
    assert "3 propositions attendent" in page_of(staff, QUEUE).text


def test_it_asks_as_much_for_many_as_for_one(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for _time in range(2):
        for _each in range(10):
            send("Titre")
        with django_assert_max_num_queries(15) as asked:
            staff.get(QUEUE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


class TestTheNextOne:
    """A decision leads to the next proposal of the same filtered queue."""

    @pytest.fixture
    def sent(self) -> list[Proposal]:
        return [send(f"N° {number}", days=9 - number) for number in range(3)]

    def test_after_a_decision(self, staff: Client, sent: list[Proposal]) -> None:
        first, second, third = sent
        answer = post(staff, second, "tout", "?sorte=action")
        assert answer["Location"] == f"{QUEUE}{third.pk}/?sorte=action"
        answer = post(staff, third, "refuser", "?sorte=action", motif="Non.")
        assert answer["Location"] == f"{QUEUE}{first.pk}/?sorte=action"
        answer = post(staff, first, "tout", "?sorte=action")
        assert answer["Location"] == f"{QUEUE}?sorte=action"

    def test_without_a_decision(self, staff: Client, sent: list[Proposal]) -> None:
        first, second, _third = sent
        page = page_of(staff, f"{QUEUE}{first.pk}/?sorte=action")
        assert f"{QUEUE}{second.pk}/?sorte=action" in page.links
        assert "il en reste 2 autres" in page.text
        assert f"{QUEUE}{first.pk}/corriger/?sorte=action" in page.links

    def test_what_another_person_looks_at_is_left_to_them(
        self, staff: Client, marie: Client, sent: list[Proposal]
    ) -> None:
        first, second, third = sent
        post(marie, second, "prendre")
        assert post(staff, first, "tout")["Location"] == f"{QUEUE}{third.pk}/"

    def test_it_stays_within_the_filter(
        self, staff: Client, sent: list[Proposal]
    ) -> None:
        new = send_new("Nouvelle")
        answer = post(staff, new, "tout", "?nouveaute=nouvelle")
        assert answer["Location"] == f"{QUEUE}?nouveaute=nouvelle"

    def test_a_second_click_decides_nothing_more(
        self, staff: Client, sent: list[Proposal]
    ) -> None:
        first, second, _third = sent
        post(staff, first, "tout")
        again = post(staff, first, "refuser", motif="Non.")
        assert again["Location"] == f"{QUEUE}{second.pk}/"
        first.refresh_from_db()
        assert first.state == ProposalState.ACCEPTED


class TestWhoLooksAtIt:
    """One takes a proposal, the others are told; nobody keeps it for ever."""

    def test_opening_the_page_takes_nothing(self, staff: Client) -> None:
        sent = send("Titre")
        staff.get(f"{QUEUE}{sent.pk}/")
        assert not Proposal.objects.in_review().exists()

    def test_a_second_person_is_warned(self, staff: Client, marie: Client) -> None:
        sent = send("Titre")
        post(marie, sent, "prendre")
        began = timezone.now() - datetime.timedelta(minutes=10)
        Proposal.objects.update(review_began_at=began)
        page = page_of(staff, f"{QUEUE}{sent.pk}/")
        assert "Marie la regarde depuis 10 minutes" in page.text.replace("\xa0", " ")
        assert "Je la prends à sa place" in page.text
        queue = page_of(staff, QUEUE).text.replace("\xa0", " ")
        assert "Marie la regarde depuis 10 minutes" in queue
        answer = staff.post(f"{QUEUE}{sent.pk}/", {"geste": "prendre"}, follow=True)
        assert "Une autre personne vient de la prendre" in answer.text
        post(staff, sent, "reprendre")
        assert "Vous la regardez" in page_of(staff, f"{QUEUE}{sent.pk}/").text

    def test_only_who_took_it_gives_it_back(self, staff: Client, marie: Client) -> None:
        sent = send("Titre")
        post(marie, sent, "prendre")
        post(staff, sent, "rendre")
        assert Proposal.objects.in_review().exists()
        post(marie, sent, "rendre")
        assert not Proposal.objects.in_review().exists()

    def test_it_is_free_after_some_hours_and_once_decided(
        self, staff: Client, marie: Client
    ) -> None:
        sent = send("Titre")
        post(marie, sent, "prendre")
        Proposal.objects.update(review_began_at=timezone.now() - REVIEW_LASTS)
        assert "Je la prends" in page_of(staff, f"{QUEUE}{sent.pk}/").text
        assert post(staff, sent, "prendre").status_code == 302
        post(staff, sent, "tout")
        sent.refresh_from_db()
        assert (sent.reviewer, sent.review_began_at) == (None, None)


class TestTheReader:
    """Who only reads sees the queue and the proposals, and no button."""

    @pytest.fixture
    def reader(self) -> Client:
        person = factories.UserFactory(staff=True)
        give_rights(person, "accounts.view_proposal")
        return log_in_with_second_factor(Client(), person)

    def test_there_is_nothing_to_press(self, reader: Client) -> None:
        sent = send("Titre")
        assert titles(reader) == ["Titre"]
        page = reader.get(f"{QUEUE}{sent.pk}/")
        assert "Titre" in page.text
        for word in ("Tout accepter", "Refuser", "Je la prends", "Corriger"):
            assert word not in page.text
        assert "/gestion/invitations/" not in page_of(reader, QUEUE).links
        assert reader.get(f"{QUEUE}{sent.pk}/corriger/").status_code == 403


def test_the_key_enter_decides_nothing_and_keeps_what_is_ticked(staff: Client) -> None:
    sent = send("Titre")
    page = post(staff, sent, "voir", champ=["title"], motif="Trop court.")
    assert page.status_code == 200
    assert page.context["chosen"] == ["title"]
    assert "Trop court.</textarea>" in page.text
    sent.refresh_from_db()
    assert sent.state == ProposalState.SENT


def test_a_proposed_document_is_downloaded_and_a_picture_shown(
    staff: Client, agent: Client
) -> None:
    document, picture, page = (
        get_stored_name(store_file(folder, name, b"contenu"))
        for folder, name in (
            ("documents", "rapport.pdf"),
            ("photos", "photo.jpg"),
            ("documents", "page.html"),
        )
    )
    sent = send("Titre")
    sent.content |= {
        "documents": [
            {"row": None, "file": document, "title": "Rapport d’étape"},
            {"row": None, "file": page, "title": "Page"},
        ],
        "photos": [{"row": None, "file": picture, "alt": "Un puits", "credit": "A"}],
    }
    sent.save()
    shown = staff.get(f"{QUEUE}{sent.pk}/")
    assert "Ouvrir le document proposé « Rapport d’étape » (PDF)" in " ".join(
        shown.text.split()
    )
    headers = {}
    for file in shown.context["files"]:
        address = f"/espace/propositions/{sent.pk}/fichiers/{file.token}/"
        answer = staff.get(address)
        answer.getvalue()
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert agent.get(address).status_code == 404
        headers[file.title] = (answer["Content-Type"], answer["Content-Disposition"])
    assert headers == {
        "Un puits": ("image/jpeg", 'inline; filename="un-puits.jpg"'),
        "Rapport d’étape": (
            "application/pdf",
            'attachment; filename="rapport-detape.pdf"',
        ),
        "Page": ("application/octet-stream", 'attachment; filename="page.html"'),
    }


def test_a_new_partner_shows_with_its_kind_and_country(staff: Client) -> None:
    country = factories.CountryFactory()
    sent = send("Titre")
    sent.content |= {
        "partners": [
            {
                "partner": None,
                "name": "Régie de Téra",
                "kind": PartnerKind.WATER_UTILITY,
                "country": country.pk,
                "role": InvolvementRole.OPERATOR,
            }
        ]
    }
    sent.save()
    shown = page_of(staff, f"{QUEUE}{sent.pk}/").text
    kind = PartnerKind.WATER_UTILITY.label
    assert (
        f"Régie de Téra (opérateur) – nouveau partenaire : {kind}, {country}" in shown
    )


class TestTheMailOfADecision:
    """The author reads what was accepted, corrected and left out."""

    def decide(self, sent: Proposal, fields: list[str], **content: Any) -> str:
        person = factories.UserFactory(staff=True)
        changed = sent.content | content if content else None
        accept_proposal(sent, fields, decided_by=person, content=changed)
        return str(mail.outbox[-1].body)

    def test_what_staff_corrected_is_told_before_and_after(self) -> None:
        sent = send("Titre de l’agent")
        sent.content |= {"summary": "Un résumé."}
        sent.save()
        body = self.decide(sent, ["title", "summary"], title="Titre de l’équipe")
        assert "L’équipe a corrigé avant de publier" in body
        assert "vous proposiez : Titre de l’agent" in body
        assert "la fiche dit : Titre de l’équipe" in body
        assert "Accepté comme vous l’avez écrit : Résumé." in body
        assert "retenu" not in body

    def test_what_was_left_out_is_told(self) -> None:
        sent = send("Titre de l’agent")
        sent.content |= {"summary": "Un résumé."}
        sent.save()
        body = self.decide(sent, ["title"])
        assert "N’a pas été retenu" in body
        assert "Résumé : Un résumé." in body
        assert "corrigé" not in body

    def test_what_others_changed_meanwhile_is_no_correction(self) -> None:
        sent = send("Titre de l’agent")
        sent.action.summary = "Le résumé d’un autre."
        sent.action.save()
        assert "corrigé" not in self.decide(sent, ["title"])

    def test_a_refusal_says_its_reason_only(self, staff: Client) -> None:
        sent = send("Titre")
        post(staff, sent, "refuser", motif="Déjà dans l’annuaire.")
        body = str(mail.outbox[-1].body)
        assert "Déjà dans l’annuaire." in body
        assert "retenu" not in body
