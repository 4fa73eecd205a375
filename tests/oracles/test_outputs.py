"""What the site gives of the real records is, byte for byte, what it gave.

All tests that need the real records stand here, so that one process loads them once.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.version import get_version
from tests import factories
from tests.oracles import addresses, counting, frozen, reading, searching
from tests.oracles.loading import TODAY, clock_at, load_records
from tests.oracles.shuffling import shuffle_rows
from tests.pdfs import text_of
from tests.people import log_in_with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADMIN = "/gestion/cooperation/"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ["Content-Type", "Content-Disposition", "X-Robots-Tag"]
# Identifiers of days in calendars are made of primary keys.
DAY = re.compile(r"\b(evenement|anniversaire)-(\d+)")
LINKS = ("/carte/liens.json", f"{addresses.REPORT}/carte.json")
# Its lines are drawn in any order too.
PICTURE = "/carte.svg"
# A feed without entries is dated by the machine's own clock.
BUILT = re.compile("(?<=<lastBuildDate>)[^<]*|(?<=<updated>)[^<]*")
# What differs from one answer to the next.
ONCE = re.compile(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"')
LONGEST_MESSAGE = 300


@pytest.fixture(scope="module")
def loaded(
    shared_rows: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The real records; gives what the commands that load them say."""
    folder: Path = tmp_path_factory.mktemp("oracles")
    with (
        shared_rows.unblock(),
        translation.override("fr"),
        override_settings(VAR_DIR=folder),
    ):
        return load_records(folder)


@pytest.fixture(autouse=True)
def today(loaded: dict[str, str]) -> Iterator[None]:
    """Stop the clock at the day of the oracles, once the records are there."""
    with clock_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def unlimited(settings: LazySettings) -> None:
    """Ask for hundreds of selections in a minute."""
    throttles = settings.THROTTLES.items()
    settings.THROTTLES = {name: it._replace(most=0) for name, it in throttles}


@pytest.fixture(autouse=True)
def no_diagnosis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the machine of the tests is like: its disk, its clock."""
    monkeypatch.setattr("config.admin_site.list_problems_for", lambda _user: [])


@pytest.fixture
def staff(today: None) -> Client:
    """A logged-in superuser, who always has the same name."""
    person = factories.UserFactory(superuser=True, email="oracle@exemple.fr")
    return log_in_with_second_factor(Client(), person)


def test_loading_says_what_it_said(loaded: dict[str, str]) -> None:
    parts = [f"=== {title}\n{text}\n" for title, text in loaded.items()]
    frozen.compare({"loading.txt": "".join(parts).replace("\r", "␍")})


def test_addresses_answer_as_they_did(client: Client) -> None:
    lines = [page_line(client, address) for address in addresses.every_address()]
    frozen.compare({"pages.txt": "".join(lines)})


def test_selections_are_rendered_as_they_were(client: Client) -> None:
    texts = {
        f"outputs/{name}.txt": outputs_of(client, renderings(query))
        for name, query in addresses.SELECTIONS.items()
    }
    figures = [f"/chiffres/{code}.csv" for code in addresses.FIGURES]
    texts["outputs/figures.txt"] = outputs_of(client, figures)
    texts["outputs/others.txt"] = outputs_of(client, addresses.OTHERS)
    frozen.compare(texts)


def test_pages_read_as_they_did(client: Client) -> None:
    texts = {
        f"text/{name}.txt": page_text(client, address)
        for name, address in addresses.TEXTS.items()
    }
    files = {
        f"text/{address.strip('/').replace('/', '_')}.txt": pdf_text(client, address)
        for address in (f"/{path}" for path in addresses.FILES)
    }
    frozen.compare(texts | files)


def test_staff_reads_and_exports_what_it_did(staff: Client) -> None:
    keys = {
        "action": key_of(factories.ActionFactory, addresses.ACTION),
        "authority": key_of(factories.CollectivityFactory, "annecy-74"),
    }
    books = [f"{ADMIN}{path}" for path in addresses.WORKBOOKS]
    sheets = [
        f"{ADMIN}action/exporter/{code}.csv?q={words}&o=1"
        for code in addresses.SHEETS
        for words in ("", "eau")
    ]
    texts = {
        f"text/{name}.txt": page_text(staff, address, keys)
        for name, address in addresses.STAFF_TEXTS.items()
    }
    texts["outputs/staff.txt"] = outputs_of(staff, [*books, *sheets], keys)
    frozen.compare(texts)


def test_a_noun_has_one_number_everywhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The rows of this transaction stay the same: their index is made once.
    monkeypatch.setattr("cooperation.search.index_keeper.get_write_state", lambda: None)

    assert counting.list_differences(client) == []
    assert counting.list_department_differences() == []


def test_searches_give_what_a_person_expects() -> None:
    assert list(searching.iter_disappointments()) == []


def test_nothing_depends_on_where_rows_lie(client: Client) -> None:
    asked = list_ordered_addresses()
    before = {address: read_content(client, address) for address in asked}

    shuffle_rows()

    changed = [it for it in asked if read_content(client, it) != before[it]]
    assert changed == []


# What is asked --------------------------------------------------------------------


def renderings(query: str) -> list[str]:
    """Return the address of each machine format of a selection."""
    paths = [
        *(path for path in addresses.MACHINES if not path.startswith("chiffres")),
        *(f"chiffres/{code}.csv" for code in addresses.FEW_FIGURES),
    ]
    return [f"/{path}?{query}".rstrip("?") for path in paths]


# Forms carry the time.
FORMS = ("flag", "contact")


def list_ordered_addresses() -> list[str]:
    """Return pages and files of each kind, but forms."""
    found = [
        *(path for name, path in addresses.TEXTS.items() if name not in FORMS),
        *(f"/{path}" for path in addresses.DIRECTORY_QUERIES if "signaler" not in path),
        *(f"/{path}" for path in addresses.MACHINES if ".xlsx" not in path),
        *(f"/chiffres/{code}.csv" for code in addresses.FIGURES),
        *(path for path in addresses.OTHERS if ".xlsx" not in path),
        *(f"/actions/?tri={order}" for order in ("titre", "recent", "verifiee")),
    ]
    return list(dict.fromkeys(found))


def read_content(client: Client, address: str) -> str:
    """Return what an address answers."""
    text = content(client.get(address)).decode(errors="replace")
    return undated(ONCE.sub(r"\1=", text))


def key_of(factory: Any, slug: str) -> int:
    """Return the primary key of a row by its slug."""
    key: int = factory._meta.model.objects.values_list("pk", flat=True).get(slug=slug)
    return key


def content(answer: Any) -> bytes:
    """Return the bytes of an answer."""
    return b"".join(answer) if answer.streaming else answer.content


# What is kept ---------------------------------------------------------------------


def page_line(client: Client, address: str) -> str:
    """Return what an address answers in one line."""
    answer = client.get(address)
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    data = content(answer)
    html = data.decode() if kind == "text/html" else ""
    target = answer.headers.get("Location", "")
    said = messages_of(answer.status_code, kind, data)
    cells = [
        *(address, str(answer.status_code), kind, target),
        *(reading.title_of(html), reading.totals_of(html)),
        " | ".join(said)[:LONGEST_MESSAGE],
    ]
    return "\t".join(cells).rstrip("\t") + "\n"


def messages_of(status: int, kind: str, data: bytes) -> list[str]:
    """Return the messages of a page, or what a program is refused with."""
    if kind == "text/html":
        page = reading.Page(data.decode())
        return page.messages or (page.main if status == 400 else [])
    if status == 400:
        text = data.decode()
        return (
            json.loads(text)["errors"] if kind.endswith("json") else text.splitlines()
        )
    return []


def outputs_of(
    client: Client, paths: list[str], keys: dict[str, int] | None = None
) -> str:
    """Return outputs one after the other, each whole or as a digest."""
    return "".join(
        frozen.summary(title, headers, text)
        for path in paths
        for title, headers, text in output_of(client, path, keys or {})
    )


def output_of(
    client: Client, path: str, keys: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    """Return (title, headers, text) of an output, once for each worksheet of a book."""
    answer: HttpResponseBase = client.get(path.format(**keys))
    headers = [str(answer.status_code), *(answer.headers.get(it, "") for it in HEADERS)]
    data = content(answer)
    if answer.headers["Content-Type"] == EXCEL:
        for name, text in reading.cells_of(data).items():
            yield f"{path} : {name}", " | ".join(headers), text
    else:
        yield path, " | ".join(headers), settled(path, data.decode())


def settled(path: str, text: str) -> str:
    """Return an output without what differs from one time to the next."""
    if path.startswith(LINKS):
        return in_order(json.loads(text))
    if path.startswith(PICTURE):
        return "".join(sorted(text.replace("><", ">\n<").splitlines(keepends=True)))
    return without_keys(undated(text))


def in_order(found: dict[str, Any]) -> str:
    """Return the links of a map one a line, in order: the database gives them in any.

    The other facts come first, and the names of the columns.
    """
    here, there, links = (found.pop(name) for name in ("here", "there", "links"))
    columns = [list(here), list(there), list(links)]
    facts = {name: found[name] for name in sorted(found)}
    facts["countries"] = dict(sorted(found.get("countries", {}).items()))
    kinds = found["kinds"]
    lines = sorted(
        json.dumps(
            [end_of(here, link[0]), end_of(there, link[1]), kinds[link[2]], *link[3:]],
            ensure_ascii=False,
        )
        for link in zip(*links.values(), strict=True)
    )
    head = [json.dumps(columns), json.dumps(facts, ensure_ascii=False)]
    return "".join(f"{line}\n" for line in [*head, *lines])


def end_of(columns: dict[str, list[Any]], number: int) -> list[Any] | None:
    """Return what is said of the end of a link; nothing where it has no point."""
    return [column[number] for column in columns.values()] if number >= 0 else None


def undated(text: str) -> str:
    """Take the date out of a feed that has no entry."""
    is_feed = "<rss " in text or "<feed " in text
    is_empty = "<item>" not in text and "<entry>" not in text
    return BUILT.sub("", text) if is_feed and is_empty else text


def without_keys(text: str) -> str:
    """Replace the primary keys in identifiers by the order in which they come."""
    seen: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        place = seen.setdefault(found[2], len(seen) + 1)
        return f"{found[1]}-#{place}"

    return DAY.sub(number, text) if text.startswith("BEGIN:VCALENDAR") else text


def page_text(client: Client, address: str, keys: dict[str, int] | None = None) -> str:
    """Return the text of a page, keys and version replaced by what they stand for."""
    answer = client.get(address.format(**keys or {}))
    html = ONCE.sub(r"\1=", answer.content.decode())
    html = html.replace(f"Passerelles {get_version()}", "Passerelles {version}")
    text = f"{address} : {answer.status_code}\n{reading.Page(html).text}"
    return re.sub(r"(?<=/)\d+(?=/(change|history|delete|modele)\b)", "#", text)


def pdf_text(client: Client, address: str) -> str:
    """Return the words of a PDF, a sentence a line."""
    words = text_of(content(client.get(address)))
    return f"{address}\n" + words.replace(". ", ".\n") + "\n"
