"""The gallery of interface components, for developers.

Open in development only: every component in every state, with invented sample data.
``docs/design-system.md`` describes the contract of each one.
"""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperation.enums import ActionStatus, AgreementKind
from cooperation.maps.svg import MapLink
from cooperation.presenters.facet_years import build_bars
from cooperation.presenters.still_maps import build_still_map
from cooperation.presenters.stories import Story
from cooperation.presenters.types import (
    ActionCard,
    AgreementCard,
    CountLink,
    Download,
    Fact,
    Flag,
    FundingRow,
    KeyFigure,
    Link,
    ListingRow,
    ListTable,
    SortOption,
    Tab,
    TableCell,
    TableColumn,
    TableRow,
    TimelineEvent,
)
from cooperation.presenters.verification import Verification
from cooperation.search.filters import ActionFilterSet
from cooperation.search.types import (
    FacetBox,
    FacetOption,
    FacetYears,
    FilterTag,
    PageLink,
)
from cooperation.views.forms.visitor_forms import ContactForm
from cooperation.views.public.maps import get_map_context
from cooperation.web.account_links import OwnerActions
from cooperation.web.context import Context

FRESH, STALE = date(2026, 3, 12), date(2021, 5, 3)

ACTION_CARDS = [
    ActionCard(
        url="#",
        kind=AgreementKind.COOPERATION.value,
        kind_label=str(AgreementKind.COOPERATION.label),
        title="Exemple : un réseau d’eau potable pour trois quartiers",
        lead="Communauté d’agglomération d’Exempleville",
        places=["Ville-Échantillon, Niger"],
        partners=["Régie des eaux (exemple)", "Association Modèle"],
        years="2021–2027",
        status=ActionStatus.ACTIVE.value,
        status_label=str(ActionStatus.ACTIVE.label),
        summary=(
            "Texte inventé pour l’essai : forages, châteaux d’eau et bornes-fontaines, "
            "et la formation de la régie qui les fera durer."
        ),
        themes=["Eau et assainissement", "Gouvernance locale"],
        theme_codes=["eau_assainissement", "gouvernance_appui_institutionnel"],
        verified_on=FRESH,
        verified_by="la commune",
    ),
    ActionCard(
        url="#",
        kind=AgreementKind.TWINNING.value,
        kind_label=str(AgreementKind.TWINNING.label),
        title="Exemple au titre particulièrement long, pour voir comment une fiche "
        "dont l’intitulé tient sur plusieurs lignes se lit sur un petit écran",
        lead="Exempleville",
        places=["Musterstadt, Allemagne"],
        years="depuis 1966",
        status=ActionStatus.UNKNOWN.value,
        status_label=str(ActionStatus.UNKNOWN.label),
        summary="Échanges scolaires et sportifs (texte inventé).",
        themes=["Jeunesse et sports"],
        theme_codes=["jeunesse"],
        doubts=["L’année de fin est déduite de la durée annoncée."],
        verified_on=STALE,
        stale=True,
    ),
    ActionCard(url="#", title="Exemple réduit au minimum", lead="Exempleville"),
]

KIND_NAMES = ["Ville-Échantillon", "Musterstadt", "Villa Esempio", "Sampletown"]

AGREEMENT_CARDS = [
    AgreementCard(
        url="#",
        title="",
        kind=kind.value,
        kind_label=str(kind.label),
        lead="Exempleville",
        counterpart=name,
        places=["Pays d’exemple"],
        years="depuis 1995",
        status=ActionStatus.ACTIVE.value,
        status_label=str(ActionStatus.ACTIVE.label),
        actions=2,
    )
    for kind, name in zip(AgreementKind, KIND_NAMES, strict=True)
]

FLAG = Flag("Pays d’exemple", "", "XX")
ROWS = [
    ListingRow(
        url="#",
        name="Exempleville (collectivité)",
        nature="commune",
        context=["Haute-Savoie", "CA d’Exempleville", "36 000 habitants"],
        counts=[CountLink("accords", 6), CountLink("actions", 14)],
    ),
    ListingRow(
        url="#",
        name="Association Modèle (partenaire)",
        nature="ONG",
        context=["France"],
        text="Appuie les communes rurales dans la gestion de l’eau (texte inventé).",
        counts=[CountLink("actions", 3, "#")],
    ),
    ListingRow(
        url="#",
        name="Pays d’exemple (pays)",
        flag=FLAG,
        context=["Afrique de l’Ouest"],
        counts=[CountLink("collectivités", 48), CountLink("actions", 112)],
    ),
]

KIND_OPTIONS = [
    FacetOption(kind.value, str(kind.label), count, chosen)
    for kind, count, chosen in zip(
        AgreementKind, [41, 37, 5, 0], [True, False, False, False], strict=True
    )
]

# The type-ahead is for long facets: enough values to scroll.
COUNTRY_NAMES = [
    *("Allemagne", "Bénin", "Burkina Faso", "Cameroun", "Canada", "Côte d’Ivoire"),
    *("Espagne", "Haïti", "Italie", "Liban", "Madagascar", "Mali", "Maroc", "Niger"),
    *("Palestine", "Roumanie", "Royaume-Uni", "Sénégal", "Suisse", "Tchéquie"),
    *("Togo", "Tunisie", "Ukraine", "Viêt Nam"),
]
COUNTRY_OPTIONS = [
    FacetOption(f"ex{rank}", name, max(0, 60 - 3 * rank), rank == 13)
    for rank, name in enumerate(COUNTRY_NAMES)
]

FACETS = [
    FacetBox("type", "Accord", KIND_OPTIONS, 1, False, open=True, glyphs=True),
    FacetBox("pays", "Pays", COUNTRY_OPTIONS, 1, True, open=True),
    FacetBox(
        "theme",
        "Thématique",
        COUNTRY_OPTIONS[:5],
        0,
        True,
        open=True,
        more_url="#",
        more_label="19 autres",
    ),
    FacetBox("vide", "Facette vide", [], 0, False, open=True),
]

FACTS = [
    Fact("Porteur", "Exempleville", "#", "avec deux autres"),
    Fact(
        "Avec",
        entries=[
            Link("Association Modèle", "#", "opérateur"),
            Link("Régie des eaux (exemple)", note="appui technique"),
        ],
    ),
    Fact("Années", "2021–2027"),
    Fact("Sans valeur, donc absent"),
]

EVENTS = [
    TimelineEvent("12 juin 1986", "Signature", "1986-06-12"),
    TimelineEvent(
        "vers 1998",
        "Renouvellement",
        text="Texte inventé : la charte s’ouvre aux écoles.",
        uncertain="Une autre source donne 1999",
    ),
    TimelineEvent("2014", "Mise en sommeil", muted=True),
    *(
        TimelineEvent("2020", card.counterpart, kind=card.kind, url="#")
        for card in AGREEMENT_CARDS[:2]
    ),
]

MONEY = [
    FundingRow(
        window="Loi Oudin-Santini",
        window_url="#",
        funder="Agence de l’eau (exemple)",
        year=2022,
        nature="accordé",
        amount=481180,
    ),
    FundingRow("Budget général", amount=12000, uncertain=True),
]

FIGURES = [
    KeyFigure(1204, "actions", "#"),
    KeyFigure(318, "collectivités", "#"),
    KeyFigure(74, "pays"),
    KeyFigure("2,7 M€", "engagés en 2024", note="sur 61 actions chiffrées"),
]

PAGES = [
    PageLink(1, "#"),
    PageLink(),
    PageLink(6, "#"),
    PageLink(7, "#", current=True),
    PageLink(8, "#"),
    PageLink(),
    PageLink(31, "#"),
]

COLUMNS = [
    TableColumn("lieux", "Où"),
    TableColumn("actions", "Actions", is_number=True),
]
TABLE = ListTable(
    columns=COLUMNS,
    choices=[],
    rows=[
        TableRow(
            f"Exempleville {number}",
            "#",
            [
                (COLUMNS[0], TableCell(["Pays d’exemple"], flags=[FLAG])),
                (COLUMNS[1], TableCell(["14"], "#")),
            ],
        )
        for number in (1, 2)
    ],
)

SAMPLES: Context = {
    "action_cards": ACTION_CARDS,
    "agreement_cards": AGREEMENT_CARDS,
    "rows": ROWS,
    "table": TABLE,
    "kinds": AGREEMENT_CARDS,
    "statuses": list(ActionStatus),
    "facets": FACETS,
    "tags": [
        FilterTag("Pays", "Niger", "#"),
        FilterTag("Accord", "coopération décentralisée", "#"),
    ],
    "sort_options": [
        SortOption("recent", "les plus récentes", selected=True),
        SortOption("titre", "par titre", selected=False),
    ],
    "facts": FACTS,
    "events": EVENTS,
    "money": MONEY,
    "figures": FIGURES,
    "pages": PAGES,
    "downloads": [
        Download("CSV", "#", text="tableur"),
        Download("XLSX", "#"),
        Download("GeoJSON", "#", text="carte"),
    ],
    "suggestions": [
        CountLink("Sans le filtre « Pays : Niger »", 12, "#"),
        CountLink("Toutes les actions", url="#"),
    ],
    "trail": [Link("Collectivités", "#")],
    "doubts": ["Début donné en 2008 ou en 2009 selon les sources."],
    "years": FacetYears(
        value_min="1990",
        value_max="",
        lowest=1971,
        highest=2024,
        errors=[],
        first=1970,
        last=2029,
        from_year=1990,
        to_year=2029,
        bars=build_bars(
            {1970: 4, 1980: 9, 1990: 20, 2000: 31, 2010: 38, 2020: 12}, 1990, 2029
        ),
    ),
    "year_errors": ["« deux mille » n’est pas une année : le filtre est ignoré."],
    "fresh": FRESH,
    "stale": STALE,
    "owner": OwnerActions("#"),
    "story": Story(
        url="#",
        title="Exemple : un réseau d’eau potable pour trois quartiers",
        lead="Exempleville",
        places=["Ville-Échantillon, Niger"],
        sentence="Texte inventé pour l’essai : des forages et une régie.",
        number="481 180 €",
        number_label="accordés",
        photo=None,
        freshness=Verification(FRESH, stale=False, by="la commune"),
    ),
    "levels": ["info", "success", "warning", "error"],
    "names": ["Abidjan", "Plzeň", "Łódź", "İzmir", "Reykjavík", "Bœurs-en-Othe"],
}


@login_not_required
@require_safe
def show_components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; raise ``Http404`` unless ``DEBUG``."""
    if not settings.DEBUG:
        raise Http404
    return render(
        request, "cooperation/components.html", SAMPLES | build_computed_samples()
    )


def build_computed_samples() -> Context:
    wrong = ContactForm({"name": "", "email": "pas une adresse", "text": "Trop court"})
    link = MapLink((46.2, 6.1), (14.0, 0.8), AgreementKind.COOPERATION.value)
    return {
        "empty_form": ContactForm(prefix="vide"),
        "wrong_form": wrong,
        "tabs": [Tab("Ici", "#", True), Tab("Ailleurs", "#", False)],
        "still": build_still_map([link], "exemple", "#", ["NE"]),
        **get_map_context(ActionFilterSet()),
    }
