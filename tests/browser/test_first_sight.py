"""What stands above the fold of the public pages, on the real records."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Action
from tests.browser.conftest import visitor
from tests.oracles.loading import load_records

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
RESULTS = "#results .results > li, #results .rows > li, #results tbody tr"
# Boxes of what is seen, up to the bar at the bottom edge, if there is one.
MEASURE = """(selector) => {
  const bar = document.querySelector(".reach");
  const edge = bar?.offsetHeight ? bar.getBoundingClientRect().top : innerHeight;
  const found = [...document.querySelectorAll(selector)].filter((e) => e.offsetHeight);
  return {
    edge,
    boxes: found.map((e) => e.getBoundingClientRect()).map((box) => ({
      top: box.top, bottom: box.bottom, height: box.height })),
  };
}"""


class ListSight(NamedTuple):
    """How far down the first result may begin, and how many must be seen whole."""

    path: str
    size: dict[str, int]
    first: int
    number: int


LISTS = [
    ListSight("/actions/", DESK, 260, 5),
    ListSight("/actions/", PHONE, 330, 2),
    ListSight("/actions/?vue=tableau", DESK, 260, 12),
    ListSight("/actions/?vue=deux", DESK, 260, 4),
    ListSight("/accords/", DESK, 260, 5),
    ListSight("/accords/", PHONE, 330, 2),
    ListSight("/collectivites/", DESK, 260, 12),
]


def measure(page: Page, selector: str) -> tuple[float, list[dict[str, float]]]:
    found: dict[str, Any] = page.evaluate(MEASURE, selector)
    return found["edge"], found["boxes"]


@pytest.fixture
def records(live_server: LiveServer, tmp_path: Path) -> None:
    load_records(tmp_path)


def test_pages_show_what_is_looked_for_without_scrolling(
    browser: Browser, live_server: LiveServer, records: None
) -> None:
    found = []
    for sight in LISTS:
        with visitor(browser, live_server, viewport=sight.size) as page:
            page.goto("/financements/")
            page.goto(sight.path)
            edge, boxes = measure(page, RESULTS)
        whole = [box for box in boxes if box["bottom"] <= edge]
        is_right = boxes[0]["top"] <= sight.first and len(whole) >= sight.number
        found.append((sight.path, is_right or (boxes[0]["top"], len(whole))))
    assert found == [(sight.path, True) for sight in LISTS]

    action = Action.objects.published().order_by("slug")[5]
    with visitor(browser, live_server, viewport=DESK) as page:
        page.goto("/carte/")
        _edge, (shown_map,) = measure(page, "#map")
        page.goto(action.get_absolute_url())
        _edge, (facts, still) = measure(page, ".entry > *")
        _edge, (similar, *_others) = measure(page, ".entry ~ .section")
        page.goto("/collectivites/annecy-74/")
        _edge, (owner,) = measure(page, ".owner")
    assert shown_map["top"] < 140
    assert shown_map["bottom"] > 880
    assert abs(facts["height"] - still["height"]) < 160
    assert similar["top"] < 900
    assert owner["top"] < 200
