"""Nothing covers anything: pins of the real records at five scales and three widths.

``links_of_real_records.json`` is what ``/carte/liens.json`` answers once the reference
data and ``fixtures/real/cooperations.csv`` are loaded.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import visitor
from tests.factories import CountryFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINKS = Path(__file__).parents[1] / "files" / "links_of_real_records.json"
SCALES = {
    "world": "",
    "continent": "#carte=4/12/5",
    "France": "#carte=5.5/46.6/2.6",
    "department": "#carte=9/46.05/6.35",
    "commune": "#carte=11.5/46.19/6.23",
}
MOST_PAIRS = 3
# Pins whose middle is within the map: how many, which of them are covered by another,
# which pairs overlap, which are too small for a finger or a mouse.
MEASURE = """least => {
  const map = document.getElementById('map').getBoundingClientRect();
  const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
  const pins = [...document.querySelectorAll('.pin')].filter(pin => {
    const [x, y] = middle(pin.getBoundingClientRect());
    return x > map.left && x < map.right && y > map.top && y < map.bottom;
  });
  const boxes = pins.map(pin => pin.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return {
    pins: pins.length,
    covered: pins.filter((pin, i) => {
      const hit = document.elementFromPoint(...middle(boxes[i]))?.closest('.pin');
      return hit && hit !== pin;
    }).length,
    pairs: boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => meet(a, b))).length,
    small: boxes.filter(box => Math.min(box.width, box.height) < least).length,
  };
}"""
SEPARATE = """async () => {
  const { separateBoxes } = await import('/static/js/map/pins.js');
  const boxes = Array.from({ length: 150 }, (_, i) => (
    { x: (i * 37) % 300, y: (i * 91) % 200, width: 24 + (i % 5) * 10 }));
  boxes.push(...Array.from({ length: 20 }, () => ({ x: 50, y: 50, width: 24 })));
  separateBoxes(boxes);
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => {
    const least = (a.width + b.width) / 2;
    return Math.abs(a.x - b.x) < least && Math.abs(a.y - b.y) < least;
  })).length;
}"""


def answer_with_real_links(page: Page) -> None:
    def fulfill(route: Route) -> None:
        route.fulfill(path=LINKS, content_type="application/json")

    page.route("**/carte/liens.json*", fulfill)


def measure_scale(page: Page, address: str, least: int) -> dict[str, Any]:
    page.goto("about:blank")
    page.goto(f"/carte/{address}")
    expect(page.locator("#map[data-ready=true]")).to_be_visible()
    expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    found: dict[str, Any] = page.evaluate(MEASURE, least)
    return found


@pytest.mark.parametrize(
    ("width", "is_touched"), [(360, True), (768, False), (1440, False)]
)
def test_no_pin_covers_another_at_any_scale(
    browser: Browser, live_server: LiveServer, width: int, is_touched: bool
) -> None:
    CountryFactory()
    how = {"viewport": {"width": width, "height": 900}, "has_touch": is_touched}
    with visitor(browser, live_server, **how, is_mobile=is_touched) as page:
        answer_with_real_links(page)
        found = {
            scale: measure_scale(page, address, 44 if is_touched else 24)
            for scale, address in SCALES.items()
        }
    assert all(one["pins"] for one in found.values()), found
    wrong = {
        scale: one
        for scale, one in found.items()
        if one["covered"] or one["small"] or one["pairs"] > MOST_PAIRS
    }
    assert wrong == {}


def test_a_crowd_of_pins_is_spread_without_overlaps(page: Page) -> None:
    page.goto("/healthz")

    assert page.evaluate(SEPARATE) == 0


def test_a_group_in_one_place_opens_around_it(
    page: Page, live_server: LiveServer
) -> None:
    """Three authorities of one town: by Enter, without moving the map."""
    links = json.loads(LINKS.read_text())
    links["here"]["lat"][:3], links["here"]["lng"][:3] = [47_000] * 3, [-40_000] * 3
    page.route("**/carte/liens.json*", lambda route: route.fulfill(json=links))
    page.goto("/carte/#carte=6/47/-40")
    expect(page.locator("#map[data-ready=true]")).to_be_visible()
    squares = page.locator(".pin--here")
    expect(squares).to_have_count(1)
    squares.focus()
    page.keyboard.press("Enter")
    expect(squares).to_have_count(3)
    assert page.evaluate(MEASURE, 24)["pairs"] == 0
    assert "#carte=6/47/-40" in page.url
    assert page.evaluate("document.activeElement.classList.contains('pin--here')")
