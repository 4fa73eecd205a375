"""What search engines may read, in each language."""

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
    """Addresses of the site, whatever the host that was asked."""

    i18n = True
    alternates = True
    limit = 5_000

    @property
    def protocol(self) -> str:  # type: ignore[override]
        """The scheme of the site's own address."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """Give the host of the site's own address."""
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(PublicSitemap):
    """Lists and texts."""

    def items(self) -> list[str]:
        """Give the routes."""
        return PAGES

    def location(self, item: str) -> str:
        """Give the address of a route."""
        return reverse(f"cooperation:{item}")


class SheetSitemap(PublicSitemap):
    """Published sheets, with the day of their last change."""

    sheets: ClassVar[Any]

    def items(self) -> QuerySet[Any]:
        """Give the published rows."""
        rows: QuerySet[Any] = self.sheets.objects.published()
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Any) -> Any:
        """Give when a row last changed."""
        return item.updated_at


class ActionSitemap(SheetSitemap):
    """Actions."""

    sheets = Action


class AgreementSitemap(SheetSitemap):
    """Agreements."""

    sheets = Agreement


class PartnerSitemap(SheetSitemap):
    """Partners that the public may know."""

    sheets = Partner


class CollectivitySitemap(PublicSitemap):
    """Authorities that act."""

    def items(self) -> QuerySet[Collectivity]:
        """Give those that something published names."""
        rows: QuerySet[Collectivity] = Collectivity.objects.acting()
        return rows.only("slug").order_by("pk")


class CountrySitemap(PublicSitemap):
    """Countries where something happens."""

    def items(self) -> QuerySet[Country]:
        """Give those that something published names."""
        return Country.objects.present().only("iso2").order_by("pk")


SITEMAPS: dict[str, type[PublicSitemap]] = {
    "pages": PageSitemap,
    "actions": ActionSitemap,
    "accords": AgreementSitemap,
    "collectivites": CollectivitySitemap,
    "partenaires": PartnerSitemap,
    "pays": CountrySitemap,
}
