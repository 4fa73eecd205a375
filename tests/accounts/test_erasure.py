"""Requirement 59: an address is told and erased wherever it stands, account or none."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.mail.kinds import INACTIVE_ACCOUNT
from accounts.models import AccessRequest, Proposal, User
from accounts.people.erasure import (
    ERASED,
    clear_texts,
    compile_address,
    erase_address,
    find_address,
    list_searched_tables,
)
from cooperation.imports.pending_files import get_import_directory
from cooperation.imports.upload import store_file
from cooperation.models import ErrorReport, ImportBatch, OutgoingMail
from cooperation.web.mail_texts import queue_text
from cooperation.web.privacy import PROCESSING_REGISTER
from surveys.models import AnswerExport, ParticipationLink, SurveyMail
from tests import factories
from tests.cooperation.spreadsheets.books import as_csv, xlsx
from tests.surveys.factories import (
    AnswerFactory,
    ParticipationFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "lou.petit@annecy.example"


@pytest.fixture
def everywhere() -> Any:
    """The address in every part of the site that may hold one, without an account."""
    action = factories.ActionFactory(
        title="Eau", contact_email=ADDRESS, description=f"Écrire à {ADDRESS.upper()}."
    )
    action.title = "Eau potable"
    action.save()  # a second version
    factories.ProposalFactory(
        action=action,
        collectivity=action.lead,
        content={"contact_email": ADDRESS, "partners": [{"note": f"cf. {ADDRESS}"}]},
    )
    factories.ErrorReportFactory(email=ADDRESS, text=f"Je suis {ADDRESS}, répondez.")
    factories.AccessRequestFactory(email=ADDRESS)
    question = QuestionFactory()
    participation = ParticipationFactory(
        contact_email=ADDRESS, wave__questionnaire=question.section.questionnaire
    )
    ParticipationLink.objects.create_with_token(participation, email=ADDRESS)
    SurveyMail.objects.create(participation=participation, email=ADDRESS)
    AnswerFactory(
        participation=participation,
        question=question,
        value=f"voir {ADDRESS}",
    )
    AnswerExport.objects.create(
        wave_name="E", wave_slug="e", who=ADDRESS, kind="anonyme", file_format="csv"
    )
    return action


@pytest.fixture
def waiting_mail(no_worker: None) -> None:
    queue_text(INACTIVE_ACCOUNT, ADDRESS, {"lien": "https://exemple.fr/"})


def outcomes(places: Any) -> dict[str, str]:
    return {one.table._meta.label: str(one.outcome) for one in places}


@pytest.mark.slow
@pytest.mark.usefixtures("waiting_mail")
def test_what_would_change_is_told_and_then_done(everywhere: Any) -> None:
    cleared = "l’adresse est effacée, le reste est gardé"
    told = find_address(ADDRESS)
    assert outcomes(told) == {
        "accounts.AccessRequest": "supprimé",
        "accounts.Proposal": cleared,
        "cooperation.Action": cleared,
        "cooperation.ErrorReport": cleared,
        "cooperation.HistoricalAction": cleared,
        "cooperation.OutgoingMail": "supprimé",
        "surveys.Answer": cleared,
        "surveys.AnswerExport": "gardé jusqu’au terme annoncé",
        "surveys.Participation": cleared,
        "surveys.ParticipationLink": "supprimé",
        "surveys.SurveyMail": "supprimé",
    }
    assert len([one for one in told if "Historical" in one.table.__name__]) == 2
    assert everywhere.contact_email == ADDRESS

    assert outcomes(erase_address(ADDRESS)) == outcomes(told)

    assert outcomes(find_address(ADDRESS)) == {
        "surveys.AnswerExport": "gardé jusqu’au terme annoncé"
    }
    everywhere.refresh_from_db()
    assert everywhere.contact_email == ""
    assert everywhere.description == f"Écrire à {ERASED}."
    assert Proposal.objects.get().content == {
        "contact_email": "",
        "partners": [{"note": f"cf. {ERASED}"}],
    }
    report = ErrorReport.objects.get()
    assert (report.email, report.text) == ("", f"Je suis {ERASED}, répondez.")
    for table in (AccessRequest, OutgoingMail, ParticipationLink, SurveyMail):
        assert not table._default_manager.exists()
    # An entry that loses an address has no version of its own for that.
    assert everywhere.history.count() == 2


def test_a_longer_address_is_another_one() -> None:
    kept = ["1lou.petit@annecy.example", f"{ADDRESS}.fr", "plou.petit@annecy.example"]
    for address in kept:
        factories.ErrorReportFactory(email=address, text=f"{address}, merci")
    factories.ErrorReportFactory(text=f"<{ADDRESS}>.")
    (place,) = erase_address(ADDRESS)
    assert place.fields == ("text",)
    assert ErrorReport.objects.exclude(email="").count() == 3


def test_texts_of_any_shape_are_cleared() -> None:
    pattern = compile_address("a@b.fr")
    value = {"a@b.fr": ["A@B.fr", 1, None, {"x": "de a@b.fr, à c@b.fr"}]}
    assert clear_texts(value, pattern) == {
        ERASED: ["", 1, None, {"x": f"de {ERASED}, à c@b.fr"}]
    }


@pytest.mark.slow
def test_the_command_asks_before_it_erases(
    everywhere: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("personal_data", ADDRESS)
    told = json.loads(capsys.readouterr().out)["où est l’adresse"]
    assert len(told) == len(find_address(ADDRESS))

    monkeypatch.setattr("builtins.input", lambda _words: "non")
    with pytest.raises(CommandError, match="Rien n’est effacé"):
        call_command("personal_data", ADDRESS, "--erase")
    assert len(find_address(ADDRESS)) == len(told)
    assert "demande d’accès" in capsys.readouterr().out

    call_command("personal_data", ADDRESS, "--erase", "--no-input")
    assert len(find_address(ADDRESS)) == 1


@pytest.mark.slow
def test_an_account_goes_with_all_its_addresses() -> None:
    membership = factories.MembershipFactory(user__email=ADDRESS)
    factories.ErrorReportFactory(text=f"De {ADDRESS}")
    call_command("personal_data", ADDRESS, "--erase", "--no-input")
    assert not type(membership.user).objects.filter(email=ADDRESS).exists()
    assert find_address(ADDRESS) == []


PAGE = "/gestion/accounts/user/adresse/"


@pytest.mark.slow
def test_staff_find_and_erase_an_address_from_the_list_of_accounts(
    everywhere: Any, staff_client: Client
) -> None:
    assert f'href="{PAGE}"' in staff_client.get("/gestion/accounts/user/").text
    page = staff_client.post(PAGE, {"address": ADDRESS.upper(), "chercher": ""}).text
    assert "demande d’accès" in page
    assert len(find_address(ADDRESS)) > 1
    done = staff_client.post(PAGE, {"address": ADDRESS, "effacer": ""}, follow=True)
    assert "Adresse effacée à" in done.text
    assert len(find_address(ADDRESS)) == 1
    page = staff_client.post(PAGE, {"address": "a@b.example", "chercher": ""}).text
    assert "a@b.example n’est nulle part." in page


def test_staff_do_not_erase_themselves_nor_nothing(staff_client: Client) -> None:
    own = User.objects.get().email
    for address in (own, "pas une adresse", ""):
        fields = {"address": address, "effacer": ""}
        assert staff_client.post(PAGE, fields).status_code == 400
    assert User.objects.count() == 1


def test_an_address_that_is_nowhere_is_told() -> None:
    with pytest.raises(CommandError, match="nulle part"):
        call_command("personal_data", "personne@ailleurs.example")


@pytest.fixture
def in_files(settings: Any, tmp_path: Path) -> dict[str, Path]:
    """The address in files that wait to be imported, and in one that does not."""
    settings.VAR_DIR = tmp_path
    anne = factories.UserFactory()
    row = ["Un puits", "Annecy", f"voir {ADDRESS}"]
    table = [["Titre", "Chef de file", "Remarque"], row]
    batches = {
        "xlsx": store(xlsx({"Actions": table}), "a.xlsx", anne),
        "csv": store(as_csv(table), "a.csv", anne),
        "utf-16": store(
            "\n".join(map(";".join, table)).encode("utf-16"), "b.csv", anne
        ),
        "other": store(
            as_csv([table[0], ["Un four", "Annecy", "rien"]]), "c.csv", anne
        ),
    }
    lone = get_import_directory() / f"{anne.pk}/theme.perdu" / "envoi.csv"
    lone.parent.mkdir()
    lone.write_text(f"code\n{ADDRESS.upper()}\n")
    paths = {kind: get_import_directory() / one.path for kind, one in batches.items()}
    return paths | {"lone": lone}


def store(content: bytes, name: str, by: User) -> ImportBatch:
    return store_file(SimpleUploadedFile(name, content), name=name, by=by)


@pytest.mark.slow
def test_files_that_wait_to_be_imported_go_with_the_address(
    in_files: dict[str, Path],
) -> None:
    told = find_address(ADDRESS)
    assert {str(place.outcome) for place in told} == {"abandonné et effacé"}
    assert len(told) == len(in_files) - 1
    assert all("fichier à importer" in str(place) for place in told)
    assert all(path.exists() for path in in_files.values())

    erase_address(ADDRESS)

    left = [kind for kind, path in in_files.items() if path.exists()]
    assert left == ["other"]
    states = ImportBatch.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [*["abandonnee"] * 3, "recue"]
    assert find_address(ADDRESS) == []


@pytest.mark.slow
def test_sessions_go_with_the_address() -> None:
    for email in (ADDRESS, "autre@annecy.example"):
        session = SessionStore()
        session["account_login_code"] = {"email": email}
        session.create()
    (place,) = find_address(ADDRESS)
    assert place.table is Session
    erase_address(ADDRESS)
    assert find_address(ADDRESS) == []
    assert Session.objects.count() == 1


def test_whatever_the_register_names_is_searched() -> None:
    """What the page on personal data tells of, erasing looks at."""
    searched = {table._meta.label for table in list_searched_tables()}
    told = {table for line in PROCESSING_REGISTER for table in line.tables}
    assert told <= searched
    assert {"sessions.Session", "cooperation.ImportBatch"} <= told
