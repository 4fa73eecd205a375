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
from cooperation.pdf.blocks import (
    PrintBlock,
    build_card_items,
    build_events_block,
    build_facts_block,
    build_items_block,
    build_map_block,
    build_row_items,
    build_table_block,
    build_text_block,
    make_absolute_url,
)
from cooperation.pdf.typesetting import render_pdf, render_png
from cooperation.presenters.money import format_known_amount

Parts = dict[str, Any]


def render_entry_pdf(entry: Any, parts: Parts) -> bytes:
    """Return an entry as PDF; ``parts`` is the context of its page."""
    blocks = [block for block in BLOCK_BUILDERS[type(entry)](entry, parts) if block]
    return render_pdf("sheet", {**build_page_header(entry, parts), "blocks": blocks})


def render_share_image(entry: Any, parts: Parts) -> bytes:
    """Return the preview image that other sites show of an entry."""
    still = parts.get("map")
    return render_png(
        "share",
        build_page_header(entry, parts) | {"svg": str(still["svg"]) if still else ""},
    )


def build_page_header(entry: Any, parts: Parts) -> Parts:
    today = date_format(timezone.localdate(), "j F Y")
    return {
        "title": str(parts["page_title"]),
        "lead": get_lead_line(entry, parts),
        "over": capfirst(str(get_entry_kind(entry))),
        "description": str(parts["page_description"]),
        "lang": (get_language() or "fr")[:2],
        "url": make_absolute_url(entry.get_absolute_url()),
        "motto": _("L’annuaire de la coopération des collectivités"),
        "foot": _("Passerelles, %(day)s. Licence Ouverte 2.0.") % {"day": today},
        "online": _("Cette fiche, à jour :"),
    }


def get_lead_line(entry: Any, parts: Parts) -> str:
    """Return the line under the title: both signatories, the places, or a summary."""
    if isinstance(entry, Action):
        card = parts["card"]
        return " – ".join([card["lead"], ", ".join(card["places"])]).strip(" –")
    if isinstance(entry, Agreement):
        return f"{entry.collectivity.name} – {entry.counterpart.name}"
    return str(parts["page_description"])


def get_entry_kind(entry: Any) -> str:
    """Return the kind of the entry, printed above its title."""
    if isinstance(entry, Action):
        return _("Action")
    if isinstance(entry, Agreement):
        return str(entry.get_kind_display())
    if isinstance(entry, Collectivity):
        return str(entry.get_kind_display())
    return _("Pays") if isinstance(entry, Country) else _("Partenaire")


def build_entry_map_block(parts: Parts) -> PrintBlock | None:
    alt = _("Carte des lieux : %(name)s") % {"name": parts["page_title"]}
    return build_map_block(parts.get("map"), alt)


def build_source_blocks(parts: Parts) -> list[PrintBlock | None]:
    source = parts["source"]
    facts = [{"term": _("Source"), "value": source["label"], "url": source["url"]}]
    doubts = [{"label": str(text)} for text in source["uncertainties"]]
    facts.append({"term": _("Ce qui reste incertain"), "entries": doubts})
    return [build_facts_block(_("D’où vient cette fiche"), facts)]


def build_action_blocks(action: Action, parts: Parts) -> list[PrintBlock | None]:
    return [
        build_text_block("", action.summary),
        build_facts_block(_("En bref"), parts["facts"]),
        build_text_block(_("Description"), action.description),
        build_text_block(_("Résultats"), action.results),
        build_facts_block(_("Avec qui"), parts["partners"]),
        build_money_block(parts["money"]),
        build_entry_map_block(parts),
        build_facts_block(
            "", [{"term": _("Vérification"), "value": format_last_confirmation(parts)}]
        ),
        *build_source_blocks(parts),
    ]


def format_last_confirmation(parts: Parts) -> str:
    """Return when the entry was last confirmed, or that it never was."""
    day = parts["freshness"].verified_on
    if not day:
        return str(parts["never_verified"])
    return _("Vérifiée le %(day)s") % {"day": date_format(day, "j F Y")}


def build_money_block(money: Any) -> PrintBlock | None:
    rows = [
        [
            row["window"],
            row["funder"] or "—",
            str(row["year"] or "—"),
            row["nature"],
            format_amount_cell(row["amount"]),
        ]
        for row in money.rows
    ]
    if money.total is not None:
        rows.append([_("Total accordé"), "", "", "", format_amount_cell(money.total)])
    head = [_("Guichet"), _("Financeur"), _("Année"), _("Nature"), _("Montant")]
    return build_table_block(
        _("Financements"), head, rows, widths=[3, 3, 1, 2, 2], numbers=[4]
    )


def format_amount_cell(amount: int | Decimal | None) -> str:
    """Return an amount in words, or that it is unknown."""
    return format_known_amount(None if amount is None else Decimal(amount))


def build_agreement_blocks(
    agreement: Agreement, parts: Parts
) -> list[PrintBlock | None]:
    return [
        build_facts_block(_("En bref"), parts["facts"]),
        build_text_block(_("Description"), agreement.description),
        build_events_block(_("Histoire"), parts["events"]),
        build_items_block(
            _("Actions sous cet accord"), build_card_items(parts["cards"])
        ),
        build_entry_map_block(parts),
        *build_source_blocks(parts),
    ]


def build_collectivity_blocks(
    collectivity: Collectivity, parts: Parts
) -> list[PrintBlock | None]:
    return [
        build_text_block(_("Présentation"), collectivity.description),
        build_facts_block(_("En bref"), parts["facts"]),
        build_entry_map_block(parts),
        build_events_block(_("Ses accords"), parts["events"]),
        build_items_block(_("Ses actions"), build_card_items(parts["cards"])),
        build_items_block(_("Dans quels pays"), build_row_items(parts["countries"])),
        build_items_block(_("Avec qui"), build_row_items(parts["partners"])),
        build_years_block(parts["years"]),
    ]


def build_years_block(years: Any) -> PrintBlock | None:
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
    return build_table_block(title, head, rows, widths=[1, 4, 2], numbers=[2])


def build_country_blocks(_country: Country, parts: Parts) -> list[PrintBlock | None]:
    return [
        build_facts_block(_("En bref"), parts["facts"]),
        build_entry_map_block(parts),
        build_items_block(_("Qui y agit"), build_row_items(parts["collectivities"])),
        build_items_block(_("Actions"), build_card_items(parts["cards"])),
        build_items_block(_("Accords"), build_card_items(parts["agreement_cards"])),
        build_items_block(_("Avec qui"), build_row_items(parts["partners"])),
    ]


def build_partner_blocks(partner: Partner, parts: Parts) -> list[PrintBlock | None]:
    return [
        build_text_block(_("Présentation"), partner.description),
        build_facts_block(_("En bref"), parts["facts"]),
        build_entry_map_block(parts),
        build_items_block(_("Avec qui"), build_row_items(parts["collectivities"])),
        build_items_block(_("Ses accords"), build_card_items(parts["agreement_cards"])),
        build_items_block(_("Ses actions"), build_card_items(parts["cards"])),
    ]


BLOCK_BUILDERS: dict[type, Callable[[Any, Parts], list[PrintBlock | None]]] = {
    Action: build_action_blocks,
    Agreement: build_agreement_blocks,
    Collectivity: build_collectivity_blocks,
    Country: build_country_blocks,
    Partner: build_partner_blocks,
}
