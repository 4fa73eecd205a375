"""Time the pages that staff open all day, in one process, as a superuser."""

import json
import logging
import statistics
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from cooperation.enums import InvolvementRole
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Involvement,
    Location,
    Partner,
)

RUNS = 5
MANY = 100
FORBIDDEN = 403
EMAIL = "mesure@exemple.fr"


class StaffMeasure(NamedTuple):
    """The median of a page in milliseconds, its slowest time, its queries."""

    name: str
    ms: float
    worst_ms: float
    queries: int
    status: int


def log_in_staff() -> Client:
    """Return a client logged in as a superuser with a second factor."""
    person, _made = User.objects.get_or_create(
        email=EMAIL, defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "mfa", type="totp")
    request.session.save()
    return client


def iter_admin_pages() -> Iterator[tuple[str, str]]:
    """Return every list and every form of the admin, the fullest row of each."""
    yield "accueil", reverse("admin:index")
    for model, page in sorted(
        admin.site._registry.items(), key=lambda item: item[0]._meta.label
    ):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{model.__name__} : liste", reverse(f"{name}_changelist")
        row = get_fullest_row(model)
        if row is not None and page:
            yield f"{model.__name__} : fiche", reverse(f"{name}_change", args=[row])
        try:
            yield f"{model.__name__} : nouvelle", reverse(f"{name}_add")
        except NoReverseMatch:
            continue


def get_fullest_row(model: Any) -> Any:
    """Return the row with most hanging on it, where that is known, else the first."""
    relation = {Action: "locations", Partner: "involvements", Collectivity: "actions"}
    rows = model._base_manager.order_by("pk")
    if model in relation and hasattr(model, relation[model]):
        rows = rows.annotate(n=Count(relation[model])).order_by("-n", "pk")
    return rows.values_list("pk", flat=True).first()


ASKED: list[tuple[str, Any, dict[str, str]]] = [
    ("Action : recherche", Action, {"q": "eau potable"}),
    ("Action : recherche, deux lettres", Action, {"q": "ma"}),
    ("Action : dernière page", Action, {"p": "200"}),
    ("Action : à vérifier", Action, {"a_verifier": "oui"}),
    ("Action : sans point", Action, {"manque": "point"}),
    ("Action : sans photo", Action, {"manque": "photo"}),
    ("Action : modifiée par un import", Action, {"par": "import"}),
    ("Action : triée par chef de file", Action, {"o": "4"}),
    ("Accord : recherche", Agreement, {"q": "jumelage"}),
    ("Partenaire : recherche", Partner, {"q": "association"}),
    ("Partenaire : sans fiche", Partner, {"fiches": "sans"}),
    ("Collectivité : recherche", Collectivity, {"q": "saint"}),
    ("Collectivité : avec des fiches", Collectivity, {"fiches": "avec"}),
    ("Collectivité : modifiée par moi", Collectivity, {"par": "moi"}),
]
TYPED = [
    ("action", "lead", "saint"),
    ("location", "place", "san"),
    ("location", "country", "ni"),
    ("involvement", "partner", "asso"),
    ("action", "agreement", "jum"),
    ("collectivity", "epci", "cc"),
]
SEARCHED = ["saint", "eau potable", "an", "74010", "introuvable"]


def iter_cases() -> Iterator[tuple[str, str]]:
    """Return the name and address of each page that is timed."""
    yield from iter_admin_pages()
    for name, model, query in ASKED:
        listing = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        yield name, f"{reverse(listing)}?{urlencode(query)}"
    for model_name, field, term in TYPED:
        query = {
            "app_label": "cooperation",
            "model_name": model_name,
            "field_name": field,
            "term": term,
        }
        address = f"{reverse('admin:autocomplete')}?{urlencode(query)}"
        yield f"suggestion {model_name}.{field} « {term} »", address
    for term in SEARCHED:
        address = f"{reverse('admin:search')}?{urlencode({'q': term})}"
        yield f"recherche partout « {term} »", address
    yield "lieux de la carte « tera »", reverse("cooperation:points") + "?q=tera"


def measure_page(client: Client, name: str, address: str) -> StaffMeasure:
    """Time a page, once for its queries and then some times."""
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    asked = len(queries.captured_queries)
    times = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    return StaffMeasure(name, statistics.median(times), max(times), asked, status)


def build_report() -> str:
    """Return every measure as JSON."""
    logging.disable()
    client = log_in_staff()
    found = [measure_page(client, *case) for case in iter_cases()]
    found.append(measure_full_form(client))
    return json.dumps([one._asdict() for one in found if one.status != FORBIDDEN])


def measure_full_form(client: Client) -> StaffMeasure:
    """Time the form of an action with a hundred places and a hundred partners."""
    with transaction.atomic():
        action = Action.objects.order_by("pk")[0]
        Location.objects.bulk_create(
            Location(action=action, country_id="NE", label=f"Village {n}")
            for n in range(MANY)
        )
        Involvement.objects.bulk_create(
            Involvement(action=action, partner=partner, role=InvolvementRole.OPERATOR)
            for partner in Partner.objects.exclude(involvements__action=action)[:MANY]
        )
        address = reverse("admin:cooperation_action_change", args=[action.pk])
        found = measure_page(
            client, f"Action : fiche, {MANY} lieux et partenaires", address
        )
        transaction.set_rollback(True)
    return found
