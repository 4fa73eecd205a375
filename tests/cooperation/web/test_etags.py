"""Anonymous pages are asked for again at the cost of one query, and never stale."""

from datetime import date

import brotli
import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Action, Country
from cooperation.views.base import PublicMixin, public_view
from cooperation.web.etags import get_public_version
from cooperation.web.page_cache import KeptPageMiddleware
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@public_view
def titles(_request: HttpRequest) -> HttpResponse:
    """Answer the titles of the published actions, and enough to be compressed."""
    found = Action.objects.published().values_list("title", flat=True)
    return HttpResponse(" ".join([*found, "." * 1000]))


def get(view=titles, path="/actions/", **headers):
    return KeptPageMiddleware(view)(RequestFactory().get(path, headers=headers))


def again(first, view=titles, path="/actions/", **headers):
    return get(view, path, **{"If-None-Match": first["ETag"]}, **headers)


def test_page_asked_again_is_not_modified_and_costs_one_query(
    django_assert_num_queries,
):
    first = get()

    with django_assert_num_queries(1):
        second = again(first)

    assert second.status_code == 304
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "public, no-cache"


CHANGES = {
    "created": lambda action: factories.ActionFactory(),
    "saved": lambda action: action.save(),
    "bulk update": lambda action: Action.objects.update(title="Autre"),
    "delete": lambda action: action.delete(),
    "bulk create": lambda action: Country.objects.bulk_create(
        [Country(iso2="ML", iso3="MLI", name_fr="Mali", name_en="Mali")]
    ),
    "many to many": lambda action: action.themes.add(factories.ThemeFactory()),
    "SQL": lambda action: connection.cursor().execute(
        "UPDATE cooperation_action SET title = 'Autre'"
    ),
    "draft": lambda action: factories.ActionFactory(draft=True),
}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_page_is_sent_again_after_a_change(change):
    action = factories.ActionFactory()
    first = get()

    change(action)

    second = again(first)
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_page_says_the_same_after_a_change_of_a_draft():
    draft = factories.ActionFactory(draft=True)
    first = get()

    Action.objects.filter(pk=draft.pk).update(title="Secret")

    assert again(first).content == first.content


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_version_stays_after_a_change_that_is_rolled_back():
    before = get_public_version()

    with transaction.atomic():
        factories.ActionFactory()
        transaction.set_rollback(True)

    assert get_public_version() == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_version_changes_when_a_transaction_commits_after_a_younger_one():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO passerelles_public_change VALUES (9000000000)")
        younger_committed = get_public_version()
        cursor.execute("INSERT INTO passerelles_public_change VALUES (8999999999)")

    assert get_public_version() != younger_committed


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_version_counts_an_equal_transaction_number_of_another_server():
    before = get_public_version()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO passerelles_public_change "
            "VALUES (pg_current_xact_id()::text::bigint, '2020-01-01')"
        )
        restored = get_public_version()
        factories.CountryFactory()

    assert len({before, restored, get_public_version()}) == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_rows_of_changes_are_removed_when_there_are_many():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO passerelles_public_change SELECT generate_series(1, 300)"
        )
        before = get_public_version()
        factories.CountryFactory()
        cursor.execute("SELECT count(*) FROM passerelles_public_change")
        (kept,) = cursor.fetchone()

    assert kept <= 2  # the sub-region and the country are two transactions
    assert get_public_version() != before


# What visitors write to staff, and staff's own tools, change no page.
NOT_PUBLIC = {
    "cooperation_errorreport",
    "cooperation_jobstop",
    "cooperation_preparedfile",
    "cooperation_exchangerate",
    "cooperation_importbatch",
    "cooperation_importchange",
    "cooperation_importline",
    "cooperation_importmapping",
    "cooperation_merge",
    "cooperation_linkcheck",
    "cooperation_relayedmessage",
    "cooperation_outgoingmail",
    "cooperation_refusedaddress",
    "cooperation_backuprun",
    "cooperation_periodicjob",
    "cooperation_requestcount",
    "cooperation_savedview",
    "cooperation_duplicatepair",
    "cooperation_duplicatesearch",
    "cooperation_yearlyupdaterun",
}
# The only tables of surveys that the public reads.
OF_REPORTS = {
    *("surveys_report", "surveys_reportsection", "surveys_reportimage"),
    "surveys_reportpartner",
    "surveys_snapshot",
}


def test_every_table_of_the_directory_is_watched():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname = 'passerelles_public_change'"
        )
        watched = {table for (table,) in cursor.fetchall()}
        tables = {
            table
            for table in connection.introspection.table_names(cursor)
            if table.startswith("cooperation_") and "historical" not in table
        }

    assert tables - NOT_PUBLIC | OF_REPORTS == watched


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/actions/?page=2", {}),
        ("/accords/", {}),
        ("/actions/", {"HX-Request": "true"}),
        ("/actions/", {"HX-Request": "true", "HX-Target": "results"}),
    ],
)
def test_another_address_or_another_part_is_another_page(path, headers):
    first = get()

    assert again(first, path=path, **headers).status_code == 200


def test_another_day_is_another_page(monkeypatch):
    first = get()

    monkeypatch.setattr(timezone, "localdate", lambda: date(2031, 1, 1))

    assert again(first).status_code == 200


def test_star_does_not_stand_for_the_page():
    assert get(**{"If-None-Match": "*"}).status_code == 200


def test_page_varies_by_what_decides_it_and_not_by_cookie():
    assert get()["Vary"] == "HX-Request, Accept-Encoding"


def test_visitor_with_a_session_gets_no_validator_and_nothing_compressed():
    request = RequestFactory().get("/actions/", headers={"Accept-Encoding": "br"})
    request.COOKIES["__Host-session"] = "a"

    response = titles(request)

    assert "ETag" not in response
    assert "Content-Encoding" not in response


def test_nothing_but_the_page_itself_carries_a_validator():
    @public_view
    def lost(_request):
        return HttpResponse("perdu", status=404)

    assert "ETag" not in get(lost)


def test_page_that_sets_a_cookie_is_not_shared():
    @public_view
    def baked(_request):
        response = HttpResponse("." * 1000)
        response.set_cookie("a", "b")
        return response

    response = get(baked, **{"Accept-Encoding": "br"})

    assert "ETag" not in response
    assert "Content-Encoding" not in response


def test_development_has_no_validators(settings):
    settings.DEBUG = True

    assert "ETag" not in get()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR; q=1.0", "br"),
        ("identity", None),
        ("", None),
        ("x-gzip-not, ;;;,", None),
    ],
)
def test_page_is_compressed_as_the_visitor_reads_it(accepted, encoding):
    response = get(**{"Accept-Encoding": accepted})

    assert response.get("Content-Encoding") == encoding


def test_compressed_page_says_the_same():
    plain = get().content

    assert brotli.decompress(get(**{"Accept-Encoding": "br"}).content) == plain


def test_compressed_page_is_kept_for_the_next_visitor(django_assert_num_queries):
    first = get(**{"Accept-Encoding": "br"})

    with django_assert_num_queries(1):
        second = get(**{"Accept-Encoding": "br"})

    assert second.content == first.content
    assert second.headers == first.headers


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_page_kept_is_not_sent_after_a_change():
    factories.ActionFactory(title="Avant")
    get(**{"Accept-Encoding": "br"})

    Action.objects.update(title="Après")

    body = brotli.decompress(get(**{"Accept-Encoding": "br"}).content).decode()
    assert body.startswith("Après")


def test_page_too_large_to_keep_is_still_compressed(monkeypatch):
    monkeypatch.setattr("cooperation.web.page_cache.MAX_CACHED_SIZE", 10)

    first = get(**{"Accept-Encoding": "gzip"})

    assert first["Content-Encoding"] == "gzip"
    assert len(caches["pages"]._cache) == 0


def test_small_page_goes_as_it_is():
    @public_view
    def small(_request):
        return HttpResponse("peu")

    assert "Content-Encoding" not in get(small, **{"Accept-Encoding": "br"})


class Page(PublicMixin):
    """A page with a template, rendered after the view returns."""

    def get(self, request):
        template = engines["django"].from_string("{{ n }}" + "." * 1000)
        return TemplateResponse(request, template, {"n": 12})


def test_class_based_page_is_open_validated_and_compressed():
    view = Page.as_view()

    response = get(view, **{"Accept-Encoding": "br"}).render()

    assert view.login_required is False
    assert brotli.decompress(response.content).startswith(b"12")
    assert again(response, view).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_public_pages_are_for_reading_only(method, caplog):
    request = getattr(RequestFactory(), method)("/actions/")

    assert titles(request).status_code == 405
    assert Page.as_view()(request).status_code == 405


def test_site_answers_304_to_an_anonymous_visitor(client):
    first = client.get(reverse("cooperation:about"))

    second = client.get(
        reverse("cooperation:about"), headers={"If-None-Match": first["ETag"]}
    )

    assert second.status_code == 304
    assert not second.cookies
    assert "Cookie" not in second["Vary"]


def test_site_answers_staff_in_full_and_in_private(staff_client):
    response = staff_client.get(
        reverse("cooperation:about"), headers={"Accept-Encoding": "br"}
    )

    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert "Content-Encoding" not in response


def test_a_kept_page_passes_no_other_middleware_and_costs_one_query(
    client, django_assert_num_queries, monkeypatch
):
    headers = {"Accept-Encoding": "br"}
    first = client.get(reverse("cooperation:about"), headers=headers)
    monkeypatch.setattr(
        "django.middleware.common.CommonMiddleware.process_request",
        lambda *_arguments: pytest.fail("not kept"),
    )

    with django_assert_num_queries(1):
        second = client.get(reverse("cooperation:about"), headers=headers)

    own = {"X-Request-ID": ""}
    assert dict(second.headers) | own == dict(first.headers) | own
    assert "Content-Security-Policy" in second.headers
    assert second.content == first.content


def test_another_host_or_language_does_not_get_a_kept_page(client):
    headers = {"Accept-Encoding": "br"}
    french = client.get(reverse("cooperation:about"), headers=headers)

    foreign = client.get(
        reverse("cooperation:about"), headers=headers | {"Host": "ailleurs.example"}
    )
    english = client.get(f"/en{reverse('cooperation:about')}", headers=headers)

    assert foreign.status_code == 400
    assert english["ETag"] != french["ETag"]
    assert english["Content-Language"] == "en"
