"""What pages show of the directory, read alike by HTML templates and by Typst.

Each class is what a component of ``templates/_components`` takes; the header of the
component's template says what it draws.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Link:
    """A text, with the URL that it leads to and a note in small print, if any.

    ``theme`` and ``goal`` say which mark stands before it: a code, a number.
    """

    label: str | Promise
    url: str = ""
    note: str = ""
    theme: str = ""
    goal: int = 0


@dataclass(frozen=True)
class CountLink:
    """What is counted, its number, and the URL of what it counts."""

    label: str | Promise
    n: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """A link among pages of one subject."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True)
class SortOption:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Download:
    """A file or feed; ``type`` is its media type, ``text`` says what it is for."""

    label: str
    url: str
    type: str = ""
    text: str = ""


@dataclass(frozen=True)
class Fact:
    """A term with its value, or with several entries; ``gloss`` is a glossary code."""

    term: str
    value: str = ""
    url: str = ""
    note: str = ""
    gloss: str = ""
    entries: Sequence[Link] = ()


@dataclass(frozen=True)
class KeyFigure:
    """A large figure; ``value`` is a number or a formatted text."""

    value: Any
    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Flag:
    """A country by name, the URL of its flag, if the site has it, and its code."""

    name: str
    url: str
    code: str


@dataclass(frozen=True)
class TableCell:
    """The texts of a cell, with the URL that it leads to and flags, if any."""

    texts: Sequence[str | Promise] = ()
    url: str = ""
    flags: Sequence[Flag] = ()


@dataclass(frozen=True)
class TableColumn:
    """A column of a list shown as a table."""

    code: str
    label: str
    is_number: bool = False


@dataclass(frozen=True)
class TableRow:
    """An entry in a table: its title, and a cell for each column shown."""

    title: str
    url: str
    cells: Sequence[tuple[TableColumn, TableCell]]
    is_written: bool = False


@dataclass(frozen=True)
class ListTable:
    """A list as a table; ``choices`` are all its columns, each shown or not."""

    columns: Sequence[TableColumn]
    choices: Sequence[SortOption]
    rows: Sequence[TableRow]


@dataclass(frozen=True)
class CardPhoto:
    """The small version of a photo, with what it shows and who took it."""

    url: str
    alt: str
    credit: str


@dataclass(frozen=True)
class Card:
    """What the cards of actions and agreements have in common.

    Texts may be safe ones with highlighted words; ``snippet`` is an extract of the
    description that holds a search term. ``partners`` of an agreement are those beside
    its counterpart. ``doubts`` are what a visitor must beware of.
    """

    url: str
    title: str
    lead: str
    kind: str = ""
    kind_label: str = ""
    years: str = ""
    status: str = ""
    status_label: str = ""
    doubts: Sequence[str] = ()
    snippet: str = ""
    summary: str = ""
    places: Sequence[str] = ()
    partners: Sequence[str] = ()
    themes: Sequence[str] = ()
    theme_codes: Sequence[str] = ()
    flags: Sequence[Flag] = ()
    verified_on: datetime.date | None = None
    verified_by: str = ""
    stale: bool = False

    @property
    def marked_themes(self) -> Sequence[tuple[str, str]]:
        """The code and the name of each theme."""
        return list(zip(self.theme_codes, self.themes, strict=True))

    @property
    def telling_partners(self) -> Sequence[str]:
        """The partners to name: all without a summary, else those searched for."""
        if not self.summary:
            return self.partners
        return [name for name in self.partners if "<mark>" in name]


@dataclass(frozen=True)
class ActionCard(Card):
    """The card of an action; ``arcs`` is the JSON of what the map highlights.

    ``photo`` is shown in lists, where the action has one.
    """

    arcs: str = ""
    budget: str = ""
    photo: CardPhoto | None = None


@dataclass(frozen=True)
class AgreementCard(Card):
    counterpart: str = ""
    other_signatories: Sequence[str] = ()
    actions: int = 0


@dataclass(frozen=True)
class ListingRow:
    """An authority, partner, country, window or resource in a list.

    ``flag`` is that of a country; ``flags`` are those of the countries of an authority,
    ``other_flags`` says how many more there are.
    """

    url: str
    name: str
    nature: str = ""
    context: Sequence[str] = ()
    counts: Sequence[CountLink] = ()
    text: str = ""
    is_written: bool = False
    level: str = ""
    flag: Flag | None = None
    flags: Sequence[Flag] = ()
    other_flags: str = ""


@dataclass(frozen=True)
class SearchNote:
    """How a search was answered, and the addresses of other ways to answer it."""

    text: str
    label: str
    url: str
    others: Sequence[Link] = ()


@dataclass(frozen=True)
class EmptyState:
    title: str
    text: str
    suggestions: Sequence[CountLink] = ()


@dataclass(frozen=True)
class TimelineEvent:
    """A dated event: ``date`` as text, ``datetime`` in ISO format, for machines."""

    date: str
    label: str
    datetime: str = ""
    url: str = ""
    text: str = ""
    kind: str = ""
    muted: bool = False
    uncertain: str = ""


@dataclass(frozen=True)
class MapKey:
    """A kind of link on a map, and the dashes of its line."""

    kind: str
    label: str
    dashes: str


@dataclass(frozen=True)
class StillMap:
    """A map drawn by the server, and the URL of the interactive one.

    With a ``legend``, its points are links; ``note`` says what is left out.
    """

    svg: SafeString
    url: str
    legend: Sequence[MapKey] = ()
    note: str = ""


@dataclass(frozen=True)
class SourceNote:
    """Where an entry comes from, and what is uncertain in it."""

    label: str
    url: str
    is_known: bool
    uncertainties: Sequence[str]


@dataclass(frozen=True)
class FundingRow:
    """One funding of an action; ``amount`` is in euros, None if unknown."""

    window: str
    window_url: str = ""
    funder: str = ""
    funder_url: str = ""
    year: int | None = None
    nature: str = ""
    amount: int | Decimal | None = None
    note: str = ""
    uncertain: bool = False


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: ``n`` sets its length, ``shown`` is the number as text."""

    label: str
    n: Any
    shown: str


@dataclass(frozen=True)
class BarList:
    title: str
    unit: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Portrait:
    """What a one-page portrait shows beside what its page shows."""

    kind: str
    lists: Sequence[BarList] = ()
    events: Sequence[TimelineEvent] = ()
    facts: Sequence[Fact] = ()
