"""Requirement 33: control characters are refused in path, query, form and cookie."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

SOME = ["%00", "%01", "%0B", "%1f", "%7F"]


def words(answer: object) -> str:
    """Return the text of an answer."""
    return answer.content.decode()


@pytest.mark.parametrize("character", SOME)
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/actions/?q=a{}b", "le champ « q »"),
        ("/actions/?a{}b=1", "le nom d’un champ"),
        ("/actions/?pays=ne&pays={}", "le champ « pays »"),
        ("/actions/a{}b/", "l’adresse"),
        ("/gestion/cooperation/action/?q={}", "le champ « q »"),
    ],
)
def test_a_control_character_is_named_in_a_page(
    client: Client, address: str, place: str, character: str
) -> None:
    answer = client.get(address.format(character))
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Cette demande n’est pas lisible" in words(answer)
    assert (
        "Un caractère invisible, que le site n’accepte pas, se trouve dans "
        f"{place}." in words(answer)
    )


def test_the_page_speaks_the_language_of_the_address(client: Client) -> None:
    answer = client.get("/en/actions/?q=%00")
    assert '<html lang="en">' in words(answer)


@pytest.mark.slow
def test_the_page_speaks_french_after_an_english_one(client: Client) -> None:
    client.get("/en/")
    assert '<html lang="fr">' in words(client.get("/actions/?q=%00"))


@pytest.mark.parametrize("address", ["/actions.geojson", "/actions/points.json"])
def test_json_is_refused_in_json(client: Client, address: str) -> None:
    answer = client.get(f"{address}?q=%00")
    message = (
        "Un caractère invisible, que le site n’accepte pas, se trouve dans le champ "
        "« q »."
    )
    assert answer.status_code == 400
    assert answer.json() == {"errors": [message]}


@pytest.mark.parametrize("address", ["/actions.csv", "/accords.xlsx"])
def test_a_table_is_refused_in_plain_text(client: Client, address: str) -> None:
    answer = client.get(f"{address}?q=%00")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "le champ « q »" in words(answer)


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_form_is_refused(staff_client: Client, kind: str) -> None:
    address = "/gestion/cooperation/partner/add/"
    if kind == "multipart":
        answer = staff_client.post(address, {"name": "a\x00b"})
    else:
        form = "application/x-www-form-urlencoded"
        answer = staff_client.post(address, "name=a%00b", content_type=form)
    assert answer.status_code == 400
    assert "le champ « name »" in words(answer)


def test_a_cookie_is_refused(client: Client) -> None:
    """A quoted cookie may hold any character, and a session is looked up by it."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32 + "\x00"
    assert client.get("/gestion/").status_code == 400


@pytest.mark.parametrize("text", ["a%0Ab", "a%09b", "a%0D%0Ab"])
def test_lines_and_tabs_are_text(client: Client, text: str) -> None:
    assert client.get(f"/healthz?q={text}").status_code == 200


@pytest.mark.parametrize("text", ["%2500", "%C3%A9", "%E2%80%AE", "é", "%"])
def test_other_texts_pass(client: Client, text: str) -> None:
    assert client.get(f"/healthz?q={text}").status_code == 200


@pytest.mark.parametrize("text", ["%FF", "%C3", "%ED%A0%80", "%F8%88%80%80%80"])
def test_what_is_no_utf_8_finds_nothing_and_breaks_nothing(
    client: Client, text: str
) -> None:
    assert client.get(f"/compte/login/?next={text}").status_code == 200
    assert client.get(f"/actions/{text}/").status_code == 404


def test_a_query_of_100_kilobytes_is_answered_calmly(client: Client) -> None:
    answer = client.get("/actions/", {"q": "a" * 100_000})
    assert answer.status_code == 414
    assert "Cette adresse est trop longue : retirez des filtres." in words(answer)
    assert "Erreur 414" in words(answer)


def test_a_form_with_too_many_fields_is_named(client: Client) -> None:
    fields = "&".join(f"f{number}=1" for number in range(1001))
    form = "application/x-www-form-urlencoded"
    answer = client.post("/compte/login/", fields, content_type=form)
    assert answer.status_code == 400
    assert "Le formulaire est abîmé, ou a trop de champs." in words(answer)


def test_a_broken_form_is_named(client: Client) -> None:
    answer = client.post(
        "/compte/login/", b"--x", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 400
    assert "Le formulaire est abîmé, ou a trop de champs." in words(answer)


def test_what_is_refused_is_shown_harmless(client: Client) -> None:
    answer = client.get("/actions/?%3Cscript%3E=%00")
    assert "<script>" not in words(answer)
    assert "&lt;script&gt;" in words(answer)


def test_a_refusal_has_the_headers_of_every_page(client: Client) -> None:
    answer = client.get("/actions/?q=%00")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
