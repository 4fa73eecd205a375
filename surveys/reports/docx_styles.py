"""How a document for a word processor looks: its page, its language, its styles."""

from typing import cast

from django.conf import settings
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FACE = "Calibri"
BRAND, INK, SOFT = (
    RGBColor.from_string(colour) for colour in ("0B5A50", "12302D", "45605B")
)
MARGIN, PAGE_WIDTH, PAGE_HEIGHT = Cm(2.2), Cm(21), Cm(29.7)
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
CONTENTS_STYLE = "toc 1"
# Size in points and colour of the styles that come with every document.
LOOKS = {
    "Normal": (11, INK),
    "Title": (28, BRAND),
    "Subtitle": (13, SOFT),
    "Heading 1": (19, BRAND),
    "Heading 2": (13.5, BRAND),
    "Quote": (12, INK),
    "Intense Quote": (11, INK),
    "Caption": (9.5, SOFT),
    "TOC Heading": (13.5, BRAND),
    "Footer": (8.5, SOFT),
}


def get_figure_style() -> str:
    """Return the name of the style of key figures, as who writes reads it."""
    return _("Chiffre clé")


def get_note_style() -> str:
    """Return the name of the style of what stands under a table."""
    return _("Précision")


def apply_styles(document: Document, language: str) -> None:
    """Set the page of a new document, our styles and its language."""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    set_language(document, LOCALES.get(language, settings.LANGUAGE_CODE))
    remove_theme_faces(document)
    for name, (size, colour) in LOOKS.items():
        style = get_style(document, name)
        style.font.size, style.font.color.rgb = Pt(size), colour
    get_style(document, "Normal").paragraph_format.space_after = Pt(7)
    get_style(document, "Heading 1").paragraph_format.space_after = Pt(8)
    get_style(document, "Quote").paragraph_format.left_indent = Cm(0.8)
    add_own_styles(document)


def get_style(document: Document, name: str) -> ParagraphStyle:
    return cast(ParagraphStyle, document.styles[name])


def find_elements(parent: BaseOxmlElement, name: str) -> list[BaseOxmlElement]:
    return list(parent.iter(qn(name)))


def set_language(document: Document, locale: str) -> None:
    """Set the language that proofing and screen readers take the text to be in."""
    for element in find_elements(document.styles.element, "w:lang"):
        element.set(qn("w:val"), locale)
    for element in find_elements(document.settings.element, "w:themeFontLang"):
        element.set(qn("w:val"), locale)
    for element in find_elements(document.settings.element, "w:compatSetting"):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")  # else Word opens it as a file of 2010


def remove_theme_faces(document: Document) -> None:
    """Use one face everywhere, instead of those of the theme."""
    for number, element in enumerate(
        find_elements(document.styles.element, "w:rFonts")
    ):
        for attribute in list(element.attrib):
            del element.attrib[attribute]
        if number == 0:  # the defaults of the document come first
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                element.set(qn(f"w:{script}"), FACE)


def add_own_styles(document: Document) -> None:
    styles = document.styles
    figure = styles.add_style(get_figure_style(), WD_STYLE_TYPE.PARAGRAPH)
    note = styles.add_style(get_note_style(), WD_STYLE_TYPE.PARAGRAPH)
    contents = styles.add_style(CONTENTS_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    for style, key in ((figure, "KeyFigure"), (note, "Note"), (contents, "TOC1")):
        style.element.styleId = key  # names are translated, keys are not
        cast(ParagraphStyle, style).base_style = styles["Normal"]
    cast(ParagraphStyle, figure).paragraph_format.keep_together = True
    cast(ParagraphStyle, note).font.size = Pt(9.5)
    cast(ParagraphStyle, note).font.color.rgb = SOFT
    cast(ParagraphStyle, contents).paragraph_format.space_after = Pt(3)
    link.font.color.rgb, link.font.underline = BRAND, True
