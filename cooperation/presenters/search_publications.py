"""Answers of the search beside the directory: glossary, funding, resources, pages.

Each app names its pages in ``ready()``.
"""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Event,
    FundingCall,
    FundingWindow,
    GlossaryTerm,
    GuidedStory,
    Offer,
    Resource,
)
from cooperation.models.expressions import build_name_condition
from cooperation.presenters.directory_rows import build_resource_row
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.search_groups import (
    SHOWN,
    SearchGroup,
    SiteSearch,
    iter_directory_providers,
    register_search_provider,
)
from cooperation.presenters.types import ListingRow
from cooperation.search.filterset import ORDER
from cooperation.search.frame_words import NEAR_US
from cooperation.text import Normalize, normalize


class SitePage(NamedTuple):
    """A page of the site: its name, its route, and other words that people type."""

    label: str | Promise
    route: str
    arguments: tuple[str, ...] = ()
    words: str = ""


# Words that ask for amounts, of what other words name.
MONEY_WORDS = {
    *("argent", "budget", "budgets", "montant", "montants", "cout", "couts", "coute"),
    *("depense", "depenses", "subvention", "subventions", "money", "cost", "costs"),
    *("amount", "amounts", "spent"),
}
PAGES: list[SitePage] = []
DIRECTORY_PAGES = (
    SitePage(
        gettext_lazy("Chiffres"),
        "cooperation:figures",
        words="budgets montants statistiques figures statistics money amounts",
    ),
    SitePage(
        gettext_lazy("Ma commune"),
        "cooperation:my_commune",
        words=f"code postal ici postcode {' '.join(NEAR_US)}",
    ),
    SitePage(gettext_lazy("Carte"), "cooperation:map", words="carte map"),
    SitePage(
        gettext_lazy("Financements"),
        "cooperation:funding_list",
        words="budgets subventions aides plafonds grants funding ceilings",
    ),
    SitePage(
        gettext_lazy("Appels à projets"),
        "cooperation:announcements",
        ("appels",),
        "candidater subventions calls for projects grants",
    ),
    SitePage(
        gettext_lazy("Agenda"),
        "cooperation:announcements",
        ("agenda",),
        "rencontres evenements formations events meetings",
    ),
    SitePage(
        gettext_lazy("Offres"),
        "cooperation:announcements",
        ("offres",),
        "emplois stages volontariat jobs internships",
    ),
    SitePage(
        gettext_lazy("Annuaire de ressources"),
        "cooperation:resource_list",
        words="reseaux contacts resources networks",
    ),
    SitePage(
        gettext_lazy("Glossaire"),
        "cooperation:glossary",
        words="definitions vocabulaire",
    ),
    SitePage(
        gettext_lazy("Données personnelles"),
        "cooperation:privacy",
        words="confidentialite rgpd privacy gdpr",
    ),
    SitePage(
        gettext_lazy("Récits"),
        "cooperation:guided_story_list",
        words="histoires reportages stories",
    ),
    SitePage(
        gettext_lazy("Intégrer à votre site"),
        "cooperation:embed",
        words="iframe cadre widget site web embed frame",
    ),
    SitePage(gettext_lazy("Accessibilité"), "cooperation:accessibility"),
    SitePage(
        gettext_lazy("Mentions légales"),
        "cooperation:legal",
        words="contact editeur legal notice",
    ),
)
ANNOUNCED: tuple[tuple[str, type[Any]], ...] = (
    ("appels", FundingCall),
    ("agenda", Event),
    ("offres", Offer),
)


def register_pages(*pages: SitePage) -> None:
    PAGES.extend(page for page in pages if page not in PAGES)


def find_terms(search: SiteSearch) -> SearchGroup:
    """Return the terms of the glossary in which each word begins a word."""
    found = GlossaryTerm.objects.filter(build_name_condition(search.names))
    return SearchGroup(
        "glossaire",
        gettext_lazy("Glossaire"),
        found.count(),
        [
            ListingRow(url=reverse("cooperation:term", args=[one.code]), name=one.name)
            for one in found.order_by("name_key", "pk")[:SHOWN]
        ],
        reverse("cooperation:glossary"),
    )


def find_resources(search: SiteSearch) -> SearchGroup:
    found = Resource.objects.published().matching_name(search.names)
    rows = found.prefetch_related("themes").order_by("level", "position", "pk")
    return SearchGroup(
        "ressources",
        gettext_lazy("Ressources"),
        found.count(),
        [build_resource_row(one) for one in rows[:SHOWN]],
        get_list_url("resource_list", q=search.text),
    )


def find_windows(search: SiteSearch) -> SearchGroup:
    """Return the ways of funding that words name or stand for."""
    windows = FundingWindow.objects.alias(
        key=Normalize("name_fr"), english_key=Normalize("name_en")
    )
    rows = windows.filter(
        build_name_condition(search.names, "key")
        | build_name_condition(search.names, "english_key")
        | Q(pk__in=search.get_values("guichet"))
    )
    found = [
        ListingRow(reverse("cooperation:funding_window", args=[one.code]), one.name)
        for one in rows.order_by("position", "pk")
    ]
    return SearchGroup("guichets", gettext_lazy("Financements"), len(found), found)


def find_guided_stories(search: SiteSearch) -> SearchGroup:
    """Return the stories whose title has the words, in either language."""
    titled = GuidedStory.objects.published().alias(
        key=Normalize("title_fr"), english_key=Normalize("title_en")
    )
    found = titled.filter(
        build_name_condition(search.names, "key")
        | build_name_condition(search.names, "english_key")
    )
    rows = [
        ListingRow(one.get_absolute_url(), one.title, is_written=True)
        for one in found[:SHOWN]
    ]
    return SearchGroup(
        "recits",
        gettext_lazy("Récits"),
        found.count(),
        rows,
        reverse("cooperation:guided_story_list"),
    )


def find_announcements(search: SiteSearch) -> SearchGroup:
    """Return calls, meetings and offers; what is over is not announced."""
    found = [
        (code, row)
        for code, model in ANNOUNCED
        for row in list_announced(model, search.names)
    ]
    rows = [
        ListingRow(
            f"{reverse('cooperation:announcements', args=[code])}#annonce-{row.pk}",
            row.title,
            context=[row.funder] if code == "appels" else (),
            is_written=True,
        )
        for code, row in found
    ]
    return SearchGroup(
        "annonces",
        gettext_lazy("Appels à projets, agenda, offres"),
        len(rows),
        rows[:SHOWN],
        reverse("cooperation:announcements", args=[found[0][0]]) if found else "",
    )


def list_announced(model: type[Any], names: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.published().upcoming(timezone.localdate())
    titled = rows.alias(key=Normalize("title"))
    rows = titled.filter(build_name_condition(names, "key"))
    return rows.order_by("title", "pk")


def find_money(search: SiteSearch) -> SearchGroup | None:
    """Return the money of what words stand for: "combien d'argent pour l'eau"."""
    asked = search.actions.search
    words = normalize(search.text).split()
    found = [one for one in asked.understood if one.param != ORDER] if asked else []
    if not found or MONEY_WORDS.isdisjoint(words):
        return None
    about = " ".join(dict.fromkeys(one.text for one in found))
    labels = ", ".join(one.label for one in found)
    row = ListingRow(
        f"{get_list_url('figures', q=about)}#argent",
        _("L’argent connu : %(what)s") % {"what": labels},
    )
    return SearchGroup("chiffres", gettext_lazy("Chiffres"), 1, [row])


def find_pages(search: SiteSearch) -> SearchGroup:
    """Return the pages of the site whose name or other words have all the words."""
    asked = normalize(search.names).split()
    found = [page for page in PAGES if asked and is_named(page, asked)]
    rows = [
        ListingRow(reverse(page.route, args=page.arguments), str(page.label))
        for page in found
    ]
    return SearchGroup("pages", gettext_lazy("Pages du site"), len(rows), rows)


def is_named(page: SitePage, asked: list[str]) -> bool:
    known = normalize(f"{page.label} {page.words}").split()
    return all(any(word.startswith(part) for word in known) for part in asked)


def register_directory_search() -> None:
    """Register all that the directory answers, and its pages."""
    register_pages(*DIRECTORY_PAGES)
    for code, rank, provider in iter_directory_providers():
        register_search_provider(code, rank, provider)
    register_search_provider("chiffres", 25, find_money)
    register_search_provider("glossaire", 80, find_terms)
    register_search_provider("guichets", 85, find_windows)
    register_search_provider("ressources", 90, find_resources)
    register_search_provider("recits", 92, find_guided_stories)
    register_search_provider("annonces", 95, find_announcements)
    register_search_provider("pages", 110, find_pages)
