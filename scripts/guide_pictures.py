"""Take the pictures of the guide from the demonstration, so that they never age.

Takes the demonstration that runs on ``PORT``, or starts one for the time it needs. What
each picture says to people who do not see it stands in the guide. Without Chromium the
stored pictures stay.

    python scripts/guide_pictures.py [NAME ...]     # all pictures, or those named
"""

import io
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guide" / "pictures"
WIDTH, QUALITY = 1000, 80
TIMEOUT_MS = 10_000
OWNER, AGENT = "responsable@passerelles.example", "agent@passerelles.example"


class GuidePicture(NamedTuple):
    """A picture: who stands on which page, by which links, and what of it is shown.

    ``links`` are selectors; the first that is found of each is followed from the page
    before it. ``height`` in pixels cuts what is longer.
    """

    name: str
    who: str
    address: str
    links: tuple[str, ...] = ()
    shown: str = "main"
    height: int = 680


ADMIN = "#content"
WAVES, WAVE = "/gestion/enquetes/", "a[href*='/enquetes/demonstration']"
PICTURES = [
    GuidePicture("connexion", "", "/compte/login/", height=560),
    GuidePicture("espace", AGENT, "/espace/", height=760),
    GuidePicture(
        "formulaire",
        AGENT,
        "/espace/",
        ("a[href^='/espace/actions/']:not([href*=historique])",),
        height=900,
    ),
    GuidePicture("tableur", AGENT, "/espace/tableur/"),
    GuidePicture("repondre", AGENT, "/espace/", ("a[href^='/espace/enquetes/']",)),
    GuidePicture("accueil", OWNER, "/gestion/", shown="body", height=760),
    GuidePicture("proposition", OWNER, "/gestion/relecture/", ("main li a",)),
    GuidePicture("demande", OWNER, "/gestion/demandes/", ("main li a",)),
    GuidePicture(
        "historique",
        OWNER,
        "/gestion/cooperation/action/?publication__exact=publiee",
        ("#result_list tbody th a", "#content a[href*=istor]"),
        ADMIN,
    ),
    GuidePicture(
        "import",
        OWNER,
        "/gestion/cooperation/importbatch/",
        ("#result_list tbody th a",),
        ADMIN,
    ),
    GuidePicture("campagne", OWNER, "/gestion/campagnes/", ("main li a",)),
    GuidePicture("enquete", OWNER, WAVES, (WAVE,), height=760),
    GuidePicture(
        "resultats", OWNER, WAVES, (WAVE, "a[href$='/resultats/']"), height=760
    ),
    GuidePicture(
        "etat-des-lieux", OWNER, "/gestion/etats-des-lieux/", ("main table a",)
    ),
    GuidePicture("traitements", OWNER, "/gestion/traitements/", shown=ADMIN),
]


def read_passwords() -> dict[str, str]:
    """Return the password of each account of the demonstration."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    import django  # noqa: PLC0415 -- needs the path and the settings above

    django.setup()
    from config.demo.people import DEMO_ACCOUNTS  # noqa: PLC0415 -- the same

    return {account.email: account.password for account in DEMO_ACCOUNTS}


def open_page(browser: Browser, base: str, who: str, password: str) -> Page:
    """Return a page of a new visit, logged in unless ``who`` is empty."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": WIDTH, "height": 900},
        color_scheme="light",
        locale="fr-FR",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    if who:
        page.goto("/compte/login/")
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_load_state("networkidle")
    return page


def take_picture(page: Page, picture: GuidePicture) -> None:
    page.goto(picture.address)
    for link in picture.links:
        page.goto(page.locator(link).first.evaluate("link => link.href"))
    page.wait_for_load_state("networkidle")
    box = page.locator(picture.shown).first.bounding_box()
    if box is None:
        raise SystemExit(f"{picture.name}: nothing to show for {picture.shown}.")
    box["height"] = min(box["height"], picture.height)
    content = page.screenshot(full_page=True, clip=box)
    target = FOLDER / f"{picture.name}.webp"
    Image.open(io.BytesIO(content)).save(target, quality=QUALITY, method=6)


def main(wanted: list[str]) -> None:
    """Take the pictures named, or all of them."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("No Chromium on this machine: the stored pictures stay.")
        return
    FOLDER.mkdir(exist_ok=True)
    passwords = read_passwords()
    chosen = [picture for picture in PICTURES if picture.name in wanted or not wanted]
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    from screenshots import run_site  # noqa: PLC0415 -- a script, not a package

    with run_site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        for who in dict.fromkeys(picture.who for picture in chosen):
            page = open_page(browser, base, who, passwords.get(who, ""))
            for picture in chosen:
                if picture.who == who:
                    take_picture(page, picture)
            page.context.close()
        browser.close()
    weight = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    print(f"{len(chosen)} pictures in {FOLDER}, {weight // 1000} kB in all")


if __name__ == "__main__":
    main(sys.argv[1:])
