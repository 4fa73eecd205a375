"""Rendering a report: its texts and what they name, for pages and for print."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.presenters.charts import Chart
from surveys.models import Report, ReportImage, SectionKind
from surveys.reports import maps
from surveys.reports.addresses import ReportAddresses
from surveys.reports.charts import build_chart
from surveys.reports.markup import IMAGE_KIND, ProseNode, ProsePiece, parse_prose
from surveys.reports.pictograms import get_pictogram_name
from surveys.reports.quotes import QuoteAuthor, list_quote_authors
from surveys.reports.snapshot_builder import SURVEY
from surveys.reports.snapshot_reader import (
    HIDDEN_VALUE,
    SnapshotItem,
    SnapshotReader,
    format_figure_value,
    format_with_unit,
)
from surveys.reports.translations import get_translation, localize_url


@dataclass(frozen=True)
class LinePiece:
    """A part of a line: text, a link, or a figure with the URL of its rows."""

    text: str
    url: str = ""
    figure: str = ""
    bold: bool = False


@dataclass(frozen=True)
class ProseBlock:
    """A paragraph, a heading, a list (``items``) or a quote, by ``kind``."""

    kind: str
    lines: list[list[LinePiece]]


@dataclass(frozen=True)
class ReportFigure:
    value: str
    label: str
    url: str
    note: str = ""
    pictogram: str = ""


@dataclass(frozen=True)
class FiguresBlock:
    figures: list[ReportFigure]
    kind: str = "figures"


@dataclass(frozen=True)
class ReportTableRow:
    """A row as text; ``bar`` is in percent of the largest, ``number`` its place.

    ``pictogram`` is the name of one, where its code has one.
    """

    label: str
    shown: str
    share: str
    before: str
    bar: float
    is_hidden: bool
    address: str
    number: int
    pictogram: str = ""


@dataclass(frozen=True)
class ReportTable:
    """A table; ``hidden`` names the rows left out, ``invented`` marks samples.

    ``svg`` and ``png`` are the URLs of its chart, empty without one.
    """

    title: str
    meaning: str
    note: str
    invented: str
    rows: list[ReportTableRow]
    hidden: str
    has_values: bool
    url: str
    csv: str
    pictogram: str = ""
    chart: Chart | None = None
    svg: str = ""
    png: str = ""
    kind: str = "table"

    @property
    def has_pictograms(self) -> bool:
        """Return whether most rows have one."""
        return 2 * sum(bool(row.pictogram) for row in self.rows) >= len(self.rows)


@dataclass(frozen=True)
class ReportMap:
    """A map with its text alternative and the same links as rows.

    ``svg`` is all of it, ``panels`` its parts.
    """

    title: str
    is_interactive: bool
    svg: SafeString
    panels: list[maps.MapPart]
    legend: list[tuple[str, str]]
    alt: str
    rows: list[maps.MapRow]
    today_url: str
    svg_url: str
    png_url: str
    kind: str = "map"


@dataclass(frozen=True)
class ReportCard:
    title: str
    text: str
    url: str
    portrait: str
    lines: list[str] = field(default_factory=list)
    is_quote: bool = False
    author: QuoteAuthor | None = None


@dataclass(frozen=True)
class CardsBlock:
    """A list to read; ``code`` is its name."""

    items: list[ReportCard]
    code: str = ""
    kind: str = "cards"


@dataclass(frozen=True)
class ImageBlock:
    """A picture of the report; ``file`` is its name in the storage."""

    url: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    file: str
    kind: str = "image"


ReportBlock = (
    ProseBlock | FiguresBlock | ReportTable | ReportMap | CardsBlock | ImageBlock
)
MAX_COVER_FIGURES = 4
# How a section is coloured; the others stand on the ground of the page.
TONES: dict[str, str] = {
    SectionKind.KEY_FIGURES: "deep",
    SectionKind.DID_YOU_KNOW: "gold",
    SectionKind.BRAKES: "warm",
    SectionKind.WINDOWS: "cool",
    SectionKind.TESTIMONIES: "soft",
}
# Items of a snapshot by name.
Items = Sequence[tuple[str, SnapshotItem]]


@dataclass(frozen=True)
class RenderedSection:
    title: str
    anchor: str
    blocks: list[ReportBlock]
    kind: str = SectionKind.FREE

    @property
    def tone(self) -> str:
        """How the section is coloured, by its subject."""
        return TONES.get(self.kind, "")


def list_cover_figures(sections: Iterable[RenderedSection]) -> list[ReportFigure]:
    """Return the first key figures of a report, as many as a row of its cover holds."""
    return list(iter_figures(sections))[:MAX_COVER_FIGURES]


def iter_figures(sections: Iterable[RenderedSection]) -> Iterator[ReportFigure]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, FiguresBlock):
                yield from block.figures


class ReportRenderer:
    """Renders texts; with the ``token`` of a review link, what they lead to has it."""

    def __init__(
        self, report: Report, frozen: SnapshotReader, *, token: str = ""
    ) -> None:
        self.report, self.frozen = report, frozen
        self.addresses = ReportAddresses(report, token)
        self.maps_shown = 0

    @cached_property
    def images(self) -> dict[str, ReportImage]:
        """The pictures of the report by name; read when a text shows one."""
        return {image.code: image for image in self.report.images.all()}

    def render_sections(self) -> list[RenderedSection]:
        """Return the sections that are not hidden."""
        return [
            RenderedSection(
                one.title,
                one.anchor(),
                self.render_blocks(one.prose),
                one.kind,
            )
            for one in self.report.sections.filter(is_hidden=False)
        ]

    def render_blocks(self, text: str) -> list[ReportBlock]:
        """Return a text as blocks, without what the snapshot does not have."""
        found = [self.render_block(node) for node in parse_prose(text)]
        return [block for block in found if block]

    def render_block(self, node: ProseNode) -> ReportBlock | None:
        """Return the block of a node; None if the report has none of its names."""
        if node.kind == IMAGE_KIND:
            return self.render_image(node.names[0])
        if not node.names:
            lines = [[self.render_piece(one) for one in line] for line in node.lines]
            return ProseBlock(node.kind, lines)
        makers: dict[str, Callable[[Items], ReportBlock]] = {
            "chiffres": self.render_figures,
            "tableau": self.render_table,
            "carte": self.render_map,
            "liste": self.render_cards,
        }
        make = makers.get(node.kind)
        known = self.frozen.get_items(node.kind) if make else {}
        items = [(name, known[name]) for name in node.names if name in known]
        return make(items) if make and items else None

    def render_piece(self, piece: ProsePiece) -> LinePiece:
        """Return a part of a line; a dash for a figure that the snapshot lacks."""
        if not piece.figure:
            return LinePiece(piece.text, localize_url(piece.url), bold=piece.bold)
        figure = self.frozen.get("chiffre", piece.figure)
        if figure is None:
            return LinePiece(HIDDEN_VALUE, bold=piece.bold)
        url = self.addresses.build("figure", piece.figure)
        return LinePiece(format_figure_value(figure), figure=url, bold=piece.bold)

    def render_image(self, name: str) -> ImageBlock | None:
        image = self.images.get(name)
        if image is None:
            return None
        return ImageBlock(
            url=self.addresses.build("image", image.code),
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            width=image.width,
            height=image.height,
            file=str(image.file.name),
        )

    def render_figures(self, items: Items) -> FiguresBlock:
        return FiguresBlock(
            [
                ReportFigure(
                    value=format_figure_value(figure),
                    label=get_translation(figure["title"]),
                    url=self.addresses.build("figure", name),
                    note=self.get_sample_label(figure),
                    pictogram=get_pictogram_name(name),
                )
                for name, figure in items
            ]
        )

    def get_sample_label(self, one: SnapshotItem) -> str:
        """Return the label of a figure from sample answers; empty for others."""
        is_invented = self.report.is_demonstration and one["source"] == SURVEY
        return _("démonstration") if is_invented else ""

    def render_table(self, items: Items) -> ReportTable:
        name, table = items[0]
        rows, chart = build_table_rows(table), build_chart(table)
        return ReportTable(
            title=get_translation(table["title"]),
            meaning=get_translation(table["meaning"]),
            note=get_translation(table.get("note", "")),
            invented=self.get_sample_label(table),
            rows=[row for row in rows if not row.is_hidden],
            hidden=format_hidden_rows(rows),
            has_values=any(row["value"] is not None for row in table["rows"]),
            url=self.addresses.build("figure", name),
            csv=self.addresses.build("figure_csv", name),
            chart=chart,
            svg=self.addresses.build("figure_svg", name) if chart else "",
            png=self.addresses.build("figure_png", name) if chart else "",
            pictogram=get_pictogram_name(name),
        )

    def render_map(self, items: Items) -> ReportMap:
        """Return the map; the first of a page is interactive, the others are static."""
        _name, one = items[0]
        self.maps_shown += 1
        alternative = maps.describe_map(self.frozen)
        drawn = maps.draw_territory_map(self.frozen, alternative)
        return ReportMap(
            title=get_translation(one["title"]),
            is_interactive=self.maps_shown == 1,
            svg=drawn.whole,
            panels=drawn.panels,
            legend=drawn.legend,
            alt=alternative,
            rows=maps.build_map_table(self.frozen),
            today_url=localize_url(one["address"]),
            svg_url=self.addresses.build("map_svg"),
            png_url=self.addresses.build("map_png"),
        )

    def render_cards(self, items: Items) -> CardsBlock:
        """Return a list; who is quoted is named as they agree to it today."""
        name, one = items[0]
        keys = [item["testimony"] for item in one["items"] if "testimony" in item]
        authors = list_quote_authors(keys) if keys else {}
        return CardsBlock(
            [
                build_card(item, authors.get(item.get("testimony", 0)))
                for item in one["items"]
            ],
            name,
        )


def build_table_rows(table: SnapshotItem) -> list[ReportTableRow]:
    rows = table["rows"]
    most = max((float(row["value"] or 0) for row in rows), default=0) or 1
    return [
        ReportTableRow(
            label=get_translation(row["label"]),
            shown=format_with_unit(row["value"], table["unit"]),
            share=format_with_unit(row["share"], "%") if row.get("share") else "",
            before=format_with_unit(row["before"], table["unit"])
            if "before" in row
            else "",
            bar=round(100 * float(row["value"] or 0) / most, 1),
            is_hidden=bool(row.get("is_hidden")),
            address=localize_url(row.get("address") or ""),
            number=number,
            pictogram=get_pictogram_name(str(row.get("code", ""))),
        )
        for number, row in enumerate(rows, start=1)
    ]


def format_hidden_rows(rows: list[ReportTableRow]) -> str:
    labels = [row.label for row in rows if row.is_hidden]
    if not labels:
        return ""
    words = _("Masqués, car trop peu nombreux : %(rows)s.")
    return words % {"rows": ", ".join(labels)}


def build_card(item: SnapshotItem, author: QuoteAuthor | None = None) -> ReportCard:
    return ReportCard(
        title=get_translation(item["title"]),
        text=get_translation(item["text"]),
        url=localize_url(item["url"]),
        portrait=localize_url(item.get("portrait", "")),
        lines=list(filter(None, map(get_translation, item["lines"]))),
        is_quote=item.get("is_quote", False),
        author=author,
    )
