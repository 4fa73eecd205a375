"""What every template may read."""

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from cooperation.web.context_processors import site_context


def context_of(address: str) -> dict[str, object]:
    """Return the context of an address."""
    request = RequestFactory().get(address)
    with translation.override(translation.get_language_from_path(address) or "fr"):
        request.resolver_match = resolve(request.path_info)
        return site_context(request)


@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/", ""),
        ("/actions/", "actions"),
        ("/actions/eau-tera/", "actions"),
        ("/accords/annecy-vicence/", "accords"),
        ("/collectivites/", "collectivites"),
        ("/partenaires/eau-vive/", "partenaires"),
        ("/pays/ne/", "pays"),
        ("/financements/", "financements"),
        ("/ressources/", "ressources"),
        ("/a-propos/", "a-propos"),
        ("/mentions-legales/", ""),
        ("/en/actions/", "actions"),
        ("/gestion/login/", ""),
    ],
)
def test_the_entry_of_the_menu_follows_the_page(address: str, section: str) -> None:
    assert context_of(address)["section"] == section


def test_language_links_keep_the_page_and_its_parameters() -> None:
    assert context_of("/actions/?pays=ne&theme=eau")["language_links"] == [
        ("fr", "Français", "/actions/?pays=ne&theme=eau"),
        ("en", "English", "/en/actions/?pays=ne&theme=eau"),
    ]


def test_language_links_lead_back() -> None:
    assert context_of("/en/pays/ne/")["language_links"] == [
        ("fr", "Français", "/pays/ne/"),
        ("en", "English", "/en/pays/ne/"),
    ]


def test_an_address_that_is_nowhere_has_no_language_links() -> None:
    assert site_context(RequestFactory().get("/nulle-part/"))["language_links"] == []


def test_the_canonical_address_has_no_parameters() -> None:
    canonical = context_of("/actions/?pays=ne")["canonical_url"]

    assert canonical == "https://passerelles.example/actions/"
