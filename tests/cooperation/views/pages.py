"""A page as a visitor reads it: its text, its links, what it says of itself."""

from html.parser import HTMLParser

from django.test import Client

Attributes = dict[str, str | None]
# Not read as text.
SKIPPED = {"script", "head", "svg"}


class Page(HTMLParser):
    """A page taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[str] = []
        self.images: list[Attributes] = []
        self.description = self.canonical = ""
        self.words: list[str] = []
        self.skipping = 0
        self.feed(html)

    @property
    def text(self) -> str:
        """The words of the page, any space between them being one plain space."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, images and what the head says."""
        found = dict(attrs)
        self.skipping += tag in SKIPPED
        if tag == "a":
            self.links.append(found.get("href") or "")
        elif tag == "img":
            self.images.append(found)
        elif tag == "meta" and found.get("name") == "description":
            self.description = found.get("content") or ""
        elif tag == "link" and found.get("rel") == "canonical":
            self.canonical = found.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what is not read."""
        self.skipping -= tag in SKIPPED

    def handle_data(self, data: str) -> None:
        """Note words."""
        if not self.skipping:
            self.words.append(data)


def page_of(client: Client, address: str) -> Page:
    """Return the page at an address, which must be there."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return Page(response.content.decode())
