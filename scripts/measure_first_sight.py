"""Print what stands above the fold of the public pages, on the demonstration.

Takes the demonstration that runs on ``PORT``, or starts one for the time it needs.

    python scripts/measure_first_sight.py
"""

from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import run_site

SIZES = [(1440, 900), (360, 740)]
# Where a page has no address of its own, the first link of a list that starts so.
PAGES = {
    "/actions/": "",
    "/actions/?vue=tableau": "",
    "/actions/?vue=deux": "",
    "/carte/": "",
    "/accords/": "",
    "/collectivites/": "",
    "/partenaires/": "",
    "/pays/": "",
    "/chiffres/": "",
    "/": "",
    "an action": "/actions/?tri=verifiee#/actions/",
    "an agreement": "/accords/#/accords/",
    "an authority": "/collectivites/?tri=actions#/collectivites/",
    "a country": "/pays/#/pays/",
}
MEASURE = """() => {
  const bar = document.querySelector(".reach");
  const bottom = bar?.offsetHeight ? bar.getBoundingClientRect().top : innerHeight;
  const seen = (one) => one.offsetHeight > 0;
  const top = (selector) => {
    const [first] = [...document.querySelectorAll(selector)].filter(seen);
    return first ? Math.round(first.getBoundingClientRect().top) : null;
  };
  const items = [...document.querySelectorAll(
    "#results .results > li, #results .rows > li, #results tbody tr")].filter(seen);
  const boxes = items.map((one) => one.getBoundingClientRect());
  const map = document.querySelector("#map")?.getBoundingClientRect();
  const sides = [...document.querySelectorAll(".entry > *")].filter(seen)
    .map((one) => one.getBoundingClientRect());
  const isBeside = sides.length > 1 && sides[0].top === sides[1].top;
  const heights = sides.map((one) => one.height);
  return {
    title: top("h1"),
    first_result: boxes.length ? Math.round(boxes[0].top) : null,
    results_above: boxes.filter((box) => box.bottom <= bottom).length,
    map: map ? `${Math.round(map.top)}+${Math.round(map.height)}` : null,
    owner: top(".owner"),
    figures: top(".figures"),
    hole: isBeside ? Math.round(Math.max(...heights) - Math.min(...heights)) : null,
    next: top(".entry ~ .section"),
    height: document.documentElement.scrollHeight,
    wider: document.documentElement.scrollWidth > innerWidth,
  };
}"""


def find_address(page: Page, path: str, found: str) -> str:
    """Return an address, or that of the first link that a list has to such a page."""
    if not found:
        return path
    address, _hash, prefix = found.partition("#")
    page.goto(address)
    links: list[str] = page.eval_on_selector_all(
        "#results a", "found => found.map((a) => a.getAttribute('href'))"
    )
    return next(link for link in links if link.startswith(prefix) and "?" not in link)


def print_measures(browser: Browser, base: str) -> None:
    for width, height in SIZES:
        print(f"\n{width} × {height}")
        size = {"width": width, "height": height}
        page = browser.new_page(base_url=base, viewport=size)  # type: ignore[arg-type]
        page.goto("/")  # the face of the site is used once it is there
        for name, found in PAGES.items():
            page.goto(find_address(page, name, found), wait_until="networkidle")
            known = page.evaluate(MEASURE)
            told = [f"{key} {value}" for key, value in known.items() if value]
            print(f"{name:28}", " · ".join(told))
        page.close()


if __name__ == "__main__":
    with run_site() as base, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        print_measures(chromium, base)
        chromium.close()
