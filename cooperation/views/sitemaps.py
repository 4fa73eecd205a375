"""The sitemaps of public pages, in each language."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from cooperation.models import Action, Agreement, Collectivity, Country, Partner

PAGES = [
    *("home", "action_list", "map", "agreement_list", "collectivity_list"),
    *("partner_list", "country_list", "figures", "funding_list", "resource_list"),
    *("about", "legal", "accessibility", "privacy"),
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
        return PAGES

    def location(self, item: str) -> str:
        return reverse(f"cooperation:{item}")


class SheetSitemap(PublicSitemap):
    """Published entries, with the date of their last change."""

    sheets: ClassVar[Any]

    def items(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.sheets.objects.published()
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Any) -> Any:
        return item.updated_at


class ActionSitemap(SheetSitemap):
    sheets = Action


class AgreementSitemap(SheetSitemap):
    sheets = Agreement


class PartnerSitemap(SheetSitemap):
    sheets = Partner


class CollectivitySitemap(PublicSitemap):
    """Authorities that are active abroad."""

    def items(self) -> QuerySet[Collectivity]:
        rows: QuerySet[Collectivity] = Collectivity.objects.acting()
        return rows.only("slug").order_by("pk")


class CountrySitemap(PublicSitemap):
    """Countries of a published action or agreement."""

    def items(self) -> QuerySet[Country]:
        return Country.objects.present().only("iso2").order_by("pk")


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "pages": PageSitemap,
    "actions": ActionSitemap,
    "accords": AgreementSitemap,
    "collectivites": CollectivitySitemap,
    "partenaires": PartnerSitemap,
    "pays": CountrySitemap,
}
