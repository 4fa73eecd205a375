"""From the answers of a block to the content of an entry; the reverse of prefilling.

Each setter changes the content according to the current and the prefilled answers; it
returns ``False`` where staff must enter the answer. Unchanged answers are ignored.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.proposals.content import Content, ContentRow
from cooperation.enums import (
    ActionStatus,
    AgreementEventKind,
    AgreementKind,
    FundingKind,
    InvolvementRole,
    PartnerKind,
)
from cooperation.models import Country, FundingWindow, Partner, Theme
from cooperation.text import normalize
from surveys.responses.response import ValuesByCode, is_same_value

AMOUNT_PREFIX = "coop_montant_"
NAME_SEPARATORS = re.compile(r"[,;\n/]|\bet\b")
LINE_ENDS = re.compile(r"[\r\n]")


@dataclass
class ReferenceLists:
    """The lists in which free text is looked up; loaded once for many blocks."""

    countries: dict[str, str]
    themes: set[str]
    windows: set[str]


def load_reference_lists() -> ReferenceLists:
    countries: dict[str, str] = {}
    for iso2, fr, en in Country.objects.values_list("iso2", "name_fr", "name_en"):
        countries |= {normalize(fr): iso2, normalize(en): iso2}
    return ReferenceLists(
        countries,
        set(Theme.objects.values_list("code", flat=True)),
        set(FundingWindow.objects.values_list("code", flat=True)),
    )


@dataclass
class ContentBuilder:
    """The answers about one cooperation, and the content that they change."""

    known: ReferenceLists
    content: Content
    answers: ValuesByCode
    prefilled: ValuesByCode
    unread: list[str] = field(default_factory=list)

    def has_changed(self, code: str) -> bool:
        """Return whether an answer differs from the prefilled one.

        The funding windows have changed if one of their amounts has.
        """
        if code == "coop_guichets":
            amounts = {
                one
                for one in self.answers | self.prefilled
                if one.startswith(AMOUNT_PREFIX)
            }
            if any(map(self.has_changed, amounts)):
                return True
        return not is_same_value(self.answers.get(code), self.prefilled.get(code))

    def apply_setters(
        self, setters: dict[str, Callable[["ContentBuilder"], bool]]
    ) -> None:
        """Apply every changed answer; add those that staff must enter to ``unread``."""
        for code, set_value in setters.items():
            if self.has_changed(code) and not set_value(self):
                self.unread.append(code)


def build_field_setter(code: str, name: str) -> Callable[[ContentBuilder], bool]:
    def set_value(builder: ContentBuilder) -> bool:
        value = builder.answers.get(code)
        builder.content[name] = "" if value is None and name in TEXT_FIELDS else value
        return True

    return set_value


TEXT_FIELDS = ("title", "results")


def set_status(builder: ContentBuilder) -> bool:
    value = builder.answers.get("coop_etat")
    builder.content["status"] = value or ActionStatus.UNKNOWN
    return True


def set_themes(builder: ContentBuilder) -> bool:
    """Set the themes; those that the question does not offer stay."""
    answered = set(list_keys(builder.answers.get("coop_themes")))
    before = set(list_keys(builder.prefilled.get("coop_themes")))
    held = set(builder.content.get("themes") or [])
    themes = (held - before) | (answered & builder.known.themes)
    builder.content["themes"] = sorted(themes)
    return answered <= builder.known.themes


def list_keys(value: list[Any] | None) -> list[str]:
    """Return the codes of a choice, or the keys of rows; a text stays a text."""
    return [
        one["key"] or one["label"] if isinstance(one, dict) else one
        for one in value or []
    ]


def list_names(value: str | list[Any] | None, separators: re.Pattern[str]) -> list[str]:
    """Return the names that an answer holds: typed in a text, or of rows."""
    parts = (
        [one["label"] for one in value]
        if isinstance(value, list)
        else separators.split(value or "")
    )
    return [part.strip() for part in parts if part.strip()]


def find_countries(
    builder: ContentBuilder, answers: ValuesByCode
) -> tuple[list[str], bool]:
    """Return the countries that an answer names, and whether all were understood."""
    value = answers.get("coop_pays")
    if isinstance(value, list):
        found = [one["key"] for one in value]
    else:
        names = list_names(value, NAME_SEPARATORS)
        found = [builder.known.countries.get(normalize(name), "") for name in names]
    return [code for code in dict.fromkeys(found) if code], all(found)


def set_countries(builder: ContentBuilder) -> bool:
    """Set the countries: a new one adds a place, a removed one removes its places."""
    answered, are_all_known = find_countries(builder, builder.answers)
    before, _all = find_countries(builder, builder.prefilled)
    if not are_all_known:
        return False
    rows = builder.content.get("locations") or []
    gone = set(before) - set(answered)
    remaining = [row for row in rows if row["country"] not in gone]
    there = {row["country"] for row in remaining}
    new = [build_place_content(code, "") for code in answered if code not in there]
    builder.content["locations"] = remaining + new
    return True


def add_places(builder: ContentBuilder) -> bool:
    """Add new places, if there is exactly one country that they can be in."""
    countries, _all = find_countries(builder, builder.answers)
    answered, prefilled = (
        list_places(values.get("coop_lieux"))
        for values in (builder.answers, builder.prefilled)
    )
    before = set(map(normalize, prefilled))
    new = [one for one in answered if normalize(one) not in before]
    gone = before - set(map(normalize, answered))
    if len(countries) != 1:
        return not new and not gone
    rows = [
        row
        for row in builder.content.get("locations") or []
        if row["name"] or row["country"] != countries[0] or not new
    ]
    rows += [build_place_content(countries[0], name[:200]) for name in new]
    builder.content["locations"] = rows
    return not gone


def list_places(value: str | list[Any] | None) -> list[str]:
    """Return the names of places, without where they lie."""
    return [
        name.partition(" (")[0] if isinstance(value, list) else name
        for name in list_names(value, NAME_SEPARATORS)
    ]


def build_place_content(country: str, name: str) -> ContentRow:
    return {"country": country, "place": None, "name": name, "lat": None, "lng": None}


def add_partners(builder: ContentBuilder) -> bool:
    """Add new partners, with the kind that was answered if there is only one."""
    lines = list_names(builder.answers.get("coop_partenaires"), LINE_ENDS)
    rows = list(builder.content.get("partners") or [])
    there = {normalize(row["name"]) for row in rows}
    for name in lines:
        if normalize(name) not in there:
            rows.append(build_partner_content(builder, name))
    prefilled = list_names(builder.prefilled.get("coop_partenaires"), LINE_ENDS)
    gone = set(map(normalize, prefilled))
    builder.content["partners"] = rows
    return gone <= set(map(normalize, lines))


def build_partner_content(builder: ContentBuilder, name: str) -> ContentRow:
    """Return the content of a partner; one of the directory where it has one."""
    known = Partner.objects.filter(name__iexact=name).order_by("pk").first()
    natures = builder.answers.get("coop_types_partenaires") or []
    nature = natures[0] if len(natures) == 1 else PartnerKind.OTHER.value
    return {
        "partner": known.pk if known else None,
        "name": known.name if known else name[:200],
        "kind": known.kind if known else nature,
        "country": (known.country_id or "") if known else "",
        "role": InvolvementRole.UNKNOWN.value,
    }


def check_partner_kinds(builder: ContentBuilder) -> bool:
    """Accept the kinds of partners if the partners changed too."""
    return builder.has_changed("coop_partenaires")


def set_fundings(builder: ContentBuilder) -> bool:
    """Set the funding by window: a new window, or the amount of a single row."""
    answered = list(builder.answers.get("coop_guichets") or [])
    before = list(builder.prefilled.get("coop_guichets") or [])
    done = [set_funding(builder, code) for code in answered]
    return all(done) and set(before) <= set(answered)


def set_funding(builder: ContentBuilder, code: str) -> bool:
    if code not in builder.known.windows:
        return False
    rows = list(builder.content.get("fundings") or [])
    amount = builder.answers.get(f"{AMOUNT_PREFIX}{code}")
    there = [row for row in rows if row["window"] == code]
    if not there:
        builder.content["fundings"] = [*rows, build_funding_content(code, amount)]
        return True
    if not builder.has_changed(f"{AMOUNT_PREFIX}{code}"):
        return True
    if len(there) > 1:
        return False
    changed = [row if row is not there[0] else row | {"amount": amount} for row in rows]
    builder.content["fundings"] = changed
    return True


def build_funding_content(code: str, amount: str | None) -> ContentRow:
    return {
        "window": code,
        "amount": amount,
        "year": None,
        "kind": FundingKind.GRANTED.value,
        "funder": None,
    }


def leave_to_staff(_reader: ContentBuilder) -> bool:
    """Leave an answer to staff."""
    return False


ACTION_SETTERS: dict[str, Callable[[ContentBuilder], bool]] = {
    "coop_titre": build_field_setter("coop_titre", "title"),
    "coop_cadre": leave_to_staff,
    "coop_etat": set_status,
    "coop_debut": build_field_setter("coop_debut", "start_year"),
    "coop_fin": build_field_setter("coop_fin", "end_year"),
    "coop_resultats": build_field_setter("coop_resultats", "results"),
    "coop_themes": set_themes,
    "coop_pays": set_countries,
    "coop_lieux": add_places,
    "coop_partenaires": add_partners,
    "coop_types_partenaires": check_partner_kinds,
    "coop_guichets": set_fundings,
}


def set_kind(builder: ContentBuilder) -> bool:
    value = builder.answers.get("coop_cadre")
    if value not in AgreementKind.values:
        return False
    builder.content["kind"] = value
    return True


EVENT_KINDS = {
    "terminee": AgreementEventKind.ENDED,
    "suspendue": AgreementEventKind.DORMANT,
    "en_cours": AgreementEventKind.RESUMED,
}


def add_status_event(builder: ContentBuilder) -> bool:
    """Add the status of an agreement as an event, this year if no year is given."""
    value = builder.answers.get("coop_etat")
    if value not in EVENT_KINDS:
        return False
    year = datetime.date.today().year
    if value == "terminee":
        year = builder.answers.get("coop_fin") or year
    row = {"kind": EVENT_KINDS[value].value, "year": year, "date": None, "note": ""}
    events = builder.content.get("events") or []
    if row not in events:
        builder.content["events"] = [*events, row]
    return True


AGREEMENT_SETTERS: dict[str, Callable[[ContentBuilder], bool]] = {
    "coop_titre": build_field_setter("coop_titre", "title"),
    "coop_cadre": set_kind,
    "coop_etat": add_status_event,
    "coop_themes": set_themes,
    "coop_resultats": build_field_setter("coop_resultats", "results"),
    **dict.fromkeys(
        (
            *("coop_pays", "coop_lieux", "coop_debut"),
            *("coop_partenaires", "coop_guichets"),
        ),
        leave_to_staff,
    ),
}
