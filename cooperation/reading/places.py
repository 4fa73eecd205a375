"""Places as text."""

from cooperation.models import Country, Location, Place


def location_in_words(location: Location) -> str:
    """Return "Téra, Niger", or the country alone."""
    if location.label:
        return f"{location.label}, {location.country.name}"
    return place_in_words(location.place, location.country)


def place_in_words(place: Place | None, country: Country | None) -> str:
    """Return "Téra, Niger", either alone, or an empty text."""
    names = [place.name if place else "", country.name if country else ""]
    return ", ".join(name for name in names if name)
