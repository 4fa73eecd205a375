"""The lists of a report that are read rather than counted, as plain data."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cooperation.models import GlossaryTerm, Resource, Testimony
from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.entries import count_entries
from cooperation.stats.highlights import list_highlights
from cooperation.stats.queries import RowData
from surveys.reports.snapshot_reader import SnapshotItem
from surveys.reports.translations import (
    TranslatedText,
    build_bilingual,
    build_translations,
    repeat_text,
    translate_text,
)

DEFINED_TERMS = ("cooperation-decentralisee", "jumelage", "pacte-amitie")
# Resources of a higher position are read on their own page.
LAST_HEAD_POSITION = 100


def build_card_lists(data: SnapshotItem, directory: DirectoryRows) -> SnapshotItem:
    """Return the lists that are not empty, by code: title and items."""
    found = {
        "definitions": (_("définitions"), list_definition_cards()),
        "saviez_vous": (_("le saviez-vous"), list_highlight_cards(directory)),
        "portraits": (
            _("collectivités, avec leur portrait"),
            list_portrait_cards(data),
        ),
        "temoignages": (_("témoignages"), list_testimony_cards(data, directory)),
        "ressources": (_("ressources"), list_resource_cards()),
    }
    return {
        code: {"title": translate_text(title), "items": items}
        for code, (title, items) in found.items()
        if items
    }


def build_card(
    title: TranslatedText, text: TranslatedText, **more: Any
) -> SnapshotItem:
    return {"title": title, "text": text, "url": "", "lines": [], **more}


def list_definition_cards() -> list[SnapshotItem]:
    """Return the three kinds of agreement, as the glossary defines them."""
    known = {
        term.code: term for term in GlossaryTerm.objects.filter(code__in=DEFINED_TERMS)
    }
    return [
        build_card(
            build_bilingual(known[code].name_fr, known[code].name_en),
            build_bilingual(known[code].definition_fr, known[code].definition_en),
            url=f"/glossaire/{code}/",
        )
        for code in DEFINED_TERMS
        if code in known
    ]


def list_resource_cards() -> list[SnapshotItem]:
    """Return the resources at the head of the directory; the others are too many."""
    head = Resource.objects.published().filter(position__lte=LAST_HEAD_POSITION)
    rows = head.order_by("level", "position", "name", "pk")
    return [
        build_card(
            repeat_text(row.name),
            repeat_text(row.description),
            url=row.url,
            lines=[build_translations(row.get_level_display)],
        )
        for row in rows
    ]


def list_testimony_cards(
    data: SnapshotItem, directory: DirectoryRows
) -> list[SnapshotItem]:
    """Return published testimonies of authorities of the territory, by function.

    The name and the photograph are not kept: they are read where they are shown, and
    only while their author agrees (``surveys/reports/quotes.py``).
    """
    slugs = [row["slug"] for row in data["lists"]["collectivites"]["rows"]]
    of_territory = Q(collectivity__slug__in=slugs)
    of_actions = Q(action__in=directory.action_keys, collectivity__isnull=True)
    rows = Testimony.objects.published().filter(of_territory | of_actions)
    return [
        build_card(
            repeat_text(""),
            repeat_text(row.text),
            lines=[repeat_text(str(row))],
            is_quote=True,
            testimony=row.pk,
        )
        for row in rows.order_by("pk")
    ]


def list_portrait_cards(data: SnapshotItem) -> list[SnapshotItem]:
    """Return the authorities with their counts and the URL of their portrait."""
    rows = data["lists"]["collectivites"]["rows"]
    known = data["terms"]["collectivity_kind"]
    return [
        build_card(
            repeat_text(row["title"]),
            repeat_text(""),
            url=row["url"],
            portrait=f"{row['url']}portrait.pdf",
            lines=[
                {
                    language: " · ".join(
                        filter(None, [kind[language], row["department"]])
                    )
                    for language in kind
                },
                format_entry_counts(row),
            ],
        )
        for row in rows
        if (kind := known[row["collectivity_kind"]])
    ]


def format_entry_counts(row: RowData) -> TranslatedText:
    """Return how many agreements and actions an authority has, but for none."""
    counts = (
        (ngettext_lazy("%(n)s accord", "%(n)s accords", "n"), row["n_agreements"]),
        (ngettext_lazy("%(n)s action", "%(n)s actions", "n"), row["n_actions"]),
    )
    return build_translations(
        lambda: " · ".join(str(words % {"n": n}) for words, n in counts if n)
    )


def list_highlight_cards(directory: DirectoryRows) -> list[SnapshotItem]:
    """Return what the directory finds remarkable in the selection of the report."""
    counts = count_entries(directory.actions_chosen)
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = list_highlights(counts)
    return [
        build_card(
            {code: one.figure for code, one in said.items()},
            {code: one.text for code, one in said.items()},
            url=said["fr"].links[0].url,
            lines=[
                {code: one.links[number].label for code, one in said.items()}
                for number in range(len(said["fr"].links))
            ],
        )
        for said in (
            dict(zip(found, rows, strict=True))
            for rows in zip(*found.values(), strict=True)
        )
    ]
