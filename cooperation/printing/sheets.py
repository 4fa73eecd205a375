"""An entry as PDF, and as the image of a shared link."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from cooperation.printing.blocks import (
    Block,
    card_entries,
    entries_block,
    events_block,
    facts_block,
    full,
    map_block,
    row_entries,
    table_block,
    text_block,
)
from cooperation.printing.typesetting import pdf, png
from cooperation.reading.money import amount_in_words

Parts = dict[str, Any]


def sheet_pdf(sheet: Any, parts: Parts) -> bytes:
    """Return an entry as PDF; ``parts`` is the context of its page."""
    blocks = [block for block in BLOCKS[type(sheet)](sheet, parts) if block]
    return pdf("sheet", {**head_of(sheet, parts), "blocks": blocks})


def share_png(sheet: Any, parts: Parts) -> bytes:
    """Return the preview image that other sites show of an entry."""
    still = parts.get("map")
    return png(
        "share", head_of(sheet, parts) | {"svg": str(still["svg"]) if still else ""}
    )


def head_of(sheet: Any, parts: Parts) -> Parts:
    today = date_format(timezone.localdate(), "j F Y")
    return {
        "title": str(parts["page_title"]),
        "lead": lead_of(sheet, parts),
        "over": capfirst(str(over_of(sheet))),
        "description": str(parts["page_description"]),
        "lang": (get_language() or "fr")[:2],
        "url": full(sheet.get_absolute_url()),
        "motto": _("L’annuaire de la coopération des collectivités"),
        "foot": _("Passerelles, %(day)s. Licence Ouverte 2.0.") % {"day": today},
        "online": _("Cette fiche, à jour :"),
    }


def lead_of(sheet: Any, parts: Parts) -> str:
    """Return the line under the title: both signatories, the places, or a summary."""
    if isinstance(sheet, Action):
        card = parts["card"]
        return " – ".join([card["lead"], ", ".join(card["places"])]).strip(" –")
    if isinstance(sheet, Agreement):
        return f"{sheet.collectivity.name} – {sheet.counterpart.name}"
    return str(parts["page_description"])


def over_of(sheet: Any) -> str:
    """Return the kind of the entry, printed above its title."""
    if isinstance(sheet, Action):
        return _("Action")
    if isinstance(sheet, Agreement):
        return str(sheet.get_kind_display())
    if isinstance(sheet, Collectivity):
        return str(sheet.get_kind_display())
    return _("Pays") if isinstance(sheet, Country) else _("Partenaire")


def map_of(parts: Parts) -> Block | None:
    alt = _("Carte des lieux : %(name)s") % {"name": parts["page_title"]}
    return map_block(parts.get("map"), alt)


def source_blocks(parts: Parts) -> list[Block | None]:
    source = parts["source"]
    facts = [{"term": _("Source"), "value": source["label"], "url": source["url"]}]
    doubts = [{"label": str(text)} for text in source["uncertainties"]]
    facts.append({"term": _("Ce qui reste incertain"), "entries": doubts})
    return [facts_block(_("D’où vient cette fiche"), facts)]


def action_blocks(action: Action, parts: Parts) -> list[Block | None]:
    return [
        text_block("", action.summary),
        facts_block(_("En bref"), parts["facts"]),
        text_block(_("Description"), action.description),
        text_block(_("Résultats"), action.results),
        facts_block(_("Avec qui"), parts["partners"]),
        money_block(parts["money"]),
        map_of(parts),
        facts_block("", [{"term": _("Vérification"), "value": fresh_of(parts)}]),
        *source_blocks(parts),
    ]


def fresh_of(parts: Parts) -> str:
    """Return when the entry was last confirmed, or that it never was."""
    day = parts["freshness"].verified_on
    if not day:
        return str(parts["never_verified"])
    return _("Vérifiée le %(day)s") % {"day": date_format(day, "j F Y")}


def money_block(money: Any) -> Block | None:
    rows = [
        [
            row["window"],
            row["funder"] or "—",
            str(row["year"] or "—"),
            row["nature"],
            in_euros(row["amount"]),
        ]
        for row in money.rows
    ]
    if money.total is not None:
        rows.append([_("Total accordé"), "", "", "", in_euros(money.total)])
    head = [_("Guichet"), _("Financeur"), _("Année"), _("Nature"), _("Montant")]
    return table_block(
        _("Financements"), head, rows, widths=[3, 3, 1, 2, 2], numbers=[4]
    )


def in_euros(amount: int | Decimal | None) -> str:
    """Return an amount in words, or that it is unknown."""
    return amount_in_words(None if amount is None else Decimal(amount))


def agreement_blocks(agreement: Agreement, parts: Parts) -> list[Block | None]:
    return [
        facts_block(_("En bref"), parts["facts"]),
        text_block(_("Description"), agreement.description),
        events_block(_("Histoire"), parts["events"]),
        entries_block(_("Actions sous cet accord"), card_entries(parts["cards"])),
        map_of(parts),
        *source_blocks(parts),
    ]


def collectivity_blocks(collectivity: Collectivity, parts: Parts) -> list[Block | None]:
    return [
        text_block(_("Présentation"), collectivity.description),
        facts_block(_("En bref"), parts["facts"]),
        map_of(parts),
        events_block(_("Ses accords"), parts["events"]),
        entries_block(_("Ses actions"), card_entries(parts["cards"])),
        entries_block(_("Dans quels pays"), row_entries(parts["countries"])),
        entries_block(_("Avec qui"), row_entries(parts["partners"])),
        years_block(parts["years"]),
    ]


def years_block(years: Any) -> Block | None:
    """Return the amounts granted by year."""
    rows = [
        [
            year.label,
            ", ".join(f"{one['label']} : {one['amount']}" for one in year.windows),
            year.amount,
        ]
        for year in years
    ]
    head = [_("Année"), _("Par guichet"), _("Total connu")]
    title = _("Financements accordés par année")
    return table_block(title, head, rows, widths=[1, 4, 2], numbers=[2])


def country_blocks(_country: Country, parts: Parts) -> list[Block | None]:
    return [
        facts_block(_("En bref"), parts["facts"]),
        map_of(parts),
        entries_block(_("Qui y agit"), row_entries(parts["collectivities"])),
        entries_block(_("Actions"), card_entries(parts["cards"])),
        entries_block(_("Accords"), card_entries(parts["agreement_cards"])),
        entries_block(_("Avec qui"), row_entries(parts["partners"])),
    ]


def partner_blocks(partner: Partner, parts: Parts) -> list[Block | None]:
    return [
        text_block(_("Présentation"), partner.description),
        facts_block(_("En bref"), parts["facts"]),
        map_of(parts),
        entries_block(_("Avec qui"), row_entries(parts["collectivities"])),
        entries_block(_("Ses accords"), card_entries(parts["agreement_cards"])),
        entries_block(_("Ses actions"), card_entries(parts["cards"])),
    ]


BLOCKS: dict[type, Callable[[Any, Parts], list[Block | None]]] = {
    Action: action_blocks,
    Agreement: agreement_blocks,
    Collectivity: collectivity_blocks,
    Country: country_blocks,
    Partner: partner_blocks,
}
