"""A report as a document for a word processor, of the same blocks as page and PDF."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.shared import Cm, Pt

from cooperation.pdf.pictures import render_picture_png
from cooperation.presenters.charts import CHART_WIDTH
from cooperation.web.site import build_full_url
from surveys.models import PartnerRole, Report, ReportPartner
from surveys.reports.docx_document import WordDocument
from surveys.reports.docx_styles import get_figure_style, get_note_style
from surveys.reports.pdf import (
    MAX_LIST_ITEMS,
    format_rest,
    format_short_address,
    format_snapshot_date,
    get_warning,
)
from surveys.reports.pictures import read_picture
from surveys.reports.quotes import QuoteAuthor
from surveys.reports.render import (
    CardsBlock,
    FiguresBlock,
    ImageBlock,
    LinePiece,
    ProseBlock,
    RenderedSection,
    ReportBlock,
    ReportCard,
    ReportMap,
    ReportRenderer,
    ReportTable,
)
from surveys.reports.snapshot_reader import SnapshotReader

MAX_TABLE_ROWS = 100
# Sides of pictures in pixels, for 300 an inch where they are as wide as the text, and
# widths on paper of portraits and logos.
PRINT_SIDE, SMALL_SIDE = 2_000, 600
PORTRAIT_WIDTH, LOGO_WIDTH = Cm(3), Cm(4)
VALUE_SIZE = Pt(22)
PROSE_STYLES = {"items": "List Bullet", "quote": "Quote"}


def render_report_docx(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> bytes:
    """Return the document; with the ``token`` of a review link, its links have it."""
    renderer = ReportRenderer(report, frozen, token=token)
    sections = renderer.render_sections()
    document = WordDocument((get_language() or "fr")[:2])
    set_properties(document, report)
    write_cover(document, report, frozen, renderer.addresses.build())
    document.add_contents(_("Sommaire"), [section.title for section in sections])
    for number, section in enumerate(sections):
        write_section(document, section, is_first=number == 0)
    write_partners(document, report)
    document.add_footer(format_foot(report), _("page"))
    return document.write()


def set_properties(document: WordDocument, report: Report) -> None:
    """Set what a word processor shows as the properties of the file."""
    properties = document.document.core_properties
    properties.title = report.title
    properties.subject = _("État des lieux")
    properties.author = properties.last_modified_by = "Passerelles"
    properties.comments = report.summary[:255]
    properties.keywords = ""
    properties.language = (get_language() or "fr")[:2]
    properties.created = report.created_at.replace(tzinfo=None)
    properties.modified = report.updated_at.replace(tzinfo=None)


def format_month(report: Report) -> str:
    return date_format(report.edition, "F Y")


def format_foot(report: Report) -> str:
    words = _("Passerelles, état des lieux, %(month)s. Licence Ouverte 2.0.")
    return words % {"month": format_month(report)}


def write_cover(
    document: WordDocument, report: Report, frozen: SnapshotReader, path: str
) -> None:
    """Write title, summary, what warns, and where the figures are from."""
    document.add_text(report.title, "Title")
    over = f"{_('État des lieux')}, {format_month(report)}"
    document.add_text(over, "Subtitle")
    if report.summary:
        document.add_text(report.summary)
    if warning := get_warning(report):
        document.add_text(warning, "Intense Quote")
    source = _("Source : %(source)s.") % {"source": report.source}
    dated = [format_snapshot_date(report, frozen), source if report.source else ""]
    document.add_text(" ".join(filter(None, dated)), get_note_style())
    url = build_full_url(path)
    online = _("En ligne, avec les lignes derrière chaque chiffre :")
    document.add_line([LinePiece(f"{online} "), LinePiece(url, url)], get_note_style())


def write_section(
    document: WordDocument, section: RenderedSection, *, is_first: bool
) -> None:
    heading = document.add_heading(section.title, 1)
    heading.paragraph_format.page_break_before = is_first or None
    for block in section.blocks:
        write_block(document, block)


def write_block(document: WordDocument, block: ReportBlock) -> None:
    if isinstance(block, FiguresBlock):
        write_figures(document, block)
    elif isinstance(block, ReportTable):
        write_table(document, block)
    elif isinstance(block, ReportMap):
        write_map(document, block)
    elif isinstance(block, ImageBlock):
        write_image(document, block)
    elif isinstance(block, CardsBlock):
        for card in block.items[:MAX_LIST_ITEMS]:
            write_card(document, card)
    else:
        write_prose(document, block)


def write_prose(document: WordDocument, block: ProseBlock) -> None:
    """Write a paragraph, a list, a quote or a heading."""
    for line in block.lines:
        if block.kind == "heading":
            document.add_heading("".join(piece.text for piece in line), 2)
        else:
            style = PROSE_STYLES.get(block.kind, "Normal")
            document.add_line(map(use_full_url, line), style)


def use_full_url(piece: LinePiece) -> LinePiece:
    """Return a part of a line whose link leads to the site from anywhere."""
    return replace(
        piece, url=build_full_url(piece.url), figure=build_full_url(piece.figure)
    )


def write_figures(document: WordDocument, block: FiguresBlock) -> None:
    """Write key figures: each its value, which leads to its rows, and its label."""
    for figure in block.figures:
        note = f" ({figure.note})" if figure.note else ""
        value = LinePiece(figure.value, figure=build_full_url(figure.url))
        label = LinePiece(f"\N{NO-BREAK SPACE} {figure.label}{note}")
        paragraph = document.add_line([value, label], get_figure_style())
        paragraph.hyperlinks[0].runs[0].font.size = VALUE_SIZE


def write_table(document: WordDocument, table: ReportTable) -> None:
    """Write a table: its chart if it has one, its rows, and what they mean."""
    invented = f"({table.invented})" if table.invented else ""
    document.add_heading(" ".join(filter(None, [table.title, invented])), 2)
    if table.chart:
        drawn = render_picture_png(table.chart.render(CHART_WIDTH))
        document.add_picture(drawn, table.chart.alternative)
    rows = table.rows[:MAX_TABLE_ROWS]
    if table.has_values:
        columns = list_columns(table)
        document.add_table(
            [head for head, _get in columns],
            [[get(row) for _head, get in columns] for row in rows],
            title=table.title,
        )
    else:
        for row in rows:
            document.add_text(row.label, "List Bullet")
    write_table_note(document, table)


def list_columns(
    table: ReportTable,
) -> list[tuple[str, Callable[..., str]]]:
    """Return the columns that have something, each with what its cells show."""
    columns = [
        (_("Valeur"), lambda row: row.label),
        (_("Nombre"), lambda row: row.shown),
        (_("Part"), lambda row: row.share),
        (_("Avant"), lambda row: row.before),
    ]
    return [
        (head, get)
        for number, (head, get) in enumerate(columns)
        if number < 2 or any(map(get, table.rows))
    ]


def write_table_note(document: WordDocument, table: ReportTable) -> None:
    rest = format_rest(len(table.rows) - MAX_TABLE_ROWS)
    texts = [rest, table.hidden, table.meaning, table.note]
    behind = LinePiece(_("D’où viennent ces chiffres"), build_full_url(table.url))
    words = " ".join(filter(None, texts))
    pieces = [LinePiece(f"{words} "), behind] if words else [behind]
    document.add_line(pieces, get_note_style())


def write_map(document: WordDocument, shown: ReportMap) -> None:
    document.add_picture(render_picture_png(shown.svg), shown.alt)
    document.add_text(f"{shown.title}. {shown.alt}", "Caption")


def write_image(document: WordDocument, image: ImageBlock) -> None:
    """Write a picture with its credit; the credit alone where the file is lost."""
    content = read_picture(image.file, PRINT_SIDE)
    if content:
        document.add_picture(content, image.alt)
    credit = _("Crédit : %(credit)s") % {"credit": image.credit}
    document.add_text(" ".join(filter(None, [image.caption, credit])), "Caption")


def write_card(document: WordDocument, card: ReportCard) -> None:
    if card.is_quote:
        write_quote(document, card)
    else:
        document.add_line(iter_card_pieces(card))


def write_quote(document: WordDocument, card: ReportCard) -> None:
    """Write what somebody said, and who where they agreed to be named and shown."""
    author = card.author or QuoteAuthor("")
    photo = author.photo_file and read_picture(
        author.photo_file, SMALL_SIDE, is_square=True
    )
    if photo:
        alternative = _("Photographie : %(name)s") % {"name": author.name}
        document.add_picture(photo, alternative, PORTRAIT_WIDTH)
    document.add_text(card.text, "Quote")
    credit = _("Photographie : %(credit)s") % {"credit": author.credit}
    lines = [author.name, *card.lines, credit if photo and author.credit else ""]
    document.add_text("\n".join(filter(None, lines)), get_note_style())


def iter_card_pieces(card: ReportCard) -> Iterator[LinePiece]:
    """Yield title, text and lines of a card, one under the other.

    An address elsewhere is written out, for those who read on paper.
    """
    if card.title:
        yield LinePiece(card.title, build_full_url(card.url), bold=True)
    is_elsewhere = card.url.startswith("http")
    address = format_short_address(card.url) if is_elsewhere else ""
    for text in filter(None, [card.text, *card.lines, address]):
        yield LinePiece(f"\n{text}" if card.title else text)


def write_partners(document: WordDocument, report: Report) -> None:
    """Write who made the report, by role, with the logos that it has."""
    rows = list(report.partners.all())
    for role in PartnerRole:
        partners = [row for row in rows if row.role == role]
        if partners:
            label = capfirst(str(role.label))
            document.add_line([LinePiece(label, bold=True)], get_note_style())
        for partner in partners:
            write_partner(document, partner)


def write_partner(document: WordDocument, partner: ReportPartner) -> None:
    logo = partner.logo and read_picture(str(partner.logo), SMALL_SIDE)
    if logo:
        alternative = _("Logo : %(name)s") % {"name": partner.name}
        document.add_picture(logo, alternative, LOGO_WIDTH)
    document.add_text(partner.name, url=partner.url)
