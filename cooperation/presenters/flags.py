"""Flags of countries, beside their names: only those that the site brings along."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.templatetags.static import static

from cooperation.models import Country
from cooperation.presenters.card_rows import CountryRow
from cooperation.presenters.types import Flag

FOLDER = "vendor/flag-icons"


@cache
def list_flag_codes() -> frozenset[str]:
    """Return the codes, in lower case, of the countries whose flag is there."""
    folder = settings.BASE_DIR / "static" / FOLDER
    return frozenset(path.stem for path in folder.glob("*.svg"))


def build_flag(country: Country | CountryRow) -> Flag:
    """Return a country as a flag with its name; without picture if there is none."""
    code = country.iso2.lower()
    has_picture = code in list_flag_codes()
    url = static(f"{FOLDER}/{code}.svg") if has_picture else ""
    return Flag(country.name, url, country.iso2)


def build_flags(countries: Iterable[Country | CountryRow]) -> list[Flag]:
    return [build_flag(country) for country in dict.fromkeys(countries)]
