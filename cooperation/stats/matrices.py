"""Cross tables of two facets (who acts where, on what), and who could join forces."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperation.search.facets import FacetMasks, build_facet_masks
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.tables import build_list_url

ROWS_SHOWN, COLUMNS_SHOWN = 30, 15
POOLS_SHOWN, NAMED = 8, 6


@dataclass(frozen=True)
class MatrixCell:
    """Number of actions, URL of their list, and shade of the cell (0 to 4)."""

    number: int
    url: str
    level: int


@dataclass(frozen=True)
class Matrix:
    """Two facets crossed: headings of columns, then rows of (label, cells)."""

    code: str
    title: str
    columns: list[str]
    rows: list[tuple[str, list[MatrixCell | None]]]
    left_out: bool


@dataclass(frozen=True)
class JointOpportunity:
    """A theme in a country where ``n`` authorities act, the first ones by name."""

    where: str
    what: str
    n: int
    who: str
    url: str


@dataclass(frozen=True)
class SingleAuthority:
    """A country where one authority acts, its name and the URL of its actions."""

    label: str
    who: str
    url: str


class FacetCrossing:
    """A selection to cross by two facets; choices in these two are ignored."""

    def __init__(self, selection: ActionFilterSet) -> None:
        self.selection = selection
        self.masks: FacetMasks = build_facet_masks(selection)
        self.facet_index = self.masks.facet_index

    def get_label(self, facet: str, key: Any) -> str:
        return self.facet_index.labels[facet][key].text

    def get_value(self, facet: str, key: Any) -> str:
        """Return the value as written in URLs."""
        return self.facet_index.labels[facet][key].value

    def list_largest_values(self, facet: str, among: int) -> list[Any]:
        """Return the values of a facet that count something, the largest first."""
        counts = self.facet_index.counts(facet, among)
        found = [key for key in self.facet_index.labels[facet] if counts.get(key)]
        return sorted(found, key=lambda key: -counts[key])

    def count(self, among: int, **keys: Any) -> int:
        """Count what has all of these values."""
        for facet, key in keys.items():
            among &= self.facet_index.masks[facet][key]
        return among.bit_count()

    def build_matrix(
        self, code: str, title: str, down: str, across: str, *, whole: bool = False
    ) -> Matrix:
        """Cross two facets: only the largest values, or all if ``whole``."""
        among = self.masks.excluding(down, across)
        rows, columns = (
            self.list_largest_values(down, among),
            self.list_largest_values(across, among),
        )
        left_out = len(rows) > ROWS_SHOWN or len(columns) > COLUMNS_SHOWN
        if not whole:
            rows, columns = rows[:ROWS_SHOWN], columns[:COLUMNS_SHOWN]
        return Matrix(
            code=code,
            title=title,
            columns=[self.get_label(across, key) for key in columns],
            rows=[
                (
                    self.get_label(down, key),
                    [
                        self.build_cell(among, {down: key, across: other})
                        for other in columns
                    ],
                )
                for key in rows
            ],
            left_out=left_out and not whole,
        )

    def build_cell(self, among: int, keys: dict[str, Any]) -> MatrixCell | None:
        """Return a cell; None if it counts nothing."""
        number = self.count(among, **keys)
        if not number:
            return None
        choices = {facet: self.get_value(facet, key) for facet, key in keys.items()}
        url = build_list_url(self.selection, **choices)
        return MatrixCell(number, url, min(4, number.bit_length()))

    def list_joint_opportunities(self) -> Iterator[JointOpportunity]:
        """Return the themes and countries on which several authorities act.

        The largest first, at most ``POOLS_SHOWN``; each lists its authorities.
        """
        among = self.masks.excluding("theme", "pays")
        pairs = [
            (self.count(among, theme=theme, pays=country), theme, country)
            for theme in self.list_largest_values("theme", among)
            for country in self.list_largest_values("pays", among)
        ]
        pairs.sort(key=lambda pair: -pair[0])
        number = 0
        for _n, theme, country in pairs[: 4 * POOLS_SHOWN]:
            who = self.list_authorities(among, theme, country)
            if len(who) > 1 and number < POOLS_SHOWN:
                number += 1
                yield self.build_joint_opportunity(theme, country, who)

    def list_authorities(self, among: int, theme: Any, country: Any) -> list[Any]:
        masks = self.facet_index.masks
        both = among & masks["theme"][theme] & masks["pays"][country]
        return self.list_largest_values("collectivite", both)

    def build_joint_opportunity(
        self, theme: Any, country: Any, who: list[Any]
    ) -> JointOpportunity:
        labels = [self.get_label("collectivite", key) for key in who[:NAMED]]
        return JointOpportunity(
            where=self.get_label("pays", country),
            what=self.get_label("theme", theme),
            n=len(who),
            who=", ".join(labels) + ("…" if len(who) > NAMED else ""),
            url=build_list_url(
                self.selection,
                theme=self.get_value("theme", theme),
                pays=self.get_value("pays", country),
            ),
        )

    def list_single_authority_countries(self) -> list[SingleAuthority]:
        """Return the countries where only one authority acts, with its name."""
        among = self.masks.excluding("pays")
        found = []
        for country in self.list_largest_values("pays", among):
            mask = among & self.facet_index.masks["pays"][country]
            who = self.list_largest_values("collectivite", mask)
            if len(who) == 1:
                url = build_list_url(
                    self.selection, pays=self.get_value("pays", country)
                )
                label = self.get_label("pays", country)
                name = self.get_label("collectivite", who[0])
                found.append(SingleAuthority(label, name, url))
        return sorted(found, key=lambda row: row.label)


def build_matrices(crossing: FacetCrossing) -> list[Matrix]:
    return [build_matrix(crossing, code) for code in MATRICES]


def build_matrix(crossing: FacetCrossing, code: str, *, whole: bool = False) -> Matrix:
    """Return the matrix of a code of ``MATRICES``."""
    down, across = MATRICES[code]
    titles = {
        "collectivites-pays": _("Qui agit où"),
        "thematiques-pays": _("Sur quoi, où"),
    }
    return crossing.build_matrix(code, titles[code], down, across, whole=whole)


MATRICES = {
    "collectivites-pays": ("collectivite", "pays"),
    "thematiques-pays": ("theme", "pays"),
}
