"""An agent's spreadsheet is read as staff's are; it proposes, and writes nothing."""

import html
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Proposal, ProposalKind, ProposalState
from accounts.proposals.spreadsheets import submission
from accounts.proposals.workflow import submit_proposal
from cooperation.enums import (
    AgreementEventKind,
    InvolvementRole,
    PartnerKind,
    Publication,
)
from cooperation.imports.pending_files import get_import_directory
from cooperation.imports.upload import purge_batches
from cooperation.models import Action, Agreement, ImportBatch, Partner
from tests import factories
from tests.cooperation.spreadsheets.books import as_csv, xlsx
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
UPLOAD = "/espace/tableur/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path


def send(agent: Client, content: bytes, name: str = "fiches.xlsx") -> Any:
    """Send a file and return the page that it leads to."""
    sent = {"file": SimpleUploadedFile(name, content)}
    return agent.post(UPLOAD, sent, follow=True)


def send_rows(agent: Client, *rows: list[Any], sheet: str = "Actions") -> Any:
    """Send a workbook of one worksheet: its header, then its rows."""
    return send(agent, xlsx({sheet: list(rows)}))


def propose(agent: Client, preview: Any) -> Any:
    """Press the button of a preview."""
    (address, _status) = preview.redirect_chain[-1]
    digest = preview.context["preview"].digest
    return agent.post(address, {"geste": "proposer", "apercu": digest}, follow=True)


def outcomes(preview: Any) -> list[tuple[int, str, list[str]]]:
    """Return number, outcome and remarks of each line."""
    return [
        (
            line.plan.line,
            line.outcome.value,
            [f"{label}: {said.reason}" for label, said in line.remarks],
        )
        for line in preview.context["preview"].lines
    ]


def changes(preview: Any) -> list[list[tuple[str, str, str]]]:
    """Return what each line changes: column, before, after."""
    return [
        [(one["column"], one["old"], one["new"]) for one in line.plan.changes]
        for line in preview.context["preview"].lines
    ]


def download(agent: Client, address: str) -> openpyxl.Workbook:
    answer = agent.get(address)
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    return openpyxl.load_workbook(BytesIO(content))


def edit_cell(
    book: openpyxl.Workbook, sheet: str, row: int, column: str, value: Any
) -> None:
    """Change a cell of a workbook, under the label of its column."""
    worksheet = book[sheet]
    place = {cell.value: cell.column for cell in worksheet[1]}
    worksheet.cell(row, place[column]).value = value


def saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def snapshot() -> list[Any]:
    """Return all that a file might have written in the directory."""
    return [
        sorted(Action.objects.values_list("pk", "title", "summary", "publication")),
        sorted(Agreement.objects.values_list("pk", "title")),
        sorted(Partner.objects.values_list("pk", "name")),
    ]


class TestRoundTrip:
    """What is downloaded comes back: unchanged proposes nothing, a cell one thing."""

    @pytest.fixture(autouse=True)
    def agreement(self, membership: Membership) -> Agreement:
        agreement: Agreement = factories.AgreementFactory(
            title="Annecy – Vicenza", collectivity=membership.collectivity
        )
        factories.AgreementEventFactory(agreement=agreement, year=1995)
        return agreement

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["fiches.xlsx", "modele.xlsx"])
    def test_an_untouched_file_proposes_nothing(
        self, agent: Client, action: Action, name: str
    ) -> None:
        book = download(agent, f"/espace/collectivites/annecy/{name}")

        preview = send(agent, saved(book))

        assert preview.status_code == 200
        assert {outcome for _n, outcome, _said in outcomes(preview)} == {"inchangee"}
        assert "Proposer" not in preview.content.decode()

    @pytest.mark.slow
    def test_cells_of_all_worksheets_make_one_proposal_for_each_entry(
        self, agent: Client, action: Action, agreement: Agreement
    ) -> None:
        before = snapshot()
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        edit_cell(book, "Actions", 2, "Titre", "Eau potable à Dargol")
        edit_cell(book, "Financements", 2, "Montant en euros", 1500)
        edit_cell(book, "Partenaires des actions", 2, "Rôle", "opérateur")
        edit_cell(book, "Événements des accords", 2, "Année", 1996)

        preview = send(agent, saved(book))
        answer = propose(agent, preview)

        assert "2 propositions envoyées à la relecture" in answer.content.decode()
        on_action = Proposal.objects.get(action=action)
        on_agreement = Proposal.objects.get(agreement=agreement)
        assert [on_action.state, on_agreement.state] == [ProposalState.SENT] * 2
        assert on_action.content["title"] == "Eau potable à Dargol"
        assert on_action.content["fundings"] == [
            on_action.base["fundings"][0] | {"amount": "1500.00"}
        ]
        assert on_action.content["partners"] == [
            on_action.base["partners"][0] | {"role": InvolvementRole.OPERATOR.value}
        ]
        assert on_action.content["locations"] == on_action.base["locations"]
        assert [row["year"] for row in on_agreement.content["events"]] == [1996]
        assert snapshot() == before

    @pytest.mark.slow
    def test_staff_accept_it_as_any_other(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        edit_cell(book, "Actions", 2, "Résumé", "Trois forages.")
        edit_cell(book, "Lieux d’intervention", 2, "Supprimer", "oui")
        propose(agent, send(agent, saved(book)))

        staff.post(
            f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"}
        )

        action.refresh_from_db()
        assert action.summary == "Trois forages."
        assert not action.locations.exists()

    @pytest.mark.slow
    def test_the_template_is_read_back_with_the_name_that_it_prints(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        factories.CollectivityFactory(name="Annecy", slug="autre-annecy")
        book = download(agent, "/espace/collectivites/annecy/modele.xlsx")
        row = book["Vos actions"].max_row + 1
        edit_cell(book, "Vos actions", row, "Titre", "Four solaire")
        edit_cell(book, "Vos actions", row, "Collectivité chef de file", "Annecy")
        edit_cell(book, "Vos actions", row, "Pays", "Niger")
        edit_cell(book, "Vos actions", row, "Partenaires", "Union des potiers")

        preview = send(agent, saved(book))
        propose(agent, preview)

        proposal = Proposal.objects.get()
        assert proposal.subject is None
        assert proposal.collectivity == membership.collectivity
        assert proposal.content["title"] == "Four solaire"
        assert [row["country"] for row in proposal.content["locations"]] == ["NE"]
        assert proposal.content["partners"] == [
            {
                "partner": None,
                "name": "Union des potiers",
                "kind": PartnerKind.OTHER.value,
                "country": "",
                "role": InvolvementRole.UNKNOWN.value,
            }
        ]

    @pytest.mark.slow
    def test_a_workbook_of_before_does_not_undo_what_others_changed(
        self, agent: Client, action: Action
    ) -> None:
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        Action.objects.filter(pk=action.pk).update(summary="De l’équipe")
        edit_cell(book, "Actions", 2, "Titre", "Eau potable à Dargol")

        propose(agent, send(agent, saved(book)))

        proposal = Proposal.objects.get()
        assert proposal.content["summary"] == "De l’équipe"
        assert proposal.content["title"] == "Eau potable à Dargol"

    @pytest.mark.slow
    def test_what_both_changed_since_is_refused_and_asked(
        self, agent: Client, action: Action
    ) -> None:
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        Action.objects.filter(pk=action.pk).update(title="De l’équipe")
        edit_cell(book, "Actions", 2, "Titre", "De l’agent")

        preview = send(agent, saved(book))

        (said,) = [
            said for _n, outcome, said in outcomes(preview) if outcome == "refusee"
        ]
        assert said == [
            "Titre: changée dans l’annuaire aussi depuis l’export : choisissez"
        ]
        assert "Garder « De l’équipe »" in preview.content.decode()

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("value", "outcome"), [("De l’équipe", "inchangee"), ("De l’agent", "modifiee")]
    )
    def test_a_cell_that_both_changed_is_decided_in_place(
        self, agent: Client, action: Action, value: str, outcome: str
    ) -> None:
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        Action.objects.filter(pk=action.pk).update(title="De l’équipe")
        edit_cell(book, "Actions", 2, "Titre", "De l’agent")
        preview = send(agent, saved(book))
        address = preview.request["PATH_INFO"]
        chosen = {"feuille": "actions", "ligne": "2", "colonne": "titre"}
        again = agent.post(address, chosen | {"valeur": value}, follow=True)
        found = {one.outcome.value for one in again.context["preview"].lines}
        assert outcome in found
        assert "refusee" not in found

    @pytest.mark.slow
    def test_only_what_was_offered_is_chosen(
        self, agent: Client, action: Action
    ) -> None:
        book = download(agent, "/espace/collectivites/annecy/fiches.xlsx")
        edit_cell(book, "Actions", 2, "Titre", "De l’agent")
        preview = send(agent, saved(book))
        address = preview.request["PATH_INFO"]
        for column in ("titre", "publication", "version", "inconnue"):
            chosen = {"feuille": "actions", "ligne": "2", "colonne": column}
            answer = agent.post(address, chosen | {"valeur": "X"}, follow=True)
            assert "n’est plus proposé" in answer.text
        assert ImportBatch.objects.get().lines.count() == 0


class TestRights:
    """Only one's own entries; of others not a word."""

    SECRET = "Canari d’une autre"

    @pytest.fixture
    def other(self) -> Action:
        """A draft of another authority."""
        made: Action = factories.ActionFactory(
            title=self.SECRET, summary=self.SECRET, draft=True
        )
        factories.FundingFactory(action=made, note=self.SECRET)
        return made

    def test_a_line_about_another_s_entry_is_refused_without_details(
        self, agent: Client, other: Action
    ) -> None:
        reason = (
            "cette fiche n’est pas de votre collectivité, est archivée ou n’existe pas"
        )
        preview = send_rows(
            agent,
            ["Référence", "Titre", "Résumé"],
            [other.reference, "Le mien", "x"],
            [other.reference, "", ""],
            ["ABSENTE", "Titre", ""],
        )

        assert outcomes(preview) == [
            (2, "refusee", [f"Référence: {reason}"]),
            (3, "refusee", [f"Référence: {reason}"]),
            (4, "refusee", [f"Référence: {reason}"]),
        ]
        assert "Canari" not in preview.content.decode()

    def test_neither_are_its_parts_by_key_reference_or_title(
        self, agent: Client, other: Action
    ) -> None:
        preview = send_rows(
            agent,
            ["Ligne", "Action (référence)", "Action", "Guichet", "Montant en euros"],
            [other.fundings.get().pk, "", "", "", 5],
            ["", other.reference, "", other.fundings.get().window.code, 5],
            ["", "", self.SECRET, other.fundings.get().window.code, 5],
            sheet="Financements",
        )

        assert [outcome for _n, outcome, _said in outcomes(preview)] == ["refusee"] * 3
        text = preview.content.decode()
        assert text.count("n’est pas de votre collectivité") == 3
        assert "Proposer" not in text

    def test_a_new_entry_of_another_authority_is_refused(self, agent: Client) -> None:
        factories.CollectivityFactory(name="Belfort", slug="belfort")
        preview = send_rows(
            agent,
            ["Titre", "Collectivité chef de file"],
            ["Puits", "Belfort"],
            ["Four", "Annecy"],
        )

        assert outcomes(preview) == [
            (
                2,
                "refusee",
                ["Collectivité chef de file: cette collectivité n’est pas la vôtre"],
            ),
            (3, "creee", []),
        ]

    @pytest.mark.slow
    def test_what_a_refused_line_alone_would_have_created_is_not_lost_to_others(
        self, agent: Client, membership: Membership
    ) -> None:
        factories.CollectivityFactory(name="Belfort", slug="belfort")
        preview = send_rows(
            agent,
            ["Titre", "Collectivité chef de file", "Partenaires"],
            ["Puits", "Belfort", "Union des potiers"],
            ["Four", "Annecy", "Union des potiers"],
        )
        propose(agent, preview)

        content = Proposal.objects.get().content
        assert [row["name"] for row in content["partners"]] == ["Union des potiers"]

    @pytest.mark.slow
    def test_columns_of_staff_are_left_with_a_remark(
        self, agent: Client, action: Action
    ) -> None:
        factories.CollectivityFactory(name="Belfort", slug="belfort")
        preview = send_rows(
            agent,
            [
                *("Référence", "Titre", "Publication", "Vérifiée par", "Vérifiée le"),
                *("Note sur la source", "Collectivité chef de file"),
            ],
            [
                *(action.reference, "Nouveau titre", "archivée", "l’équipe", ""),
                *("note", "Belfort"),
            ],
        )

        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "modifiee"
        assert sorted(said) == [
            "Collectivité chef de file: réservé à l’équipe : laissé",
            "Note sur la source: réservé à l’équipe : laissé",
            "Publication: réservé à l’équipe : laissé",
            "Vérifiée par: réservé à l’équipe : laissé",
        ]
        assert changes(preview) == [[("titre", action.title, "Nouveau titre")]]
        propose(agent, preview)
        proposal = Proposal.objects.get()
        assert proposal.content == proposal.base | {"title": "Nouveau titre"}

    def test_a_line_that_only_says_what_is_left_proposes_nothing(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(
            agent, ["Référence", "Publication"], [action.reference, "archivée"]
        )
        assert outcomes(preview) == [
            (2, "inchangee", ["Publication: réservé à l’équipe : laissé"])
        ]
        assert "Proposer" not in preview.content.decode()

    def test_a_locked_field_is_left_with_a_remark(
        self, agent: Client, action: Action
    ) -> None:
        Action.objects.filter(pk=action.pk).update(locked_fields=["title"])
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        assert outcomes(preview) == [
            (2, "inchangee", ["Titre: champ protégé : laissé"])
        ]

    def test_the_workbook_holds_only_what_one_may_read_and_change(
        self, agent: Client, action: Action, other: Action, membership: Membership
    ) -> None:
        other.co_leads.add(membership.collectivity)
        Action.objects.filter(pk=action.pk).update(source_note="Canari de l’équipe")
        cells = [
            str(cell.value)
            for sheet in download(agent, "/espace/collectivites/annecy/fiches.xlsx")
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        assert action.title in cells
        assert [cell for cell in cells if "Canari" in cell] == []
        assert "Note sur la source" not in cells
        assert "Publication" not in cells

    @pytest.mark.slow
    def test_a_part_is_not_moved_to_another_entry(
        self, agent: Client, action: Action, other: Action
    ) -> None:
        funding = action.fundings.get()
        preview = send_rows(
            agent,
            ["Ligne", "Action (référence)", "Montant en euros"],
            [funding.pk, factories.ActionFactory(lead=action.lead).reference, 5],
            sheet="Financements",
        )
        assert outcomes(preview) == [
            (2, "modifiee", ["Action (référence): réservé à l’équipe : laissé"])
        ]
        propose(agent, preview)
        proposal = Proposal.objects.get()
        assert proposal.action == action
        assert [row["amount"] for row in proposal.content["fundings"]] == ["5.00"]

    def test_an_archived_entry_of_one_s_own_is_refused(
        self, agent: Client, action: Action
    ) -> None:
        Action.objects.update(publication=Publication.ARCHIVED)
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "refusee"
        assert "est archivée" in said[0]

    def test_a_flat_table_tells_nothing_of_others_either(self, agent: Client) -> None:
        factories.CountryFactory(iso2="IT", name_fr="Italie")
        belfort = factories.CollectivityFactory(name="Belfort", slug="belfort")
        factories.AgreementFactory(
            title=self.SECRET,
            kind="jumelage",
            collectivity=belfort,
            counterpart__name="Vicence",
            counterpart__country_id="IT",
            draft=True,
        )
        table = [
            ["Type de lien", "Collectivité", "Ville partenaire", "Pays"],
            ["jumelage", "Belfort", "Vicence", "Italie"],
            ["jumelage", "Belfort", "Padoue", "Italie"],
        ]
        preview = send(agent, as_csv(table), "liens.csv")
        assert [outcome for _n, outcome, _said in outcomes(preview)] == ["refusee"] * 2
        assert "Canari" not in preview.content.decode()

    def test_rights_that_ended_since_the_upload_propose_nothing(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        membership.end()
        assert propose(agent, preview).status_code == 404
        assert not Proposal.objects.exists()

    def test_a_file_is_its_sender_s_alone(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        (address, _status) = preview.redirect_chain[-1]
        colleague, stranger = Client(), Client()
        colleague.force_login(
            factories.MembershipFactory(collectivity=membership.collectivity).user
        )
        stranger.force_login(factories.MembershipFactory().user)
        for client in (colleague, stranger):
            assert client.get(address).status_code == 404
            assert client.post(address, {"geste": "abandonner"}).status_code == 404
        assert ImportBatch.objects.get().is_pending


class TestPartners:
    """A partner is proposed with the entry that names it, and never changed."""

    @pytest.mark.slow
    def test_one_of_the_file_goes_with_the_entry_that_names_it(
        self, agent: Client, action: Action
    ) -> None:
        tables = {
            "Annuaire des partenaires": [
                ["Nom", "Nature", "Sigle"],
                ["Union des potiers", "ONG", "UP"],
                ["Sans suite", "ONG", ""],
            ],
            "Partenaires des actions": [
                ["Action (référence)", "Partenaire", "Rôle"],
                [action.reference, "Union des potiers", "opérateur"],
            ],
        }
        preview = send(agent, xlsx(tables))
        assert sorted(outcomes(preview)) == [
            (2, "creee", []),
            (
                2,
                "creee",
                [
                    "Sigle: réservé à l’équipe : laissé",
                    "Nom: proposé avec la fiche qui le nomme",
                ],
            ),
            (3, "refusee", ["Nom: aucune fiche du fichier ne nomme ce partenaire"]),
        ]
        propose(agent, preview)
        content = Proposal.objects.get().content
        assert content["partners"][1] == {
            "partner": None,
            "name": "Union des potiers",
            "kind": PartnerKind.NGO.value,
            "country": "",
            "role": InvolvementRole.OPERATOR.value,
        }

    def test_one_of_the_directory_is_not_changed(self, agent: Client) -> None:
        partner = factories.PartnerFactory(name="Canari", slug="canari")
        preview = send_rows(
            agent,
            ["Adresse", "Nom"],
            [partner.slug, "Autre nom"],
            sheet="Annuaire des partenaires",
        )
        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "refusee"
        assert "un partenaire ne se change pas" in said[0]
        assert "Canari" not in preview.content.decode()

    def test_names_of_unpublished_partners_are_not_suggested(
        self, agent: Client, action: Action
    ) -> None:
        name = "Association des potiers de Saint-Jean"
        factories.PartnerFactory(name=name, acronym="APSJ")
        for typed in (name.removesuffix("n"), "APSJ"):
            preview = send_rows(
                agent, ["Référence", "Partenaires"], [action.reference, typed]
            )
            ((_line, outcome, _said),) = outcomes(preview)
            # As unknown as any other: it is proposed as a new partner.
            assert outcome == "modifiee"
            assert "Saint-Jean" not in preview.content.decode()


class TestAgreements:
    def test_a_new_one_is_proposed_with_its_events(
        self, agent: Client, membership: Membership
    ) -> None:
        factories.CountryFactory(iso2="IT", name_fr="Italie")
        theme = factories.ThemeFactory()
        factories.GoalFactory(number=6)
        tables = {
            "Accords": [
                [
                    *("Titre", "Type d’accord", "Collectivité"),
                    *("Collectivité partenaire", "Pays", "ODD", "Thématiques"),
                    "Autres partenaires",
                ],
                [
                    *("Annecy – Vicence", "jumelage", "Annecy", "Vicence", "Italie"),
                    *("6", theme.code, "Union des potiers"),
                ],
            ],
            "Événements des accords": [
                ["Accord", "Événement", "Année"],
                ["Annecy – Vicence", "signé", 1995],
            ],
        }
        preview = send(agent, xlsx(tables))
        propose(agent, preview)

        proposal = Proposal.objects.get()
        assert (proposal.kind, proposal.subject) == (ProposalKind.AGREEMENT, None)
        assert proposal.content == {
            "title": "Annecy – Vicence",
            "kind": "jumelage",
            "summary": "",
            "description": "",
            "results": "",
            "source_url": "",
            "other_signatories": [],
            "themes": [theme.code],
            "goals": [6],
            "partners": [
                {
                    "partner": None,
                    "name": "Union des potiers",
                    "kind": PartnerKind.OTHER.value,
                    "country": "IT",
                }
            ],
            "counterpart": [
                {
                    "partner": None,
                    "name": "Vicence",
                    "kind": PartnerKind.AUTHORITY.value,
                    "country": "IT",
                }
            ],
            "events": [
                {
                    "kind": AgreementEventKind.SIGNED.value,
                    "year": 1995,
                    "date": None,
                    "note": "",
                }
            ],
        }

    @pytest.mark.slow
    def test_a_flat_table_proposes_too(
        self, agent: Client, membership: Membership
    ) -> None:
        factories.CountryFactory(iso2="IT", name_fr="Italie")
        table = [
            ["Type de lien", "Collectivité", "Ville partenaire", "Pays", "Source"],
            ["jumelage", "Annecy", "Vicence", "Italie", "annecy.fr"],
        ]
        preview = send(agent, as_csv(table), "liens.csv")
        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "creee"
        assert "Titre: « Source » : réservé à l’équipe : laissé" in said
        propose(agent, preview)
        assert Proposal.objects.get().kind == ProposalKind.AGREEMENT


class TestWhatIsInTheWay:
    """An open draft or proposal is not overwritten."""

    @pytest.mark.parametrize(
        ("state", "link"), [("brouillon", "modifier/"), ("envoyee", "")]
    )
    def test_one_s_own_refuses_the_line_with_a_link(
        self,
        agent: Client,
        action: Action,
        membership: Membership,
        state: str,
        link: str,
    ) -> None:
        mine = factories.ProposalFactory(
            action=action, author=membership.user, state=state
        )
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])

        ((_line, outcome, _said),) = outcomes(preview)
        assert outcome == "refusee"
        address = f'href="/espace/propositions/{mine.pk}/{link}"'
        assert address in preview.content.decode()

    @pytest.mark.slow
    def test_a_new_entry_is_not_proposed_twice_nor_are_its_parts(
        self, agent: Client, membership: Membership
    ) -> None:
        window = factories.FundingWindowFactory()
        tables = {
            "Actions": [
                ["Titre", "Collectivité chef de file"],
                ["Four solaire", "Annecy"],
            ],
            "Financements": [["Action", "Guichet"], ["Four solaire", window.code]],
        }
        propose(agent, send(agent, xlsx(tables)))

        said = outcomes(send(agent, xlsx(tables)))

        waiting = "une proposition de vous sur cette fiche attend déjà la relecture"
        orphan = "la fiche à laquelle elle appartient est refusée"
        assert said == [
            (2, "refusee", [f"Référence: {waiting}"]),
            (2, "refusee", [f"Ligne: {orphan}"]),
        ]

    def test_a_colleague_s_is_told_only(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        colleague = factories.MembershipFactory(collectivity=membership.collectivity)
        factories.ProposalFactory(
            action=action,
            author=colleague.user,
            state=ProposalState.SENT,
            collectivity=membership.collectivity,
        )
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "modifiee"
        assert "un collègue a déjà proposé" in said[0]


class TestSending:
    @pytest.mark.slow
    def test_a_double_click_and_a_second_tab_send_once(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        propose(agent, preview)
        again = propose(agent, preview)
        assert "est déjà traité" in again.content.decode()
        assert Proposal.objects.count() == 1

    @pytest.mark.slow
    def test_what_changed_since_the_preview_is_shown_first(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        Action.objects.filter(pk=action.pk).update(title="Entre-temps")
        answer = propose(agent, preview)
        assert answer.status_code == 409
        assert "Rien n’est parti" in answer.content.decode()
        assert not Proposal.objects.exists()
        address = preview.redirect_chain[-1][0]
        sent = {"apercu": answer.context["preview"].digest}
        agent.post(address, sent)
        assert Proposal.objects.get().base["title"] == "Entre-temps"

    @pytest.mark.slow
    def test_a_trusted_person_publishes_at_once(
        self, agent: Client, action: Action, membership: Membership
    ) -> None:
        membership.is_trusted = True
        membership.save()
        preview = send_rows(
            agent,
            ["Référence", "Titre", "Collectivité chef de file"],
            [action.reference, "Autre", ""],
            ["", "Four solaire", "Annecy"],
        )
        answer = propose(agent, preview)
        assert "2 fiches publiées aussitôt" in answer.content.decode()
        action.refresh_from_db()
        assert action.title == "Autre"
        made = Action.objects.get(title="Four solaire")
        assert made.publication == Publication.PUBLISHED
        assert action.history.first().history_user == membership.user

    @pytest.mark.slow
    def test_many_entries_at_once_are_reviewed_whoever_sends_them(
        self,
        agent: Client,
        action: Action,
        membership: Membership,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(submission, "MAX_PUBLISHED", 0)
        membership.is_trusted = True
        membership.save()
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        assert "1 proposition envoyée" in propose(agent, preview).content.decode()
        assert Proposal.objects.get().state == ProposalState.SENT

    @pytest.mark.slow
    def test_no_mail_leaves_for_each_line(
        self,
        agent: Client,
        action: Action,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        with django_capture_on_commit_callbacks(execute=True):
            propose(agent, preview)
        assert mail.outbox == []

    def test_a_refused_line_says_its_column_value_and_reason(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(
            agent,
            ["Référence", "Titre", "Budget en euros"],
            [action.reference, "Autre", "beaucoup"],
        )
        text = " ".join(preview.content.decode().split())
        assert "<strong>Budget en euros</strong>, « beaucoup » : illisible" in text
        assert "Proposer" not in text

    def test_a_funder_that_is_not_in_the_directory_is_refused(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(
            agent,
            ["Action (référence)", "Guichet", "Financeur", "Montant en euros"],
            [action.reference, action.fundings.get().window.code, "Fondation X", 5],
            sheet="Financements",
        )
        ((_line, outcome, said),) = outcomes(preview)
        assert outcome == "refusee"
        assert said[0] == "Financeur: ce financeur n’est pas dans l’annuaire"

    def test_parts_of_a_refused_entry_are_refused_too(
        self, agent: Client, membership: Membership
    ) -> None:
        window = factories.FundingWindowFactory()
        tables = {
            "Actions": [
                ["Titre", "Collectivité chef de file", "Année de début"],
                ["Four solaire", "Annecy", "jamais"],
            ],
            "Financements": [["Action", "Guichet"], ["Four solaire", window.code]],
        }
        preview = send(agent, xlsx(tables))
        assert [outcome for _n, outcome, _said in outcomes(preview)] == ["refusee"] * 2
        assert "Proposer" not in preview.content.decode()

    @pytest.mark.slow
    def test_nothing_stays_of_the_file(self, agent: Client, action: Action) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        kept = [path.name for path in get_import_directory().glob("*/*/*")]
        assert sorted(kept) == ["envoi.xlsx", "lignes-0.jsonl"]
        propose(agent, preview)
        assert list(get_import_directory().glob("*/*/*")) == []

    def test_it_is_discarded_on_request(self, agent: Client, action: Action) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        address = preview.redirect_chain[-1][0]
        agent.post(address, {"geste": "abandonner"})
        assert not ImportBatch.objects.get().is_pending
        assert agent.get(address).status_code == 302
        assert not Proposal.objects.exists()

    @pytest.mark.slow
    def test_one_that_cannot_be_sent_is_told_and_leaves_the_others(
        self, agent: Client, action: Action, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        preview = send_rows(
            agent,
            ["Référence", "Titre", "Collectivité chef de file"],
            [action.reference, "Autre", ""],
            ["", "Four solaire", "Annecy"],
        )

        def fail_for_new(proposal: Proposal, *rest: Any, **options: Any) -> None:
            submit_proposal(proposal, *rest, **options)
            if proposal.subject is None:
                raise ValidationError("Pas ainsi.")

        monkeypatch.setattr(submission, "submit_proposal", fail_for_new)
        text = html.unescape(propose(agent, preview).content.decode())
        assert "1 proposition envoyée" in text
        assert "« Four solaire » n’est pas proposée : Pas ainsi." in text
        assert Proposal.objects.get().action == action


class TestFiles:
    """A file that is not read is refused for its own reason, and nothing is kept."""

    @pytest.mark.parametrize(
        ("content", "name", "reason"),
        [
            (b"%PDF-1.4", "a.pdf", "C’est un fichier PDF"),
            (b"", "a.xlsx", "Le fichier est vide"),
            (b"a;b\r\n1;2\r\n", "a.csv", "Aucune feuille n’est connue"),
        ],
    )
    def test_its_reason_is_said(
        self, agent: Client, content: bytes, name: str, reason: str
    ) -> None:
        answer = send(agent, content, name)
        assert answer.status_code == 400
        assert reason in answer.content.decode()
        assert not ImportBatch.objects.filter(path__gt="").exists()

    def test_too_many_lines_are_refused_with_their_number(self, agent: Client) -> None:
        rows = [[f"Titre {n}", "Annecy"] for n in range(501)]
        answer = send_rows(agent, ["Titre", "Collectivité chef de file"], *rows)
        assert answer.status_code == 400
        text = answer.content.decode()
        assert "Ce fichier a 501 lignes : 500 au plus" in text
        assert "import_directory" not in text

    @pytest.mark.slow
    def test_a_file_that_was_purged_is_told(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        for path in get_import_directory().glob("*/*/*"):
            path.unlink()
        answer = agent.get(preview.redirect_chain[-1][0], follow=True)
        assert "est déjà traité" in answer.content.decode()
        assert "est déjà traité" in propose(agent, preview).content.decode()

    @pytest.mark.slow
    def test_it_goes_after_a_day_with_those_of_staff(
        self, agent: Client, action: Action
    ) -> None:
        preview = send_rows(agent, ["Référence", "Titre"], [action.reference, "Autre"])
        ImportBatch.objects.update(received_at=timezone.now() - timedelta(hours=25))
        purge_batches()
        assert list(get_import_directory().glob("*/*/*")) == []
        assert agent.get(preview.redirect_chain[-1][0]).status_code == 302

    @pytest.mark.slow
    @pytest.mark.parametrize("number", [2, 40])
    def test_lines_that_change_nothing_take_the_same_queries(
        self,
        agent: Client,
        membership: Membership,
        number: int,
        django_assert_num_queries: Any,
    ) -> None:
        made = factories.ActionFactory.create_batch(
            number, lead=membership.collectivity
        )
        others = factories.ActionFactory.create_batch(number)
        rows = [[one.reference, one.title] for one in [*made, *others]]
        preview = send_rows(agent, ["Référence", "Titre"], *rows)
        with django_assert_num_queries(24):
            agent.get(preview.redirect_chain[-1][0])

    def test_a_file_is_asked_for(self, agent: Client) -> None:
        answer = agent.post(UPLOAD, {})
        assert answer.status_code == 400
        assert "Choisissez un fichier" in answer.content.decode()


def test_the_space_leads_to_it(agent: Client) -> None:
    assert UPLOAD in page_of(agent, "/espace/").links
    links = page_of(agent, UPLOAD).links
    assert "/espace/collectivites/annecy/modele.xlsx" in links
    assert "/espace/collectivites/annecy/fiches.xlsx" in links
