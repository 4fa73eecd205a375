"""A page as text: what a visitor or a robot reads, one block a line."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import openpyxl

BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "br", "button", "caption"),
    *("dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label"),
    *("legend", "li", "main", "nav", "ol", "option", "p", "pre", "search", "section"),
    *("select", "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul"),
}
SKIPPED = {"script", "style", "svg", "template"}
SPOKEN = ("alt", "aria-label", "placeholder")
METAS = re.compile("description|robots|og:.*|twitter:.*|article:.*")
RELATIONS = {"canonical", "alternate", "prev", "next"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TOTAL = re.compile(r'data-total="(\d*)"')
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "use", "path"}


def folded(text: str) -> str:
    """Return a text with its plain white space folded; fine spaces stay."""
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip()


class Page(HTMLParser):
    """A page taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.before_main = 0
        self.after_main: int | None = None
        self.words = ""
        self.head: list[str] = []
        self.links: set[str] = set()
        self.fields: set[str] = set()
        self.messages: list[str] = []
        self.skipping = 0
        self.message_depth = 0
        self.json = False
        self.feed(html)
        self.close()
        self.end_line()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says and where it leads."""
        found = {name: value or "" for name, value in attrs}
        self.json = tag == "script" and "json" in found.get("type", "")
        self.skipping += tag in SKIPPED
        if tag in BLOCKS:
            self.end_line()
        if tag == "main":
            self.before_main = len(self.lines)
        if tag not in VOID and self.message_depth:
            self.message_depth += 1
        elif "message" in found.get("class", "").split():
            self.message_depth = 1
            self.messages.append("")
        if not self.skipping:
            self.note(tag, found)

    def note(self, tag: str, found: dict[str, str]) -> None:
        """Note the attributes that count."""
        name = found.get("name") or found.get("property") or ""
        if tag == "meta" and METAS.fullmatch(name):
            self.head.append(f"{name}: {folded(found.get('content', ''))}")
        elif tag == "link" and RELATIONS & set(found.get("rel", "").split()):
            kind = found.get("hreflang") or found.get("type", "")
            self.head.append(f"{found['rel']} {kind}: {found.get('href', '')}")
        elif tag == "a" and "href" in found:
            self.links.add(found["href"])
        elif tag in {"input", "select", "textarea", "button"} and name:
            self.fields.add(name)
        for attribute in SPOKEN:
            if found.get(attribute):
                self.words += f" {{{folded(found[attribute])}}} "

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a block, of a message, of what is not read."""
        self.skipping -= tag in SKIPPED
        self.json = False
        if self.message_depth and tag not in VOID:
            self.message_depth -= 1
        if tag in BLOCKS:
            self.end_line()
        if tag == "main":
            self.after_main = len(self.lines)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Note words, and data for robots."""
        if self.json:
            self.head.append(f"json: {folded(data)}")
        if self.skipping:
            return
        self.words += data
        if self.message_depth:
            self.messages[-1] = folded(f"{self.messages[-1]} {data}")

    def end_line(self) -> None:
        """End the line of a block."""
        if folded(self.words):
            self.lines.append(folded(self.words))
        self.words = ""

    @property
    def main(self) -> list[str]:
        """The lines of the main part of the page."""
        return self.lines[self.before_main : self.after_main]

    @property
    def text(self) -> str:
        """The page: its head, its words, its links and the names of its fields."""
        plain = sorted(link for link in self.links if "?" not in link)
        chosen = sorted(self.links.difference(plain))
        parts = {
            "head": self.head,
            "text": self.lines,
            "links": plain,
            "links with a query": chosen,
            "fields": sorted(self.fields),
        }
        return "".join(
            "\n".join([f"--- {title}", *lines]) + "\n" for title, lines in parts.items()
        )


def title_of(html: str) -> str:
    """Return the title of a page."""
    found = TITLE.search(html)
    return folded(found[1]) if found else ""


def totals_of(html: str) -> str:
    """Return the totals that a page carries for programs."""
    return ",".join(TOTAL.findall(html))


def cells_of(content: bytes) -> dict[str, str]:
    """Return each worksheet of a workbook as text: cells apart by tabs."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet_text(sheet) for sheet in book.worksheets}


def sheet_text(sheet: Any) -> str:
    """Return a worksheet as text: its cells, then its notes and lists of values."""
    lines = ["\t".join(map(cell_text, row)) for row in sheet.iter_rows()]
    lines += [
        f"note {cell.coordinate}: {folded(cell.comment.text)}"
        for row in sheet.iter_rows(max_row=5)
        for cell in row
        if cell.comment
    ]
    lines += sorted(
        f"values {rule.sqref}: {rule.type} {rule.formula1}"
        for rule in sheet.data_validations.dataValidation
    )
    return "".join(f"{line}\n" for line in lines)


def cell_text(cell: Any) -> str:
    """Return a cell as text; its type is told by a mark (n a number, d a date)."""
    if cell.value is None:
        return ""
    mark = "" if cell.data_type in {"s", "inlineStr"} else f"{cell.data_type}:"
    text = str(cell.value).replace("\\", "\\\\")
    return mark + text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
