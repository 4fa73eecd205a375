"""Places as text."""

from typing import Any

from cooperation.models import Agreement, Country, Location, Place
from cooperation.presenters.card_rows import (
    AgreementRow,
    CountryRow,
    LocationRow,
    PlaceRow,
)


def format_location(location: Location | LocationRow) -> str:
    """Return "Téra, Niger", or the country alone."""
    if location.label:
        return f"{location.label}, {location.country.name}"
    return format_place(location.place, location.country)


def format_place(
    place: Place | PlaceRow | None, country: Country | CountryRow | None
) -> str:
    """Return "Téra, Niger", either alone, or an empty text."""
    names = [place.name if place else "", country.name if country else ""]
    return ", ".join(name for name in names if name)


def list_agreement_places(agreement: Agreement | AgreementRow) -> list[str]:
    """Return the main place of an agreement, then its other places, as text."""
    main = format_place(agreement.place, agreement.country)
    others = [format_place(place, place.country) for place in agreement.places.all()]
    return [text for text in (main, *others) if text]


def list_agreement_countries(agreement: Agreement | AgreementRow) -> list[Any]:
    """Return the countries of the places of an agreement, its own first."""
    others = [place.country for place in agreement.places.all()]
    return [agreement.country, *others] if agreement.country else others
