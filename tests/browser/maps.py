"""What the tests of the interactive map share: records, pixels, gestures."""

from typing import Any

from playwright.sync_api import Page

from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    LocationFactory,
    PlaceFactory,
)

READY = "#map[data-ready=true]"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
STEPS = 8


def build_links() -> None:
    """Annecy acts under its twinning with Téra, Thonon without agreement in Bénin."""
    niger, benin = CountryFactory(), CountryFactory(iso2="BJ", name_fr="Bénin")
    annecy = CollectivityFactory(name="Annecy", slug="annecy", lat=45.9, lng=6.12)
    thonon = CollectivityFactory(name="Thonon", slug="thonon", lat=46.37, lng=6.48)
    tera = PlaceFactory(name="Téra", country=niger, lat=14.01, lng=0.75)
    twinning = AgreementFactory(
        kind="jumelage", collectivity=annecy, country=niger, place=tera
    )
    natitingou = PlaceFactory(name="Natitingou", country=benin, lat=10.3, lng=1.38)
    puits = ActionFactory(title="Puits à Téra", lead=annecy, agreement=twinning)
    LocationFactory(action=puits, country=niger, place=tera)
    ecoles = ActionFactory(title="Écoles à Natitingou", lead=thonon)
    LocationFactory(action=ecoles, country=benin, place=natitingou)


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY)


def drawn(page: Page, pane: str, number: int = 0) -> int:
    """Count the pixels that a canvas of a pane of the map has drawn.

    They are read from a copy: the canvas itself is not made to be read.
    """
    found: int = page.evaluate(
        """([pane, number]) => {
          const all = document.querySelectorAll(`.leaflet-${pane}-pane canvas`);
          const canvas = all[number];
          const { width, height } = canvas;
          const copy = new OffscreenCanvas(width, height);
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          let n = 0;
          for (let i = 3; i < data.length; i += 4) n += data[i] > 0;
          return n;
        }""",
        [pane, number],
    )
    return found


def pins(page: Page, side: str) -> Any:
    """Return the points of one side."""
    return page.locator(f".pin--{side}")


def swipe(
    page: Page, start: tuple[float, float], by: tuple[float, float], fingers: int = 1
) -> None:
    """Move fingers over a touch screen, as far as ``by`` in x and y."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, share: float) -> None:
        points = [
            {
                "x": start[0] + 60 * finger + by[0] * share,
                "y": start[1] + by[1] * share,
                "id": finger,
            }
            for finger in range(fingers)
        ]
        points = [] if kind == "touchEnd" else points
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0)
    for step in range(1, STEPS + 1):
        send("touchMove", step / STEPS)
        page.wait_for_timeout(16)
    send("touchEnd", 1)
    page.wait_for_timeout(300)
