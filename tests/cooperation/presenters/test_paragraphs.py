"""Plain text as paragraphs: nothing but text and full addresses gets through."""

import pytest

from cooperation.presenters.paragraphs import render_paragraphs

LINK = '<a href="{0}" rel="nofollow noopener">{0}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Un seul.", "<p>Un seul.</p>"),
        ("Un.\n\nDeux.", "<p>Un.</p>\n<p>Deux.</p>"),
        ("Un.\r\n\r\n\r\nDeux.\r\n", "<p>Un.</p>\n<p>Deux.</p>"),
        ("Une ligne\nune autre", "<p>Une ligne<br>une autre</p>"),
        ("<b onclick=x>gras</b>", "<p>&lt;b onclick=x&gt;gras&lt;/b&gt;</p>"),
        ("R & D", "<p>R &amp; D</p>"),
    ],
)
def test_paragraphs_of_a_text(text: str, html: str) -> None:
    assert render_paragraphs(text) == html


@pytest.mark.parametrize(
    ("text", "before", "address", "after"),
    [
        ("Voir https://exemple.fr/a.", "Voir ", "https://exemple.fr/a", "."),
        ("http://exemple.fr", "", "http://exemple.fr", ""),
        ("(https://exemple.fr/a)", "(", "https://exemple.fr/a", ")"),
        (
            "https://exemple.fr/a_(b), et",
            "",
            "https://exemple.fr/a_(b)",
            ", et",
        ),
        ("« https://exemple.fr »", "« ", "https://exemple.fr", " »"),
    ],
)
def test_a_full_address_is_a_link(
    text: str, before: str, address: str, after: str
) -> None:
    assert render_paragraphs(text) == f"<p>{before}{LINK.format(address)}{after}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "www.exemple.fr",
        "exemple.fr",
        "nom@exemple.fr",
        "javascript:alert(1)",
        "ftp://exemple.fr",
        "https://",
        "https://…",
    ],
)
def test_what_only_looks_like_an_address_stays_text(text: str) -> None:
    assert render_paragraphs(text) == f"<p>{text}</p>"


def test_an_address_cannot_break_out_of_its_link() -> None:
    assert render_paragraphs('https://exemple.fr/"onclick="x') == (
        f"<p>{LINK.format('https://exemple.fr/')}&quot;onclick=&quot;x</p>"
    )
    assert render_paragraphs("https://exemple.fr/?a=1&b=2") == (
        f"<p>{LINK.format('https://exemple.fr/?a=1&amp;b=2')}</p>"
    )
