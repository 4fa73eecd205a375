"""The gallery of interface components, for developers.

Open in development only: every component in every state, with invented sample data.
``docs/design-system.md`` describes the contract of each one.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperation.enums import ActionStatus, AgreementKind
from cooperation.maps.svg import MapLink
from cooperation.presenters.still_maps import build_still_map
from cooperation.search.filters import ActionFilterSet
from cooperation.views.forms.visitor_forms import ContactForm
from cooperation.views.public.maps import get_map_context

Sample = dict[str, Any]

FRESH = {"verified_on": date(2026, 3, 12), "verified_by": "la commune"}
STALE = {"verified_on": date(2021, 5, 3), "stale": True}

ACTION_CARDS: list[Sample] = [
    {
        "url": "#",
        "kind": AgreementKind.COOPERATION.value,
        "kind_label": AgreementKind.COOPERATION.label,
        "title": "Exemple : un réseau d’eau potable pour trois quartiers",
        "lead": "Communauté d’agglomération d’Exempleville",
        "places": ["Ville-Échantillon, Niger"],
        "partners": ["Régie des eaux (exemple)", "Association Modèle"],
        "years": "2021–2027",
        "status": ActionStatus.ACTIVE.value,
        "status_label": ActionStatus.ACTIVE.label,
        "summary": (
            "Texte inventé pour l’essai : forages, châteaux d’eau et bornes-fontaines, "
            "et la formation de la régie qui les fera durer."
        ),
        "themes": ["Eau et assainissement", "Gouvernance locale"],
        **FRESH,
    },
    {
        "url": "#",
        "kind": AgreementKind.TWINNING.value,
        "kind_label": AgreementKind.TWINNING.label,
        "title": "Exemple au titre particulièrement long, pour voir comment une fiche "
        "dont l’intitulé tient sur plusieurs lignes se lit sur un petit écran",
        "lead": "Exempleville",
        "places": ["Musterstadt, Allemagne"],
        "years": "depuis 1966",
        "status": ActionStatus.UNKNOWN.value,
        "status_label": ActionStatus.UNKNOWN.label,
        "summary": "Échanges scolaires et sportifs (texte inventé).",
        "themes": ["Jeunesse et sports"],
        "uncertain": True,
        **STALE,
    },
    {"url": "#", "title": "Exemple réduit au minimum", "lead": "Exempleville"},
]

KINDS = [
    {"kind": kind.value, "kind_label": kind.label, "name": name}
    for kind, name in zip(
        AgreementKind,
        ["Ville-Échantillon", "Musterstadt", "Villa Esempio", "Sampletown"],
        strict=True,
    )
]

AGREEMENT_CARDS: list[Sample] = [
    {
        "url": "#",
        "kind": sample["kind"],
        "kind_label": sample["kind_label"],
        "lead": "Exempleville",
        "counterpart": sample["name"],
        "place": "Pays d’exemple",
        "years": "depuis 1995",
        "status": ActionStatus.ACTIVE.value,
        "status_label": ActionStatus.ACTIVE.label,
        "actions": 2,
    }
    for sample in KINDS
]

ROWS: list[Sample] = [
    {
        "url": "#",
        "name": "Exempleville (collectivité)",
        "nature": "commune",
        "context": ["Haute-Savoie", "CA d’Exempleville", "36 000 habitants"],
        "counts": [{"label": "accords", "n": 6}, {"label": "actions", "n": 14}],
    },
    {
        "url": "#",
        "name": "Association Modèle (partenaire)",
        "nature": "ONG",
        "context": ["France"],
        "text": "Appuie les communes rurales dans la gestion de l’eau (texte inventé).",
        "counts": [{"label": "actions", "n": 3, "url": "#"}],
    },
    {
        "url": "#",
        "name": "Pays d’exemple (pays)",
        "code": "XX",
        "context": ["Afrique de l’Ouest"],
        "counts": [{"label": "collectivités", "n": 48}, {"label": "actions", "n": 112}],
    },
]

KIND_OPTIONS: list[Sample] = [
    {"value": kind.value, "label": kind.label, "count": count, "selected": chosen}
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
COUNTRY_OPTIONS: list[Sample] = [
    {
        "value": f"ex{rank}",
        "label": name,
        "count": max(0, 60 - 3 * rank),
        "selected": rank == 13,
    }
    for rank, name in enumerate(COUNTRY_NAMES)
]

FACTS: list[Sample] = [
    {
        "term": "Porteur",
        "value": "Exempleville",
        "url": "#",
        "note": "avec deux autres",
    },
    {
        "term": "Avec",
        "entries": [
            {"label": "Association Modèle", "url": "#", "note": "opérateur"},
            {"label": "Régie des eaux (exemple)", "note": "appui technique"},
        ],
    },
    {"term": "Années", "value": "2021–2027"},
    {"term": "Sans valeur, donc absent", "value": ""},
]

EVENTS: list[Sample] = [
    {"date": "12 juin 1986", "datetime": "1986-06-12", "label": "Signature"},
    {
        "date": "vers 1998",
        "label": "Renouvellement",
        "text": "Texte inventé : la charte s’ouvre aux écoles.",
        "uncertain": "Une autre source donne 1999",
    },
    {"date": "2014", "label": "Mise en sommeil", "muted": True},
    *(
        {"date": "2020", "label": sample["name"], "kind": sample["kind"], "url": "#"}
        for sample in KINDS[:2]
    ),
]

MONEY: list[Sample] = [
    {
        "window": "Loi Oudin-Santini",
        "window_url": "#",
        "funder": "Agence de l’eau (exemple)",
        "year": 2022,
        "nature": "accordé",
        "amount": 481180,
    },
    {"window": "Budget général", "year": None, "amount": 12000, "uncertain": True},
]

FIGURES: list[Sample] = [
    {"value": 1204, "label": "actions", "url": "#"},
    {"value": 318, "label": "collectivités", "url": "#"},
    {"value": 74, "label": "pays"},
    {"value": "2,7 M€", "label": "engagés en 2024", "note": "sur 61 actions chiffrées"},
]

PAGES: list[Sample] = [
    {"number": 1, "url": "#"},
    {"number": None},
    {"number": 6, "url": "#"},
    {"number": 7, "url": "#", "current": True},
    {"number": 8, "url": "#"},
    {"number": None},
    {"number": 31, "url": "#"},
]

SAMPLES: Sample = {
    "action_cards": ACTION_CARDS,
    "agreement_cards": AGREEMENT_CARDS,
    "rows": ROWS,
    "kinds": KINDS,
    "statuses": [{"status": s.value, "label": s.label} for s in ActionStatus],
    "kind_options": KIND_OPTIONS,
    "country_options": COUNTRY_OPTIONS,
    "tags": [
        {"facet": "Pays", "label": "Niger", "url": "#"},
        {"facet": "Accord", "label": "coopération décentralisée", "url": "#"},
    ],
    "sort_options": [
        {"value": "recent", "label": "les plus récentes", "selected": True},
        {"value": "titre", "label": "par titre"},
    ],
    "facts": FACTS,
    "events": EVENTS,
    "money": MONEY,
    "figures": FIGURES,
    "pages": PAGES,
    "downloads": [
        {"label": "CSV", "url": "#", "text": "tableur"},
        {"label": "XLSX", "url": "#"},
        {"label": "GeoJSON", "url": "#", "text": "carte"},
    ],
    "suggestions": [
        {"label": "Sans le filtre « Pays : Niger »", "url": "#", "n": 12},
        {"label": "Toutes les actions", "url": "#"},
    ],
    "trail": [{"label": "Collectivités", "url": "#"}],
    "doubts": ["Début donné en 2008 ou en 2009 selon les sources."],
    "year_errors": ["« deux mille » n’est pas une année : le filtre est ignoré."],
    "fresh": FRESH["verified_on"],
    "stale": STALE["verified_on"],
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


def build_computed_samples() -> Sample:
    wrong = ContactForm({"name": "", "email": "pas une adresse", "text": "Trop court"})
    link = MapLink((46.2, 6.1), (14.0, 0.8), AgreementKind.COOPERATION.value)
    return {
        "empty_form": ContactForm(prefix="vide"),
        "wrong_form": wrong,
        "tabs": [
            {"label": "Ici", "url": "#", "current": True},
            {"label": "Ailleurs", "url": "#"},
        ],
        "still": build_still_map([link], "exemple", "#", ["NE"]),
        **get_map_context(ActionFilterSet()),
    }
