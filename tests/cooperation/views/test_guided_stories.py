"""Guided stories: read without the map and without scripts, written by staff."""

import html
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cooperation.enums import Publication
from cooperation.maps.pasted_address import parse_address
from cooperation.models import GuidedStory, StoryStep
from cooperation.reference.stories import load_stories
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
ADDRESS = "/carte/?pays=ne#carte=6/14.5/1.2"


@pytest.fixture
def story() -> GuidedStory:
    """A published story of two steps, about two actions in Niger."""
    place = factories.PlaceFactory(name="Téra", lat=14.01, lng=0.75)
    lead = factories.CollectivityFactory(name="Bonneville", lat=46.08, lng=6.4)
    for title in ("Puits", "École"):
        action = factories.ActionFactory(title=title, lead=lead)
        factories.LocationFactory(action=action, country=place.country, place=place)
    story = factories.GuidedStoryFactory(slug="eau", title_fr="L’eau à Téra")
    factories.StoryStepFactory(story=story, position=1, address="/actions/?pays=ne")
    factories.StoryStepFactory(
        story=story, position=2, title_fr="La suite", address=ADDRESS, pictured=True
    )
    return story


def test_a_step_has_its_words_its_map_its_number_and_its_list(
    client: Client, story: GuidedStory
) -> None:
    page = page_of(client, "/recits/eau/")
    assert "Un puits est creusé (source : la commune)." in page.text
    assert page.html.count('class="still"') == 2
    assert ">Téra</text>" in page.html
    assert page.text.count("2 actions dans l’annuaire") == 2
    assert "/actions/?pays=ne" in page.links
    assert "/carte/?pays=ne#carte=6/14.5/1.2" in page.links
    (image,) = page.images
    assert image["alt"] == "Un puits, de jour"
    assert "Crédit : Commune" in page.text


def test_the_position_of_the_address_decides_what_the_map_shows(
    client: Client, story: GuidedStory
) -> None:
    page = html.unescape(page_of(client, "/recits/eau/").html)
    bounds = [
        json.loads(part.split('"')[0]) for part in page.split('data-bounds="')[1:]
    ]
    south, west, north, east = bounds[1]
    assert (west + east) / 2 == pytest.approx(1.2)
    assert (south + north) / 2 == pytest.approx(14.5)
    assert east - west == pytest.approx(360 * 1000 / (256 * 2**6))


def test_a_story_is_reached_from_home_map_menu_search_and_sitemap(
    client: Client, story: GuidedStory
) -> None:
    assert "/recits/eau/" in page_of(client, "/").links
    assert "/recits/" in page_of(client, "/carte/").links
    assert "/recits/" in page_of(client, "/pays/").links
    assert "/recits/eau/" in page_of(client, "/recits/").links
    assert "/recits/eau/" in page_of(client, "/recherche/?q=Téra").links
    assert "/recits/eau/" in client.get("/sitemap-recits.xml").text


def test_a_draft_is_for_staff_alone(client: Client, staff_client: Client) -> None:
    draft = factories.GuidedStoryFactory(slug="brouillon", publication="brouillon")
    step = factories.StoryStepFactory(story=draft, pictured=True)
    paths = ("/recits/brouillon/", f"/recits/images/{step.pk}/")
    assert [Client().get(path).status_code for path in paths] == [404, 404]
    assert "Ce récit n’est pas publié" in page_of(staff_client, paths[0]).text
    assert "/recits/brouillon/" not in page_of(staff_client, "/recits/").links


def test_a_former_address_leads_to_the_story(
    client: Client, story: GuidedStory
) -> None:
    GuidedStory.objects.filter(pk=story.pk).update(slug="eau-a-tera")
    assert client.get("/recits/eau/")["Location"] == "/recits/eau-a-tera/"


def test_english_is_read_where_it_is_written(
    client: Client, story: GuidedStory
) -> None:
    StoryStep.objects.filter(position=1).update(title_en="A well", text_en="Dug.")
    page = page_of(client, "/en/recits/eau/")
    assert "A well Dug." in page.text
    assert '<div lang="fr">' in page.html


def test_an_address_that_selects_nothing_known_tells_no_number(
    client: Client, story: GuidedStory
) -> None:
    StoryStep.objects.filter(position=1).update(address="/actions/?collectivite=non")
    page = page_of(client, "/recits/eau/")
    assert page.text.count("actions dans l’annuaire") == 1


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        (f"https://annuaire.example/en{ADDRESS}", ADDRESS),
        ("/accords/?page=2&utm_source=a", "/accords/"),
        (
            "/carte/#sans=jumelage&teintes=1&choix=pays:NE&annees=1990-2005",
            "/carte/#sans=jumelage&choix=pays:NE&annees=1990-2005",
        ),
        ("/actions/?annee_min=2001&inconnu=1", "/actions/?annee_min=2001"),
    ],
)
def test_a_pasted_address_is_stored_short(pasted: str, stored: str) -> None:
    factories.CountryFactory(iso2="NE")
    address = parse_address(pasted)
    assert (address.problems, address.text) == ((), stored)


@pytest.mark.parametrize("pasted", ["Téra", "https://[", "/pays/ne/", "/x/actions/"])
def test_what_is_no_address_of_a_list_is_refused_with_a_hint(pasted: str) -> None:
    (problem,) = parse_address(pasted).problems
    assert problem.startswith("Collez l’adresse de la carte, de la liste des actions")


def post_story(client: Client, steps: int, **fields: Any) -> Any:
    """Post the form of a new published story with its steps."""
    data = {
        "title_fr": "Un récit",
        "introduction_fr": "Ce qui se raconte.",
        "publication": Publication.PUBLISHED,
        "steps-TOTAL_FORMS": steps,
        "steps-INITIAL_FORMS": 0,
        "_save": "1",
    }
    for at in range(steps):
        data |= {
            f"steps-{at}-position": at + 1,
            f"steps-{at}-title_fr": f"Étape {at + 1}",
            f"steps-{at}-text_fr": "Un fait (source : la commune).",
        }
    url = reverse("admin:cooperation_guidedstory_add")
    return client.post(url, data | fields)


def test_staff_write_and_publish_a_story(staff_client: Client) -> None:
    factories.CountryFactory(iso2="NE")
    pasted = f"https://annuaire.example{ADDRESS}"
    assert post_story(staff_client, 2, **{"steps-0-address": pasted}).status_code == 302
    step = StoryStep.objects.get(position=1)
    assert (step.address, step.story.slug) == (ADDRESS, "un-recit")
    assert "Étape 2" in page_of(Client(), "/recits/un-recit/").text


@pytest.mark.parametrize(
    ("steps", "fields", "said"),
    [
        (0, {}, "Un récit publié a au moins une étape."),
        (9, {}, "au plus 8 formulaires"),
        (1, {"steps-0-address": "Téra"}, "Collez l’adresse de la carte"),
        (1, {"steps-0-address": "/actions/?pays=zz"}, "zz"),
    ],
)
def test_what_a_story_cannot_be_is_said_and_nothing_is_lost(
    staff_client: Client, steps: int, fields: dict[str, str], said: str
) -> None:
    answer = post_story(staff_client, steps, **fields)
    assert answer.status_code == 200
    assert said in html.unescape(answer.text)
    assert not GuidedStory.objects.exists()
    for typed in ("Un récit", *fields.values()):
        assert typed in html.unescape(answer.text)


def test_the_story_that_comes_with_the_site_is_a_draft_loaded_once() -> None:
    for iso2 in ("NE", "BF"):
        factories.CountryFactory(iso2=iso2)
    assert load_stories().created == 1
    story = GuidedStory.objects.get()
    assert (story.publication, story.steps.count()) == (Publication.DRAFT, 8)
    story.delete()
    assert load_stories().created == 0


def test_each_step_that_comes_with_the_site_names_its_source() -> None:
    for path in (settings.FIXTURES_ROOT / "stories").glob("*.json"):
        steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
        told = [step for step in steps if any(c.isdigit() for c in step["text_fr"])]
        assert all("(source" in s["text_fr"] or "loi n°" in s["text_fr"] for s in told)
