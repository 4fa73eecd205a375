"""Questions of the directory, dates, e-mails, files, tables: what they keep."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from surveys.enums import QuestionKind
from surveys.models import Answer, AnswerFile, Participation, ParticipationLink
from surveys.questionnaires.conditions import build_condition
from surveys.responses.workflow import reopen_response
from tests import factories
from tests.surveys.conftest import ask
from tests.surveys.factories import (
    OptionFactory,
    ParticipationFactory,
    QuestionnaireFactory,
    SectionFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 rapport"
KINDS = QuestionKind


@dataclass
class Asked:
    """A page with a question of each kind, and the link to it."""

    participation: Participation
    token: str

    def url(self, end: str = "page/ou/") -> str:
        return f"/enquete/{self.token}/{end}"

    def values(self) -> dict[str, Any]:
        rows = Answer.with_drafts.in_hand(self.participation)
        return dict(rows.values_list("question__code", "value"))

    def post(self, client: Client, **typed: Any) -> Any:
        data = {code.replace("__", "--"): value for code, value in typed.items()}
        self.participation.refresh_from_db()
        shown = {
            "vues": "pays,jour,ecrire,piece,appui,raison",
            "version": self.participation.version,
        }
        return client.post(self.url(), shown | data)


@pytest.fixture
def asked(db: None) -> Asked:
    return build_asked()


def build_asked() -> Asked:
    """Return the page of every new kind, in a started wave."""
    factories.CountryFactory(iso2="NE", iso3="NER", name_fr="Niger", name_en="Niger")
    factories.CountryFactory(
        iso2="NG", iso3="NGA", name_fr="Nigéria", name_en="Nigeria"
    )
    factories.CountryFactory(iso2="SN", iso3="SEN", name_fr="Sénégal")
    questionnaire = QuestionnaireFactory()
    page = SectionFactory(questionnaire=questionnaire, code="ou", title_fr="Où")
    ask(page, "pays", KINDS.COUNTRY, most=3, rule_message_fr="Trois pays, pas plus.")
    ask(page, "jour", KINDS.DATE, least=2000)
    ask(page, "ecrire", KINDS.EMAIL)
    ask(page, "piece", KINDS.FILE)
    table = ask(page, "appui", KINDS.MATRIX, options=("peu", "beaucoup"))
    for code in ("etat", "region"):
        OptionFactory(question=table, code=code, label_fr=code.title(), is_row=True)
    ask(page, "raison", KINDS.ONE, options=("temps", "autre"), is_confidential=True)
    after = SectionFactory(
        questionnaire=questionnaire,
        code="apres",
        title_fr="Vos liens avec : ${pays}",
        condition=build_condition("pays", "NE"),
    )
    ask(after, "suite", KINDS.SHORT_TEXT, help_fr="Avec ${pays}, ou ${raison}")
    wave = WaveFactory(questionnaire=questionnaire, started=True)
    participation = ParticipationFactory(wave=wave)
    _link, token = ParticipationLink.objects.create_with_token(
        participation, email="sacha@annecy.example"
    )
    return Asked(participation, token)


def test_a_page_of_the_new_kinds_keeps_each_in_its_shape(
    client: Client, asked: Asked
) -> None:
    answer = asked.post(
        client,
        pays=["NE", ":Haute-Volta"],
        pays__texte="senegal",
        jour="2026-05-31",
        ecrire="maire@exemple.fr",
        **{"appui.etat": "peu", "appui.region": "beaucoup"},
    )

    assert answer["Location"] == asked.url("page/apres/")
    assert asked.values() == {
        "pays": [
            {"key": "NE", "label": "Niger"},
            {"key": "", "label": "Haute-Volta"},
            {"key": "SN", "label": "Sénégal"},
        ],
        "jour": "2026-05-31",
        "ecrire": "maire@exemple.fr",
        "appui": {"etat": "peu", "region": "beaucoup"},
    }
    read = client.get(asked.url("relire/")).content.decode()
    for words in ("Haute-Volta", "31 mai 2026", "Réponse peu", "liens avec : Niger"):
        assert words in read
    again = client.get(asked.url()).content.decode()
    assert "(pas dans la liste)" in again
    assert 'value="2026-05-31"' in again


def test_a_name_that_may_mean_several_is_asked_and_the_rest_is_kept(
    client: Client, asked: Asked
) -> None:
    answer = asked.post(client, pays=["SN"], pays__texte="nig", jour="2020-01-01")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "« nig » : cochez ce que vous voulez dire." in page
    assert 'value="NE"' in page
    assert 'value="NG"' in page
    assert 'value=":nig"' in page
    assert asked.values() == {
        "pays": [{"key": "SN", "label": "Sénégal"}],
        "jour": "2020-01-01",
    }


def test_a_name_in_no_list_is_kept_once_it_is_ticked_as_it_is(
    client: Client, asked: Asked
) -> None:
    page = asked.post(client, pays__texte="Burkna").content.decode()
    assert "« Burkna » n’est pas dans la liste" in page

    asked.post(client, pays=[":Burkna"], pays__texte="Burkna", pays__demande="Burkna")
    assert asked.values() == {"pays": [{"key": "", "label": "Burkna"}]}


def test_adding_a_name_stays_on_the_page(client: Client, asked: Asked) -> None:
    answer = asked.post(client, pays__texte="Niger", geste="rester pays")
    assert answer["Location"] == f"{asked.url()}#question-pays"
    assert asked.values() == {"pays": [{"key": "NE", "label": "Niger"}]}


def test_a_row_that_left_the_directory_keeps_its_name(
    client: Client, asked: Asked
) -> None:
    asked.post(client, pays=["SN"])
    factories.CountryFactory._meta.model.objects.get(pk="SN").delete()
    asked.post(client, pays=["SN"], jour="2020-01-01")
    assert asked.values()["pays"] == [{"key": "SN", "label": "Sénégal"}]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"pays": ["NE", "NG", "SN", ":Mali"]}, "Trois pays, pas plus."),
        ({"jour": "1999-12-31"}, "Pas avant 2000."),
        ({"jour": "demain"}, "Écrivez une date : 31/05/2026."),
        ({"ecrire": "maire"}, "Écrivez une adresse électronique"),
        ({"appui.etat": "jamais"}, "Choisissez une réponse de la liste."),
        ({"raison--precision": "La neige"}, "Choisissez « autre »"),
    ],
)
def test_a_broken_rule_is_told_in_words(
    client: Client, asked: Asked, typed: dict[str, Any], problem: str
) -> None:
    answer = asked.post(client, **typed)
    assert answer.status_code == 400
    assert problem in answer.content.decode()


def test_a_precision_goes_with_the_choice_that_asked_for_it(
    client: Client, asked: Asked
) -> None:
    asked.post(client, raison="autre", raison__precision="La neige")
    assert Answer.objects.get(question__code="raison").other == "La neige"

    asked.post(client, raison="temps", raison__precision="La neige")
    assert Answer.objects.get(question__code="raison").other == ""


def test_confidential_questions_say_so(client: Client, asked: Asked) -> None:
    page = client.get(asked.url()).content.decode()
    assert "cette réponse n’entre dans aucun résultat public" in page
    assert page.count("seule l’équipe le lit") == 2


def test_texts_take_up_earlier_answers(client: Client, asked: Asked) -> None:
    asked.post(client, pays=["NE"])
    page = client.get(asked.url("page/apres/")).content.decode()
    assert "Vos liens avec : Niger" in page
    assert "Avec Niger, ou …" in page


def test_a_page_that_is_left_out_leads_on_and_its_answers_go_when_sent(
    client: Client, asked: Asked
) -> None:
    asked.post(client, pays=["NE"])
    client.post(asked.url("page/apres/"), {"suite": "Bien"})
    assert asked.post(client, pays=["SN"])["Location"] == asked.url("relire/")

    away = client.get(asked.url("page/apres/"), follow=True)
    assert "n’est plus à remplir" in away.content.decode()
    client.post(asked.url("relire/"))
    assert asked.values() == {"pays": [{"key": "SN", "label": "Sénégal"}]}


# Suggestions and files --------------------------------------------------------------


def test_names_are_suggested_to_who_has_the_link(client: Client, asked: Asked) -> None:
    found = client.get(asked.url("suggestions/pays/"), {"q": "nig"}).json()
    assert found == {
        "suggestions": [
            {"value": "Niger", "label": "", "key": "NE"},
            {"value": "Nigéria", "label": "", "key": "NG"},
        ]
    }
    assert client.get(asked.url("suggestions/mairie/"), {"q": "ni"}).status_code == 404
    assert client.get("/enquete/autre/suggestions/pays/").status_code == 410


@pytest.mark.parametrize(
    ("kind", "build", "text", "value"),
    [
        ("theme", lambda: factories.ThemeFactory(name_fr="Eau potable"), "eau", None),
        ("lieu", lambda: factories.PlaceFactory(name="Dankassari"), "danka", None),
        (
            "collectivite",
            lambda: factories.CollectivityFactory(name="Annemasse", slug="annemasse"),
            "annemas",
            "annemasse",
        ),
    ],
)
def test_each_table_of_the_directory_is_searched(
    client: Client, asked: Asked, kind: str, build: Any, text: str, value: str | None
) -> None:
    row = build()
    (found,) = client.get(asked.url(f"suggestions/{kind}/"), {"q": text}).json()[
        "suggestions"
    ]
    assert found["key"] == (value or getattr(row, "code", str(row.pk)))


def test_only_published_partners_are_suggested(client: Client, asked: Asked) -> None:
    hidden = factories.PartnerFactory(name="Experts Solidaires")
    shown = factories.PartnerFactory(name="Experts de l’eau")
    factories.InvolvementFactory(partner=shown)
    found = client.get(asked.url("suggestions/partenaire/"), {"q": "experts"}).json()
    assert [one["key"] for one in found["suggestions"]] == [shown.slug]
    assert hidden.slug not in str(found)


def picture() -> bytes:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "un secret"
    Image.new("RGB", (20, 20), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_file_is_kept_shown_replaced_and_taken_away(
    client: Client, asked: Asked
) -> None:
    asked.post(client, piece=SimpleUploadedFile("../Rapport final.pdf", PDF))
    row = AnswerFile.objects.get()
    assert row.name == "Rapport final.pdf"
    assert "Rapport" not in row.file.name
    value = {"key": str(row.pk), "label": "Rapport final.pdf"}
    assert asked.values() == {"piece": value}

    got = client.get(asked.url(f"fichiers/{row.pk}/"))
    assert got.getvalue() == PDF
    assert got["Content-Disposition"] == 'attachment; filename="rapport-final.pdf"'
    assert got["Cache-Control"] == "no-store, private"
    read = client.get(asked.url("relire/")).content.decode()
    assert f'href="{asked.url(f"fichiers/{row.pk}/")}"' in read
    # The page that saves itself sends no file: the one that is there stays.
    asked.post(client, piece__garde=str(row.pk))
    assert asked.values() == {"piece": value}

    asked.post(
        client,
        piece=SimpleUploadedFile("photo.jpg", picture()),
        piece__garde=str(row.pk),
    )
    photo = AnswerFile.objects.exclude(pk=row.pk).get()
    with default_storage.open(photo.file.name) as stored:
        assert b"un secret" not in stored.read()
    asked.post(client, piece__garde=str(photo.pk), piece__retirer="1")
    assert asked.values() == {}


def test_files_that_no_answer_names_are_deleted_when_it_is_sent(
    client: Client, asked: Asked, django_capture_on_commit_callbacks: Any
) -> None:
    for name in ("un.pdf", "deux.pdf"):
        asked.post(client, piece=SimpleUploadedFile(name, PDF))
    first, second = AnswerFile.objects.order_by("created_at")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(asked.url("relire/"))
    assert AnswerFile.objects.get() == second
    assert not default_storage.exists(first.file.name)

    # While it is reopened the file that was sent stays, whatever is written.
    reopen_response(asked.participation)
    asked.participation.refresh_from_db()
    asked.post(client, piece=SimpleUploadedFile("trois.pdf", PDF))
    assert AnswerFile.objects.count() == 2
    client.post(asked.url("renoncer/"))
    assert AnswerFile.objects.get() == second


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("page.html", b"<script>", "Donnez un PDF"),
        ("rapport.pdf", b"<script>", "pas ce que dit son nom"),
        ("photo.jpg", b"<script>", "pas une image"),
        ("image.svg", b"<svg/>", "Donnez un PDF"),
    ],
)
def test_other_files_are_refused(
    client: Client, asked: Asked, name: str, content: bytes, problem: str
) -> None:
    answer = asked.post(client, piece=SimpleUploadedFile(name, content))
    assert answer.status_code == 400
    assert problem in answer.content.decode()
    assert not AnswerFile.objects.exists()


def test_a_file_of_another_authority_does_not_exist(
    client: Client, asked: Asked
) -> None:
    other = ParticipationFactory(wave=asked.participation.wave)
    row = AnswerFile.objects.create(participation=other, name="x.pdf", file="x.pdf")
    assert client.get(asked.url(f"fichiers/{row.pk}/")).status_code == 404
    asked.post(client, piece__garde=str(row.pk))
    assert asked.values() == {}
