"""From the answers of a block to the content of an entry; the reverse of prefilling.

Each setter changes the content according to the current and the prefilled answers; it
returns ``False`` where staff must enter the answer. Unchanged answers are ignored.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.proposals.contents import Content, Row
from cooperation.enums import (
    ActionStatus,
    AgreementEventKind,
    AgreementKind,
    FundingKind,
    InvolvementRole,
    PartnerKind,
)
from cooperation.folding import name_key as fold
from cooperation.models import Country, FundingWindow, Partner, Theme

Answers = dict[str, Any]
AMOUNT = "coop_montant_"
BETWEEN = re.compile(r"[,;\n/]|\bet\b")


@dataclass
class Known:
    """The lists in which free text is looked up; loaded once for many blocks."""

    countries: dict[str, str]
    themes: set[str]
    windows: set[str]
    partners: dict[str, Partner] = field(default_factory=dict)


def known_lists() -> Known:
    """Load countries, themes and windows; partners are looked up by name."""
    countries: dict[str, str] = {}
    for iso2, fr, en in Country.objects.values_list("iso2", "name_fr", "name_en"):
        countries |= {fold(fr): iso2, fold(en): iso2}
    return Known(
        countries,
        set(Theme.objects.values_list("code", flat=True)),
        set(FundingWindow.objects.values_list("code", flat=True)),
    )


@dataclass
class Reader:
    """The answers about one cooperation, and the content that they change."""

    known: Known
    content: Content
    now: Answers
    before: Answers
    unread: list[str] = field(default_factory=list)

    def has_changed(self, code: str) -> bool:
        """Return whether an answer differs from the prefilled one.

        The funding windows have changed if one of their amounts has.
        """
        if code == "coop_guichets":
            amounts = {one for one in self.now | self.before if one.startswith(AMOUNT)}
            if any(map(self.has_changed, amounts)):
                return True
        return self.now.get(code) != self.before.get(code)

    def take(self, readers: dict[str, Callable[["Reader"], bool]]) -> None:
        """Apply every changed answer; add those that staff must enter to ``unread``."""
        for code, read in readers.items():
            if self.has_changed(code) and not read(self):
                self.unread.append(code)


def plain(code: str, name: str) -> Callable[[Reader], bool]:
    def read(reader: Reader) -> bool:
        value = reader.now.get(code)
        reader.content[name] = "" if value is None and name in TEXTS else value
        return True

    return read


TEXTS = ("title", "results")


def status(reader: Reader) -> bool:
    value = reader.now.get("coop_etat")
    reader.content["status"] = value or ActionStatus.UNKNOWN
    return True


def themes(reader: Reader) -> bool:
    """Set the themes; those that the question does not offer stay."""
    said = set(reader.now.get("coop_themes") or [])
    before = set(reader.before.get("coop_themes") or [])
    held = set(reader.content.get("themes") or [])
    kept = (held - before) | (said & reader.known.themes)
    reader.content["themes"] = sorted(kept)
    return said <= reader.known.themes


def parts(text: str | None) -> list[str]:
    return [part.strip() for part in BETWEEN.split(text or "") if part.strip()]


def countries_in(reader: Reader, answers: Answers) -> tuple[list[str], bool]:
    """Return the countries that an answer names, and whether all were understood."""
    names = parts(answers.get("coop_pays"))
    found = [reader.known.countries.get(fold(name), "") for name in names]
    return [code for code in dict.fromkeys(found) if code], all(found)


def countries(reader: Reader) -> bool:
    """Set the countries: a new one adds a place, a removed one removes its places."""
    said, are_all_known = countries_in(reader, reader.now)
    before, _all = countries_in(reader, reader.before)
    if not are_all_known:
        return False
    rows = reader.content.get("locations") or []
    gone = set(before) - set(said)
    kept = [row for row in rows if row["country"] not in gone]
    there = {row["country"] for row in kept}
    new = [place_row(code, "") for code in said if code not in there]
    reader.content["locations"] = kept + new
    return True


def places(reader: Reader) -> bool:
    """Add new places, if there is exactly one country that they can be in."""
    said, _all = countries_in(reader, reader.now)
    before = set(map(fold, parts(reader.before.get("coop_lieux"))))
    new = [
        one for one in parts(reader.now.get("coop_lieux")) if fold(one) not in before
    ]
    gone = before - set(map(fold, parts(reader.now.get("coop_lieux"))))
    if len(said) != 1:
        return not new and not gone
    rows = [
        row
        for row in reader.content.get("locations") or []
        if row["name"] or row["country"] != said[0] or not new
    ]
    rows += [place_row(said[0], name[:200]) for name in new]
    reader.content["locations"] = rows
    return not gone


def place_row(country: str, name: str) -> Row:
    return {"country": country, "place": None, "name": name, "lat": None, "lng": None}


def partners(reader: Reader) -> bool:
    """Add new partners, with the kind that was answered if there is only one."""
    lines = [
        one.strip() for one in (reader.now.get("coop_partenaires") or "").splitlines()
    ]
    rows = list(reader.content.get("partners") or [])
    there = {fold(row["name"]) for row in rows}
    for name in filter(None, lines):
        if fold(name) not in there:
            rows.append(partner_row(reader, name))
    gone = set(map(fold, (reader.before.get("coop_partenaires") or "").splitlines()))
    reader.content["partners"] = rows
    return gone <= set(map(fold, lines))


def partner_row(reader: Reader, name: str) -> Row:
    """Return the content of a partner; one of the directory where it has one."""
    known = Partner.objects.filter(name__iexact=name).order_by("pk").first()
    natures = reader.now.get("coop_types_partenaires") or []
    nature = natures[0] if len(natures) == 1 else PartnerKind.OTHER.value
    return {
        "partner": known.pk if known else None,
        "name": known.name if known else name[:200],
        "kind": known.kind if known else nature,
        "country": (known.country_id or "") if known else "",
        "role": InvolvementRole.UNKNOWN.value,
    }


def natures(reader: Reader) -> bool:
    """Accept the kinds of partners if the partners changed too."""
    return reader.has_changed("coop_partenaires")


def windows(reader: Reader) -> bool:
    """Set the funding by window: a new window, or the amount of a single row."""
    said = list(reader.now.get("coop_guichets") or [])
    before = list(reader.before.get("coop_guichets") or [])
    done = [window(reader, code) for code in said]
    return all(done) and set(before) <= set(said)


def window(reader: Reader, code: str) -> bool:
    if code not in reader.known.windows:
        return False
    rows = list(reader.content.get("fundings") or [])
    amount = reader.now.get(f"{AMOUNT}{code}")
    there = [row for row in rows if row["window"] == code]
    if not there:
        reader.content["fundings"] = [*rows, funding_row(code, amount)]
        return True
    if not reader.has_changed(f"{AMOUNT}{code}"):
        return True
    if len(there) > 1:
        return False
    changed = [row if row is not there[0] else row | {"amount": amount} for row in rows]
    reader.content["fundings"] = changed
    return True


def funding_row(code: str, amount: str | None) -> Row:
    return {
        "window": code,
        "amount": amount,
        "year": None,
        "kind": FundingKind.GRANTED.value,
        "funder": None,
    }


def by_hand(_reader: Reader) -> bool:
    """Leave an answer to staff."""
    return False


OF_ACTION: dict[str, Callable[[Reader], bool]] = {
    "coop_titre": plain("coop_titre", "title"),
    "coop_cadre": by_hand,
    "coop_etat": status,
    "coop_debut": plain("coop_debut", "start_year"),
    "coop_fin": plain("coop_fin", "end_year"),
    "coop_resultats": plain("coop_resultats", "results"),
    "coop_themes": themes,
    "coop_pays": countries,
    "coop_lieux": places,
    "coop_partenaires": partners,
    "coop_types_partenaires": natures,
    "coop_guichets": windows,
}


def kind(reader: Reader) -> bool:
    value = reader.now.get("coop_cadre")
    if value not in AgreementKind.values:
        return False
    reader.content["kind"] = value
    return True


EVENTS = {
    "terminee": AgreementEventKind.ENDED,
    "suspendue": AgreementEventKind.DORMANT,
    "en_cours": AgreementEventKind.RESUMED,
}


def event(reader: Reader) -> bool:
    """Add the status of an agreement as an event, this year if no year is given."""
    value = reader.now.get("coop_etat")
    if value not in EVENTS:
        return False
    year = datetime.date.today().year
    if value == "terminee":
        year = reader.now.get("coop_fin") or year
    row = {"kind": EVENTS[value].value, "year": year, "date": None, "note": ""}
    events = reader.content.get("events") or []
    if row not in events:
        reader.content["events"] = [*events, row]
    return True


OF_AGREEMENT: dict[str, Callable[[Reader], bool]] = {
    "coop_titre": plain("coop_titre", "title"),
    "coop_cadre": kind,
    "coop_etat": event,
    "coop_pays": by_hand,
    "coop_lieux": by_hand,
    "coop_debut": by_hand,
    "coop_themes": by_hand,
    "coop_partenaires": by_hand,
    "coop_guichets": by_hand,
    "coop_resultats": by_hand,
}
