"""The number formats of an ODS workbook, put into the codes of XLSX.

A cell names a style, which names a number style; a column may name one for its cells.
"""

from collections.abc import Callable

from cooperation.spreadsheets.files.number_formats import (
    PLAIN_FORMAT,
    NumberFormat,
    parse_format_code,
)
from cooperation.spreadsheets.files.xml import NUMBER, STYLE, TABLE, Attributes

# How far a style may follow the styles that it inherits from, and sections of a format.
MAX_ANCESTORS, MAX_SECTIONS = 10, 3
MAX_ZEROS, MAX_CODE_LENGTH = 20, 200
NUMBER_STYLES = ("number-style", "currency-style")


class OdsStyles:
    """Styles of a workbook, as they are declared before its rows."""

    def __init__(self, count_element: Callable[[], None]) -> None:
        self.count_element = count_element
        self.codes: dict[str, str] = {"": ""}
        self.sections: dict[str, list[str]] = {}
        self.number_styles: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.hidden_tables: set[str] = set()
        self.formats: dict[str, NumberFormat | None] = {}
        self.style = self.number_style = self.place = self.text = ""
        self.is_in_text = False

    def starts(self) -> dict[str, Callable[[Attributes], None]]:
        return {
            f"{STYLE}style": self.begin_style,
            f"{STYLE}table-properties": self.note_hidden_table,
            f"{STYLE}map": self.add_section,
            f"{NUMBER}number": self.add_number,
            f"{NUMBER}text": self.begin_text,
            f"{NUMBER}currency-symbol": self.begin_text,
            **dict.fromkeys(
                (f"{NUMBER}{kind}" for kind in NUMBER_STYLES), self.begin_number_style
            ),
        }

    def ends(self) -> dict[str, Callable[[], None]]:
        return {
            f"{NUMBER}text": self.end_text,
            f"{NUMBER}currency-symbol": self.end_text,
            **dict.fromkeys(
                (f"{NUMBER}{kind}" for kind in NUMBER_STYLES), self.end_number_style
            ),
        }

    def begin_style(self, attributes: Attributes) -> None:
        self.count_element()
        self.style = attributes.get(f"{STYLE}name", "")
        self.number_styles[self.style] = attributes.get(f"{STYLE}data-style-name", "")
        self.parents[self.style] = attributes.get(f"{STYLE}parent-style-name", "")

    def note_hidden_table(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self.hidden_tables.add(self.style)

    def begin_number_style(self, attributes: Attributes) -> None:
        self.count_element()
        self.number_style = attributes.get(f"{STYLE}name", "")
        self.codes[self.number_style] = ""

    def end_number_style(self) -> None:
        self.number_style = ""

    def add_code(self, code: str) -> None:
        self.count_element()
        if len(self.codes.get(self.number_style, "")) < MAX_CODE_LENGTH:
            self.codes[self.number_style] += code

    def add_number(self, attributes: Attributes) -> None:
        """Add the digits: leading zeros, decimals, and a comma for each thousand."""
        zeros = attributes.get(f"{NUMBER}min-integer-digits", "1")
        width = int(zeros) if zeros.isdecimal() and len(zeros) < 3 else 1
        has_decimals = attributes.get(f"{NUMBER}decimal-places", "0") not in ("", "0")
        factor = attributes.get(f"{NUMBER}display-factor", "1").partition(".")[0]
        scale = "," * (factor.count("0") // 3)
        self.add_code("0" * min(max(width, 1), MAX_ZEROS) + ".0" * has_decimals + scale)

    def begin_text(self, attributes: Attributes) -> None:
        self.is_in_text = True
        self.place = attributes.get(f"{NUMBER}country", "")
        self.text = ""

    def add_text(self, text: str) -> None:
        if self.is_in_text:
            self.text = (self.text + text)[:MAX_CODE_LENGTH]

    def end_text(self) -> None:
        self.is_in_text = False
        text = self.text.replace('"', "").replace("]", "")
        is_sign = self.place and text.strip()
        self.add_code(f"[${text.strip()}-{self.place}]" if is_sign else f'"{text}"')

    def add_section(self, attributes: Attributes) -> None:
        """Add the style of the numbers that meet a condition: "value()>=0"."""
        self.count_element()
        sections = self.sections.setdefault(self.number_style, [])
        if self.number_style and len(sections) < MAX_SECTIONS - 1:
            test = attributes.get(f"{STYLE}condition", "").removeprefix("value()")
            other = self.codes.get(attributes.get(f"{STYLE}apply-style-name", ""), "")
            sections.append(f"[{test}]{other}")

    def get_format(self, style: str) -> NumberFormat | None:
        """Return the format of numbers in a style, ``None`` if it has none."""
        if style not in self.formats:
            self.formats[style] = self.find_format(style)
        return self.formats[style]

    def find_format(self, style: str) -> NumberFormat | None:
        for _step in range(MAX_ANCESTORS):
            if name := self.number_styles.get(style):
                if name not in self.codes:
                    return PLAIN_FORMAT
                sections = [*self.sections.get(name, []), self.codes[name]]
                return parse_format_code(";".join(sections))
            style = self.parents.get(style, "")
        return None
