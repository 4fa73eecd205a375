"""Routes of the whole site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path

from config import health, metrics, wellknown
from config.demo import gallery, mailbox
from config.former_addresses import FORMER_ADDRESSES
from cooperation.views.api.sitemaps import SITEMAPS
from surveys.views.public.sitemaps import REPORT_SITEMAPS

ALL_SITEMAPS = SITEMAPS | REPORT_SITEMAPS

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.show_metrics, name="metrics"),
    path("robots.txt", wellknown.robots_txt, name="robots"),
    path(
        "sitemap.xml",
        login_not_required(sitemaps.index),
        {"sitemaps": ALL_SITEMAPS, "sitemap_url_name": "sitemap_part"},
        name="sitemap",
    ),
    path(
        "sitemap-<str:section>.xml",
        login_not_required(sitemaps.sitemap),
        {"sitemaps": ALL_SITEMAPS},
        name="sitemap_part",
    ),
    path("favicon.ico", wellknown.redirect_favicon, name="favicon"),
    path(".well-known/security.txt", wellknown.security_txt, name="security_txt"),
    path("demo/courriels/", mailbox.show_outbox, name="outbox"),
    *FORMER_ADDRESSES,
    path("gestion/", include("accounts.staff_urls")),
    path("gestion/enquetes/", include("surveys.staff_urls")),
    path("gestion/etats-des-lieux/", include("surveys.report_staff_urls")),
    path("gestion/", admin.site.urls),
    *i18n_patterns(
        path("", include("cooperation.urls")),
        path("", include("accounts.urls")),
        path("", include("surveys.urls")),
        path("", include("surveys.report_urls")),
        path("compte/", include("allauth.urls")),
        path("composants/", gallery.show_components, name="components"),
        prefix_default_language=False,
    ),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"
