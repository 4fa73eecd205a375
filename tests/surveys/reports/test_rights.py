"""Who may read and write reports: every role on every route.

A new route without a row here fails. What is forbidden writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from surveys import report_staff_urls, report_urls
from surveys.models import (
    Report,
    ReportImage,
    ReportPartner,
    ReportSection,
    ReviewLink,
    Snapshot,
)
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ReportImageFactory, ReportPartnerFactory
from tests.surveys.reports.build import begun, published

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

ROLES = (
    *("anonymous", "agent", "staff", "without_factor", "reader", "writer", "superuser"),
)
WRITERS = ("writer", "superuser")
LOGIN, MOVED, FORBIDDEN, ABSENT, OK, WRONG = "login", "moved", 403, 404, 200, 400
GONE = 410  # a link to a draft that was never made; tests of reviews make some


def client_of(role: str) -> Client:
    """Log somebody in; staff with their second factor, but for one."""
    client = Client()
    if role == "anonymous":
        return client
    person = factories.UserFactory(
        staff=role != "agent", is_superuser=role == "superuser"
    )
    if role in ("writer", "without_factor"):
        person.user_permissions.add(Permission.objects.get(codename="change_report"))
    if role == "reader":
        person.user_permissions.add(Permission.objects.get(codename="view_report"))
    if role in ("agent", "without_factor"):
        client.force_login(person)
        return client
    return log_in_with_second_factor(client, person)


@dataclass(frozen=True)
class Attempt:
    """A request, and what those who write, the others and strangers are answered."""

    route: str
    where: Callable[[], list[Any]]
    writers: Any = OK
    others: Any = FORBIDDEN
    strangers: Any = LOGIN
    data: dict[str, Any] | None = None
    is_readable: bool = False


def draft() -> list[Any]:
    return ["brouillon"]


def public() -> list[Any]:
    return ["public"]


def section() -> list[Any]:
    return ["brouillon", ReportSection.objects.filter(report__slug="brouillon")[0].pk]


def logo(slug: str) -> list[Any]:
    return [slug, ReportPartner.objects.get(report__slug=slug).pk]


def picture() -> list[Any]:
    return ["brouillon", "mairie"]


def reading(route: str, *more: Any) -> list[Attempt]:
    """Return what a public route answers: a draft is for who writes."""
    route = f"reports:{route}"
    return [
        Attempt(route, lambda: [*public(), *more], OK, OK, OK),
        Attempt(route, lambda: [*draft(), *more], OK, ABSENT, ABSENT, is_readable=True),
    ]


ATTEMPTS = [
    Attempt("reports:list", list, OK, OK, OK),
    *reading("report"),
    *reading("pdf"),
    *reading("summary"),
    *reading("poster"),
    Attempt("reports:logo", lambda: logo("public"), OK, OK, OK),
    Attempt(
        "reports:logo", lambda: logo("brouillon"), OK, ABSENT, ABSENT, is_readable=True
    ),
    *reading("csv"),
    *reading("docx"),
    *reading("figure", "actions"),
    *reading("figure_csv", "actions"),
    *reading("figure_svg", "par_pays"),
    *reading("figure_png", "par_pays"),
    *reading("map_links"),
    *reading("map_svg"),
    *reading("map_png"),
    *reading("image", "mairie"),
    Attempt("report_editing:drafts", list, is_readable=True),
    Attempt("report_editing:new", list),
    Attempt("report_editing:new", list, WRONG, data={"title_fr": "Forgé"}),
    Attempt("report_editing:shipped_reports", list, MOVED, data={}),
    Attempt("report_editing:write", draft),
    Attempt(
        "report_editing:write",
        draft,
        MOVED,
        data={"geste": "publier", "publication": "publiee"},
    ),
    Attempt("report_editing:describe", draft),
    Attempt("report_editing:describe", draft, WRONG, data={"title_fr": "Forgé"}),
    Attempt("report_editing:partners", draft),
    Attempt("report_editing:partners", draft, WRONG, data={"partenaire-0-name": "X"}),
    Attempt("report_editing:section", section),
    Attempt(
        "report_editing:section", section, WRONG, data={"prose_fr": "{{chiffre:forge}}"}
    ),
    Attempt("report_editing:images", draft),
    Attempt("report_editing:images", draft, WRONG, data={"alt_fr": "Forgé"}),
    Attempt("report_editing:image", picture),
    Attempt("report_editing:image", picture, WRONG, data={"alt_fr": ""}),
    Attempt("report_editing:texts", draft, ABSENT),
    Attempt("report_editing:texts", draft, MOVED, data={}),
    Attempt("report_editing:reviews", draft),
    Attempt("report_editing:reviews", draft, WRONG, data={"reader": "Forgé"}),
    *(
        Attempt(
            f"reports:review_{route}",
            partial(list, ["inconnu", *more]),
            GONE,
            GONE,
            GONE,
        )
        for route, more in (
            *((name, ()) for name in ("report", "pdf", "csv", "docx")),
            *((name, ()) for name in ("summary", "poster", "map_svg", "map_png")),
            ("image", ("mairie",)),
            ("logo", (1,)),
            ("figure", ("actions",)),
            ("figure_csv", ("actions",)),
            ("figure_svg", ("par_pays",)),
            ("figure_png", ("par_pays",)),
        )
    ),
    Attempt("report_editing:preview", section, data={"prose_fr": "Forgé"}),
]


@pytest.fixture
def world() -> None:
    """A published report and a draft, over one action."""
    factories.LocationFactory()
    factories.LocationFactory(country=factories.CountryFactory(iso2="ML"))
    for report in (published(slug="public"), begun(slug="brouillon")):
        ReportImageFactory(report=report)
        ReportPartnerFactory(report=report)


def written() -> tuple[Any, ...]:
    """Return all that a forbidden attempt might have changed."""
    return (
        sorted(Report.objects.values_list("title_fr", "publication")),
        sorted(ReportSection.objects.values_list("pk", "prose_fr", "position")),
        Snapshot.objects.count(),
        sorted(ReportPartner.objects.values_list("report", "name")),
        ReviewLink.objects.count(),
        sorted(ReportImage.objects.values_list("alt_fr", flat=True)),
    )


def test_every_route_of_reports_is_in_the_matrix() -> None:
    names = {
        f"{routes.app_name}:{entry.name}"
        for routes in (report_urls, report_staff_urls)
        for entry in routes.urlpatterns
    }
    assert names == {attempt.route for attempt in ATTEMPTS}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_it_may(world: None, role: str) -> None:
    client = client_of(role)
    for attempt in ATTEMPTS:
        before = written()
        address = reverse(attempt.route, args=attempt.where())
        answer = (
            client.get(address)
            if attempt.data is None
            else client.post(address, attempt.data)
        )
        if answer.streaming:
            answer.getvalue()
        is_allowed = role in WRITERS or (role == "reader" and attempt.is_readable)
        expected = attempt.writers if is_allowed else attempt.others
        expected = attempt.strangers if role == "anonymous" else expected
        if expected in (LOGIN, MOVED):
            leads_to_login = answer.get("Location", "").startswith("/compte/login/")
            assert answer.status_code == 302, (attempt, answer.status_code)
            assert leads_to_login is (expected == LOGIN), attempt
        else:
            assert answer.status_code == expected, (attempt, answer.status_code)
        if expected in (LOGIN, FORBIDDEN, ABSENT):
            assert written() == before, attempt


def test_pages_of_staff_are_never_kept(world: None) -> None:
    client = client_of("writer")
    for address in ("/gestion/etats-des-lieux/", "/etats-des-lieux/brouillon/"):
        answer = client.get(address)
        assert "private" in answer["Cache-Control"]
        assert "ETag" not in answer
