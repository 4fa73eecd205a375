"""An entry as PDF, and as the image of a shared link."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from cooperation.pdf.blocks import (
    MapBlock,
    PrintBlock,
    PrintedEntry,
    TableBlock,
    build_card_items,
    build_events_block,
    build_facts_block,
    build_items_block,
    build_map_block,
    build_row_items,
    build_table_block,
    build_text_block,
)
from cooperation.pdf.typesetting import render_pdf, render_png
from cooperation.presenters.money import (
    ActionMoney,
    YearlyFunding,
    format_known_amount,
)
from cooperation.presenters.types import Fact, Link
from cooperation.web.context import Context
from cooperation.web.site import build_full_url

Blocks = list[PrintBlock | None]


def render_entry_pdf(entry: Any, page: Context) -> bytes:
    """Return an entry as PDF; ``page`` is the context of its page."""
    blocks = [block for block in BLOCK_BUILDERS[type(entry)](entry, page) if block]
    return render_pdf("entry", replace(build_printed_entry(entry, page), blocks=blocks))


def render_share_image(entry: Any, page: Context) -> bytes:
    """Return the preview image that other sites show of an entry."""
    still = page.get("map")
    svg = str(still.svg) if still else ""
    return render_png("share", replace(build_printed_entry(entry, page), svg=svg))


def build_printed_entry(entry: Any, page: Context) -> PrintedEntry:
    today = date_format(timezone.localdate(), "j F Y")
    return PrintedEntry(
        title=str(page["page_title"]),
        lead=get_lead_line(entry, page),
        over=capfirst(get_entry_kind(entry)),
        description=str(page["page_description"]),
        lang=(get_language() or "fr")[:2],
        url=build_full_url(entry.get_absolute_url()),
        motto=_("L’annuaire de la coopération des collectivités"),
        foot=_("Passerelles, %(day)s. Licence Ouverte 2.0.") % {"day": today},
        online=_("Cette fiche, à jour :"),
    )


def get_lead_line(entry: Any, page: Context) -> str:
    """Return the line under the title: both signatories, the places, or a summary."""
    if isinstance(entry, Action):
        card = page["card"]
        return " – ".join([card.lead, ", ".join(card.places)]).strip(" –")
    if isinstance(entry, Agreement):
        return f"{entry.collectivity.name} – {entry.counterpart.name}"
    return str(page["page_description"])


def get_entry_kind(entry: Any) -> str:
    """Return the kind of the entry, printed above its title."""
    if isinstance(entry, Action):
        return _("Action")
    if isinstance(entry, Agreement | Collectivity):
        return str(entry.get_kind_display())
    return _("Pays") if isinstance(entry, Country) else _("Partenaire")


def build_entry_map_block(page: Context) -> MapBlock | None:
    alt = _("Carte des lieux : %(name)s") % {"name": page["page_title"]}
    return build_map_block(page.get("map"), alt)


def build_source_blocks(page: Context) -> Blocks:
    source = page["source"]
    doubts = [Link(text) for text in source.uncertainties]
    facts = [
        Fact(_("Source"), source.label, source.url),
        Fact(_("Ce qui reste incertain"), entries=doubts),
    ]
    return [build_facts_block(_("D’où vient cette fiche"), facts)]


def build_action_blocks(action: Action, page: Context) -> Blocks:
    return [
        build_text_block("", action.summary),
        build_facts_block(_("En bref"), page["facts"]),
        build_text_block(_("Description"), action.description),
        build_text_block(_("Résultats"), action.results),
        build_facts_block(_("Avec qui"), page["partners"]),
        build_money_block(page["money"]),
        build_entry_map_block(page),
        build_verification_block(page),
        *build_source_blocks(page),
    ]


def build_verification_block(page: Context) -> PrintBlock | None:
    return build_facts_block(
        "", [Fact(_("Vérification"), format_last_confirmation(page))]
    )


def format_last_confirmation(page: Context) -> str:
    """Return when the entry was last confirmed, or that it never was."""
    day = page["freshness"].verified_on
    if not day:
        return str(page["never_verified"])
    return _("Vérifiée le %(day)s") % {"day": date_format(day, "j F Y")}


def build_money_block(money: ActionMoney) -> TableBlock | None:
    rows = [
        [
            row.window,
            row.funder or "—",
            str(row.year or "—"),
            row.nature,
            format_amount_cell(row.amount),
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


def build_agreement_blocks(agreement: Agreement, page: Context) -> Blocks:
    return [
        build_text_block("", agreement.summary),
        build_facts_block(_("En bref"), page["facts"]),
        build_text_block(_("Description"), agreement.description),
        build_text_block(_("Résultats"), agreement.results),
        build_events_block(_("Histoire"), page["events"]),
        build_items_block(
            _("Actions sous cet accord"), build_card_items(page["cards"])
        ),
        build_entry_map_block(page),
        build_verification_block(page),
        *build_source_blocks(page),
    ]


def build_collectivity_blocks(collectivity: Collectivity, page: Context) -> Blocks:
    return [
        build_text_block(_("Présentation"), collectivity.description),
        build_facts_block(_("En bref"), page["facts"]),
        build_entry_map_block(page),
        build_events_block(_("Ses accords"), page["events"]),
        build_items_block(_("Ses actions"), build_card_items(page["cards"])),
        build_items_block(_("Dans quels pays"), build_row_items(page["countries"])),
        build_items_block(_("Avec qui"), build_row_items(page["partners"])),
        build_years_block(page["years"]),
    ]


def build_years_block(years: list[YearlyFunding]) -> TableBlock | None:
    """Return the amounts granted by year."""
    rows = [
        [
            year.label,
            ", ".join(f"{one.label} : {one.amount}" for one in year.windows),
            year.amount,
        ]
        for year in years
    ]
    head = [_("Année"), _("Par guichet"), _("Total connu")]
    title = _("Financements accordés par année")
    return build_table_block(title, head, rows, widths=[1, 4, 2], numbers=[2])


def build_country_blocks(_country: Country, page: Context) -> Blocks:
    return [
        build_facts_block(_("En bref"), page["facts"]),
        build_entry_map_block(page),
        build_items_block(_("Qui y agit"), build_row_items(page["collectivities"])),
        build_items_block(_("Actions"), build_card_items(page["cards"])),
        build_items_block(_("Accords"), build_card_items(page["agreement_cards"])),
        build_items_block(_("Avec qui"), build_row_items(page["partners"])),
    ]


def build_partner_blocks(partner: Partner, page: Context) -> Blocks:
    return [
        build_text_block(_("Présentation"), partner.description),
        build_facts_block(_("En bref"), page["facts"]),
        build_entry_map_block(page),
        build_items_block(_("Avec qui"), build_row_items(page["collectivities"])),
        build_items_block(_("Ses accords"), build_card_items(page["agreement_cards"])),
        build_items_block(_("Ses actions"), build_card_items(page["cards"])),
    ]


BLOCK_BUILDERS: dict[type, Callable[[Any, Context], Blocks]] = {
    Action: build_action_blocks,
    Agreement: build_agreement_blocks,
    Collectivity: build_collectivity_blocks,
    Country: build_country_blocks,
    Partner: build_partner_blocks,
}
