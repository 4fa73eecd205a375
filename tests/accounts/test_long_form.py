"""The form of an entry says what is wrong, keeps files, and bounds its lists."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Membership, Proposal, ProposalKind, ProposalState
from accounts.proposals.kinds import ENTRY_SCHEMAS, get_current_content
from cooperation.models import Action
from tests import factories
from tests.accounts.entry_form import edit, form_of
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


def address_of(action: Action) -> str:
    return f"/espace/actions/{action.reference}/"


def accept_all(staff: Client) -> None:
    staff.post(f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"})


def picture() -> Any:
    file = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(file, "JPEG")
    return SimpleUploadedFile("puits.jpg", file.getvalue(), "image/jpeg")


class TestErrors:
    """One summary, at the top, leads to each field."""

    def test_each_error_is_told_once_with_its_list_its_row_and_a_link(
        self, agent: Client, action: Action
    ) -> None:
        answer = edit(
            agent,
            action,
            title="",
            geste="envoyer",
            **{"locations-1-name": "Niamey", "fundings-1-amount": "douze"},
        )
        assert [(one.target, one.label) for one in answer.context["problems"]] == [
            ("id_title", "Titre"),
            ("id_locations-1-country", "Où, ligne 2, Pays"),
            ("id_fundings-1-window", "Avec quel argent, ligne 2, Guichet"),
            ("id_fundings-1-amount", "Avec quel argent, ligne 2, Montant en euros"),
        ]
        page = answer.text
        assert "4 points à corriger avant l’envoi" in page
        assert page.count("message__title") == 1
        assert 'href="#id_locations-1-country"' in page
        assert "autofocus" in page

    def test_a_draft_that_is_opened_again_is_not_scolded(
        self, agent: Client, action: Action
    ) -> None:
        edit(agent, action, title="", geste="garder")
        page = agent.get(address_of(action)).text
        assert "à corriger" not in page
        assert "field__error" not in page

    def test_a_row_that_is_added_brings_no_errors(
        self, agent: Client, action: Action
    ) -> None:
        answer = edit(agent, action, title="", ajouter="locations")
        assert "field__error" not in answer.text
        assert len(answer.context["form"].lists["locations"].forms) == 3

    @pytest.mark.slow
    def test_a_row_that_is_added_and_left_empty_is_no_error(
        self, agent: Client, action: Action
    ) -> None:
        added = edit(agent, action, title="Autre titre", ajouter="partners")
        agent.post(address_of(action), form_of(added) | {"geste": "envoyer"})
        assert Proposal.objects.get().state == ProposalState.SENT

    @pytest.mark.parametrize(
        "typed",
        [
            {"locations-1-lat": "14", "locations-1-lng": "0.7"},
            {"partners-1-role": "operateur"},
            {"fundings-1-year": "2024"},
        ],
    )
    @pytest.mark.slow
    def test_a_row_of_which_only_a_part_is_typed_is_not_dropped(
        self, agent: Client, action: Action, typed: dict[str, str]
    ) -> None:
        answer = edit(agent, action, geste="envoyer", **typed)
        assert len(answer.context["problems"]) == 1
        assert Proposal.objects.get().state == ProposalState.DRAFT

    def test_what_only_the_whole_entry_shows_is_told_to_a_trusted_person(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        membership.is_trusted = True
        membership.save()
        answer = edit(
            agent, action, geste="envoyer", budget_eur="10", own_share_eur="20"
        )
        assert answer.status_code == 200
        assert "ne peut pas dépasser le budget" in answer.text
        assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.slow
def test_a_file_is_kept_across_an_error_of_the_same_page(
    agent: Client, action: Action
) -> None:
    answer = edit(agent, action, geste="envoyer", **{"photos-0-file": picture()})
    assert "Fichier reçu et gardé" in answer.text

    told = {"photos-0-alt": "Le puits", "photos-0-credit": "Annecy"}
    agent.post(address_of(action), form_of(answer) | told | {"geste": "envoyer"})

    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.SENT
    assert [row["alt"] for row in proposal.content["photos"]] == ["Le puits"]


def test_a_part_that_is_folded_says_what_it_holds(
    agent: Client, action: Action
) -> None:
    page = agent.get(address_of(action))
    form = page.context["form"]
    held = {str(one.legend): one.summary for one in form.sections} | {
        str(one.declared.legend): one.summary for one in form.list_sections
    }
    assert held["Quoi"] == "Eau potable à Téra"
    assert held["Avec qui"] == "1 ligne : SEVES"
    assert held["Photos"] == ""
    assert page.text.count("vide</span>") == list(held.values()).count("")


@pytest.mark.parametrize("name", ["locations", "partners", "fundings", "co_leads"])
def test_a_form_of_too_many_rows_is_refused_and_nothing_is_kept(
    agent: Client, action: Action, name: str
) -> None:
    sent = form_of(agent.get(address_of(action)))
    sent |= {f"{name}-TOTAL_FORMS": "1500", "geste": "envoyer"}
    answer = agent.post(address_of(action), sent)
    assert answer.status_code == 400
    assert "trop de lignes" in answer.text
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("number", ["", "-1", "x", "²", "9" * 5000])
@pytest.mark.slow
def test_nonsense_for_a_number_of_rows_is_no_failure(
    agent: Client, action: Action, number: str
) -> None:
    sent = form_of(agent.get(address_of(action)))
    sent |= {"locations-TOTAL_FORMS": number, "geste": "garder"}
    assert agent.post(address_of(action), sent).status_code in (200, 400)


@pytest.mark.slow
def test_an_entry_with_more_rows_than_a_form_usually_has_is_edited(
    agent: Client, staff: Client, action: Action
) -> None:
    for partner in factories.PartnerFactory.create_batch(70):
        factories.InvolvementFactory(action=action, partner=partner)
    edit(agent, action, geste="envoyer", title="Soixante et onze partenaires")
    accept_all(staff)
    action.refresh_from_db()
    assert action.title == "Soixante et onze partenaires"
    assert action.involvements.count() == 71


@pytest.mark.parametrize("number", [1, 20])
def test_the_form_takes_the_same_queries_whatever_its_rows(
    agent: Client, action: Action, number: int, django_assert_max_num_queries: Any
) -> None:
    for each in range(number):
        factories.LocationFactory(action=action, label=f"Village {each}")
    agent.get(address_of(action))
    with django_assert_max_num_queries(38):
        agent.get(address_of(action))


class TestWhatElseIsSaid:
    """Other authorities, the agreement, the goals and a page are proposed."""

    @pytest.mark.slow
    def test_of_an_action(
        self, agent: Client, staff: Client, action: Action, membership: Membership
    ) -> None:
        agreement = factories.AgreementFactory(
            title="Annecy et Téra", collectivity=membership.collectivity
        )
        factories.AgreementFactory(title="D’une autre")
        factories.GoalFactory(number=6, name_fr="Eau propre")
        seynod = factories.CollectivityFactory(name="Seynod", insee_code="74268")
        page = agent.get(address_of(action))
        offered = page.context["form"].fields_form.fields["agreement"].queryset
        assert [str(one) for one in offered] == ["Annecy et Téra"]
        edit(
            agent,
            action,
            geste="envoyer",
            agreement=agreement.pk,
            goals=["6"],
            source_url="www.annecy.fr/tera",
            **{"co_leads-0-name": "74268"},
        )
        shown = page_of(staff, f"/gestion/relecture/{Proposal.objects.get().pk}/").text
        for text in ("Annecy et Téra", "6. Eau propre", "Seynod", "annecy.fr/tera"):
            assert text in shown

        accept_all(staff)

        action.refresh_from_db()
        assert action.agreement == agreement
        assert [goal.pk for goal in action.goals.all()] == [6]
        assert [*action.co_leads.all()] == [seynod]
        assert action.source_url == "https://www.annecy.fr/tera"

    def test_of_an_agreement(
        self, agent: Client, staff: Client, membership: Membership
    ) -> None:
        agreement = factories.AgreementFactory(collectivity=membership.collectivity)
        seynod = factories.CollectivityFactory(name="Seynod")
        address = f"/espace/accords/{agreement.reference}/"
        changes = {
            "other_signatories-0-name": "Seynod",
            "source_url": "https://www.annecy.fr/",
            "geste": "envoyer",
        }
        agent.post(address, form_of(agent.get(address)) | changes)
        accept_all(staff)
        agreement.refresh_from_db()
        assert [*agreement.other_signatories.all()] == [seynod]
        assert agreement.source_url == "https://www.annecy.fr/"

    def test_an_agreement_of_another_authority_is_not_accepted(
        self, agent: Client, action: Action
    ) -> None:
        other = factories.AgreementFactory()
        answer = edit(agent, action, geste="envoyer", agreement=other.pk)
        assert [one.target for one in answer.context["problems"]] == ["id_agreement"]

    @pytest.mark.parametrize(
        ("name", "problem"),
        [("Saint-Denis", "donnez le code"), ("Atlantis", "pas dans l’annuaire")],
    )
    def test_an_authority_that_two_or_none_could_be_is_asked_for(
        self, agent: Client, action: Action, name: str, problem: str
    ) -> None:
        factories.CollectivityFactory.create_batch(2, name="Saint-Denis")
        answer = edit(agent, action, geste="envoyer", **{"co_leads-0-name": name})
        assert problem in answer.context["problems"][0].message

    def test_an_authority_with_a_namesake_stays_the_one_it_is(
        self, agent: Client, action: Action
    ) -> None:
        one, _other = factories.CollectivityFactory.create_batch(2, name="Saint-Denis")
        action.co_leads.add(one)
        edit(agent, action, geste="envoyer", title="Autre titre")
        (row,) = Proposal.objects.get().content["co_leads"]
        assert row == {"collectivity": one.pk, "name": "Saint-Denis"}

    @pytest.mark.slow
    def test_a_draft_from_before_these_fields_existed_loses_nothing(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        action.goals.add(factories.GoalFactory(number=6))
        action.co_leads.add(factories.CollectivityFactory(name="Seynod"))
        edit(agent, action, geste="garder", title="Mon titre")
        draft = Proposal.objects.get()
        for stored in (draft.base, draft.content):
            for name in ("goals", "co_leads", "agreement", "source_url"):
                del stored[name]
        draft.typed = {
            name: values
            for name, values in draft.typed.items()
            if not name.startswith(("goals", "co_leads", "agreement", "source_url"))
        }
        draft.save()

        edit(agent, action, geste="envoyer")

        sent = Proposal.objects.get()
        assert sent.state == ProposalState.SENT
        schema = ENTRY_SCHEMAS[ProposalKind.ACTION]
        assert schema.diff_fields(get_current_content(sent), sent.content) == ["title"]

    def test_authorities_are_suggested_by_name_or_by_code_if_two_have_it(
        self, agent: Client
    ) -> None:
        factories.CollectivityFactory(name="Seynod")
        factories.CollectivityFactory(name="Saint-Denis", insee_code="93066")
        factories.CollectivityFactory(name="Saint-Denis", insee_code="97411")
        for text, values in (("seyn", {"Seynod"}), ("saint-d", {"93066", "97411"})):
            answer = agent.get(f"/espace/suggestions/collectivites/?q={text}").json()
            assert {one["value"] for one in answer["suggestions"]} == values
