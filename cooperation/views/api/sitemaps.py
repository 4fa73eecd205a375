"""The sitemaps of public pages, in each language."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    GuidedStory,
    Partner,
)

PAGE_ROUTES = [
    *("home", "action_list", "map", "agreement_list", "collectivity_list"),
    *("partner_list", "country_list", "figures", "funding_list", "resource_list"),
    *("guided_story_list", "about", "legal", "accessibility", "privacy"),
]


class PublicSitemap(Sitemap):  # type: ignore[type-arg]
    """A sitemap with the site's own host, whatever host was requested."""

    i18n = True
    alternates = True
    limit = 5_000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(PublicSitemap):
    def items(self) -> list[str]:
        return PAGE_ROUTES

    def location(self, item: str) -> str:
        return reverse(f"cooperation:{item}")


class EntrySitemap(PublicSitemap):
    """Published entries, with the date of their last change."""

    entry_model: ClassVar[Any]

    def items(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.entry_model.objects.published()
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Any) -> Any:
        return item.updated_at


class ActionSitemap(EntrySitemap):
    entry_model = Action


class AgreementSitemap(EntrySitemap):
    entry_model = Agreement


class PartnerSitemap(EntrySitemap):
    entry_model = Partner


class GuidedStorySitemap(EntrySitemap):
    entry_model = GuidedStory


class CollectivitySitemap(PublicSitemap):
    """Authorities that are active abroad."""

    def items(self) -> QuerySet[Collectivity]:
        rows: QuerySet[Collectivity] = Collectivity.objects.with_published_entries()
        return rows.only("slug").order_by("pk")


class CountrySitemap(PublicSitemap):
    """Countries of a published action or agreement."""

    def items(self) -> QuerySet[Country]:
        return Country.objects.with_published_entries().only("iso2").order_by("pk")


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "pages": PageSitemap,
    "actions": ActionSitemap,
    "accords": AgreementSitemap,
    "collectivites": CollectivitySitemap,
    "partenaires": PartnerSitemap,
    "pays": CountrySitemap,
    "recits": GuidedStorySitemap,
}
