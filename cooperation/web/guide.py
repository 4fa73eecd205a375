"""The guide of staff and agents: the Markdown of ``docs/guide`` as pages with anchors.

Its contents page, ``index.md``, says by its links which pages there are, in their
order; a heading of it names each part. docs/decisions/0044-guide.md says why the site
renders the pages itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from cooperation.text import normalize

CONTENTS = "index"
EXCERPT_LENGTH = 170
# Letters that a French ending may change: "importer" finds "importées".
ENDING, SHORTEST_STEM = 2, 4


@dataclass(frozen=True)
class GuideSection:
    """What stands under a heading; ``anchor`` is empty for the head of a page."""

    page: str
    page_title: str
    anchor: str
    title: str
    text: str

    @cached_property
    def words(self) -> str:
        return f" {normalize(f'{self.title} {self.text}')}"

    @property
    def excerpt(self) -> str:
        """Return the first words of the text."""
        if len(self.text) <= EXCERPT_LENGTH:
            return self.text
        return self.text[:EXCERPT_LENGTH].rpartition(" ")[0] + " …"


@dataclass(frozen=True)
class GuidePage:
    """A page; ``links`` are the pages that it leads to, in order."""

    name: str
    html: str
    sections: tuple[GuideSection, ...]
    links: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        return self.sections[0].title

    @property
    def summary(self) -> str:
        return self.sections[0].excerpt

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(section.anchor for section in self.sections)


@dataclass(frozen=True)
class Guide:
    """All pages by name, and the parts of the contents page: title, pages."""

    pages: dict[str, GuidePage]
    parts: tuple[tuple[str, tuple[GuidePage, ...]], ...]


def get_guide() -> Guide:
    """Return the guide as its files say it, read again when one of them changed."""
    return read_guide(max(path.stat().st_mtime for path in list_sources()))


def list_sources() -> list[Path]:
    return sorted(get_guide_root().glob("*.md"))


def get_guide_root() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "guide"


@lru_cache(maxsize=1)
def read_guide(_changed: float) -> Guide:
    pages = {path.stem: read_page(path) for path in list_sources()}
    contents = get_guide_root() / f"{CONTENTS}.md"
    return Guide(pages, tuple(iter_parts(parse(contents), pages)))


def parse(path: Path) -> list[Token]:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return reader.parse(path.read_text("utf-8"))


def iter_texts(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield each text with the token that opens it: a heading, a paragraph, a cell."""
    for before, token in pairwise(tokens):
        if token.type == "inline":
            yield before, token


def iter_parts(
    tokens: list[Token], pages: dict[str, GuidePage]
) -> Iterator[tuple[str, tuple[GuidePage, ...]]]:
    """Yield each heading of the contents page with the pages listed under it."""
    parts: dict[str, tuple[GuidePage, ...]] = {}
    title = ""
    for before, token in iter_texts(tokens):
        if before.tag == "h2":
            title = read_text(token)
        listed = tuple(pages[name] for name in iter_linked_pages(token))
        parts[title] = parts.get(title, ()) + listed
    yield from ((title, listed) for title, listed in parts.items() if listed)


def read_page(path: Path) -> GuidePage:
    tokens = parse(path)
    is_contents = path.stem == CONTENTS
    sections = tuple(iter_sections(path.stem, tokens))
    links = tuple(name for token in tokens for name in iter_linked_pages(token))
    pictures = tuple(
        (str(child.attrs["src"]), child.content)
        for token in tokens
        for child in token.children or []
        if child.type == "image"
    )
    adapt_to_site(tokens, "" if is_contents else "../")
    reader = MarkdownIt("commonmark")
    html = reader.renderer.render(tokens, reader.options, {})
    return GuidePage(path.stem, html, sections, links, pictures)


def iter_sections(name: str, tokens: list[Token]) -> Iterator[GuideSection]:
    """Yield the head of a page, then what stands under each heading of rank two."""
    page_title, title, texts = "", "", list[str]()
    for before, token in iter_texts(tokens):
        if before.tag not in ("h1", "h2"):
            texts.append(read_text(token))
            continue
        if page_title:
            yield build_section(name, page_title, title, texts)
        title, texts = read_text(token), []
        page_title = page_title or title
    yield build_section(name, page_title, title, texts)


def build_section(
    name: str, page_title: str, title: str, texts: list[str]
) -> GuideSection:
    anchor = "" if title == page_title else build_anchor(title)
    return GuideSection(name, page_title, anchor, title, " ".join(filter(None, texts)))


def build_anchor(title: str) -> str:
    """Return the anchor of a heading: "L’accepter" → "l-accepter"."""
    return slugify(title.replace("’", " "))


def read_text(token: Token) -> str:
    """Return the text of an inline token, without marks and pictures."""
    read = ("text", "code_inline", "softbreak")
    return "".join(
        child.content or " " for child in token.children or [] if child.type in read
    )


def iter_linked_pages(token: Token) -> Iterator[str]:
    for child in token.children or []:
        name, end, _anchor = str(child.attrs.get("href", "")).partition(".md")
        if end:
            yield name


def adapt_to_site(tokens: list[Token], prefix: str) -> None:
    """Set anchors of headings, and addresses of links and pictures here."""
    for before, token in iter_texts(tokens):
        if before.tag in ("h2", "h3"):
            before.attrSet("id", build_anchor(read_text(token)))
        for child in token.children or []:
            if child.type == "link_open":
                name, end, anchor = str(child.attrs["href"]).partition(".md")
                child.attrs["href"] = f"{prefix}{name}/{anchor}" if end else name
            elif child.type == "image":
                place_picture(child)


def place_picture(image: Token) -> None:
    """Let a picture of ``docs/guide/pictures`` be served with the static files."""
    path = get_guide_root() / str(image.attrs["src"])
    if not path.exists():  # its words are read instead; the test of the guide fails
        return
    with Image.open(path) as picture:
        width, height = picture.size
    image.attrs |= {
        "src": static(f"guide/{path.name}"),
        "width": width,
        "height": height,
        "loading": "lazy",
    }


def search_guide(guide: Guide, words: str) -> list[GuideSection]:
    """Return the sections with most of the words, those titled so first."""
    stems = [f" {cut_ending(word)}" for word in normalize(words).split()]
    stems = [stem for stem in stems if len(stem) > 3]
    ranked = [
        (sum(stem in section.words for stem in stems), section)
        for _title, pages in guide.parts
        for page in pages
        for section in page.sections
    ]
    best = max((score for score, _section in ranked), default=0)
    found = [section for score, section in ranked if best and score == best]
    return sorted(found, key=lambda section: -count_in_title(section, stems))


def cut_ending(word: str) -> str:
    return word[: max(SHORTEST_STEM, len(word) - ENDING)]


def count_in_title(section: GuideSection, stems: list[str]) -> int:
    title = f" {normalize(section.title)}"
    return sum(stem in title for stem in stems)
