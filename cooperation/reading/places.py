"""Where things are, in words."""

from cooperation.models import Country, Location, Place


def location_in_words(location: Location) -> str:
    """Give "Téra, Niger", or the country alone when no more is known."""
    if location.label:
        return f"{location.label}, {location.country.name}"
    return place_in_words(location.place, location.country)


def place_in_words(place: Place | None, country: Country | None) -> str:
    """Give "Téra, Niger", either alone, or nothing."""
    names = [place.name if place else "", country.name if country else ""]
    return ", ".join(name for name in names if name)
