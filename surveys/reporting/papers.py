"""A report as an accessible PDF, typeset by Typst from the snapshot.

Nothing in it depends on the directory of today: the same snapshot and texts give the
same bytes, except for the date of the PDF itself.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.printing.blocks import full
from cooperation.printing.typesetting import pdf
from surveys.models import Report
from surveys.reporting.frozen import Frozen
from surveys.reporting.showing import Block, Showing
from surveys.reporting.words import local

MOST_ROWS, MOST_ITEMS = 25, 60


def report_pdf(report: Report, frozen: Frozen) -> bytes:
    return pdf("report", report_data(report, frozen))


def report_data(report: Report, frozen: Frozen) -> dict[str, Any]:
    showing = Showing(report, frozen)
    month = date_format(report.edition, "F Y")
    return {
        "title": report.title,
        "lead": report.summary,
        "description": report.summary or report.title,
        "lang": (get_language() or "fr")[:2],
        "over": _("État des lieux"),
        "month": month,
        "motto": _("L’annuaire de la coopération des collectivités"),
        "warning": warning_of(report),
        "frozen": frozen_words(report, frozen),
        "source": _("Source : %(source)s.") % {"source": report.source}
        if report.source
        else "",
        "contents": _("Sommaire"),
        "foot": _("Passerelles, état des lieux, %(month)s. Licence Ouverte 2.0.")
        % {"month": month},
        "online": _("En ligne, avec les lignes derrière chaque chiffre :"),
        "url": full(local(report.get_absolute_url())),
        "sections": [
            {
                "title": section.title,
                "blocks": [
                    printed(block, report) for block in showing.blocks(section.prose)
                ],
            }
            for section in report.sections.filter(is_hidden=False)
        ],
    }


def warning_of(report: Report) -> str:
    """Return the notice of a demonstration or a draft; empty for other reports."""
    if report.is_demonstration:
        return _(
            "Démonstration : les réponses sont inventées et ne disent rien de vrai sur "
            "aucune collectivité."
        )
    if not report.is_published():
        return _("Brouillon : ce document n’est pas publié.")
    return ""


def frozen_words(report: Report, frozen: Frozen) -> str:
    """Return the date of the figures as text, or that they are as published."""
    if report.is_as_published:
        return _(
            "Chiffres tels que publiés ; les réponses individuelles ne sont pas "
            "connues."
        )
    return _("Chiffres figés au %(day)s.") % {"day": frozen.day}


def printed(block: Block, report: Report) -> Block:
    """Return a block for print: absolute URLs, long lists cut."""
    makers = {
        "table": printed_table,
        "map": printed_map,
        "cards": printed_cards,
        "figures": printed_figures,
    }
    make = makers.get(block["kind"])
    return make(block) if make else block | {"lines": printed_lines(block["lines"])}


def printed_lines(lines: list[list[dict[str, str]]]) -> list[list[dict[str, str]]]:
    return [
        [
            {"text": piece["text"], "url": full(piece.get("url") or ""), **bold(piece)}
            for piece in line
        ]
        for line in lines
    ]


def bold(piece: dict[str, str]) -> dict[str, Any]:
    """Return whether a piece of a line is a figure, and the URL of its rows."""
    figure = piece.get("figure")
    return {"figure": bool(figure)} | ({"url": full(figure)} if figure else {})


def printed_figures(block: Block) -> Block:
    """Return key figures, four in a row."""
    figures = [
        {
            "value": figure["value"],
            "label": figure["label"]
            + (f" ({figure['note']})" if figure["note"] else ""),
            "url": full(figure["url"]),
        }
        for figure in block["figures"]
    ]
    return {
        "kind": "figures",
        "rows": [figures[start : start + 4] for start in range(0, len(figures), 4)],
    }


def printed_table(block: Block) -> Block:
    """Return a table with its bars, cut after ``MAX_TABLE_ROWS`` rows."""
    rows = block["rows"]
    left = len(rows) - MOST_ROWS
    return {
        "kind": "table",
        "title": titled(block),
        "note": " ".join(
            filter(None, [block["hidden"], block["meaning"], block["note"]])
        ),
        "head": [_("Valeur"), _("Nombre")],
        "has_values": block["has_values"],
        "rows": [
            {
                "label": row["label"],
                "shown": number_in_words(row),
                "bar": row["bar"] / 100,
            }
            for row in rows[:MOST_ROWS]
        ],
        "rest": _("et %(n)s autres lignes, en ligne") % {"n": left} if left > 0 else "",
        "url": full(block["url"]),
        "behind": _("D’où viennent ces chiffres"),
    }


def titled(block: Block) -> str:
    invented = f"({block['invented']})" if block["invented"] else ""
    return " ".join(filter(None, [block["title"], invented]))


def number_in_words(row: dict[str, Any]) -> str:
    """Return the number of a row with its share and its previous number."""
    share = f"({row['share']})" if row["share"] else ""
    before = _("(avant : %(n)s)") % {"n": row["before"]} if row["before"] else ""
    return "\N{NO-BREAK SPACE}".join(filter(None, [row["shown"], share, before]))


def printed_map(block: Block) -> Block:
    return {
        "kind": "map",
        "title": block["title"],
        "svg": str(block["svg"]),
        "alt": block["alt"],
    }


def printed_cards(block: Block) -> Block:
    return {
        "kind": "cards",
        "items": [
            {
                "title": item["title"],
                "text": item["text"],
                "url": full(item["url"]),
                "lines": item["lines"],
                "is_quote": item["is_quote"],
            }
            for item in block["items"][:MOST_ITEMS]
        ],
    }
