"""How often a client may ask for what costs something, or could be guessed."""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured


class Throttle(NamedTuple):
    """At most ``most`` attempts in so many seconds; 0 is no limit."""

    most: int
    seconds: int


MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
# By client, unless said otherwise. A town hall may have one address for all.
THROTTLES = {
    "search": Throttle(300, MINUTE),  # pages of lists, maps and figures that are made
    "exports": Throttle(60, 10 * MINUTE),
    "prints": Throttle(120, 10 * MINUTE),  # PDF files and pictures of entries
    "forms": Throttle(5, HOUR),  # messages and error reports
    "contact": Throttle(20, DAY),  # messages, by authority that receives them
    "access_requests": Throttle(10, HOUR),
    "acknowledgements": Throttle(3, DAY),  # of access requests, by address
    "unknown_accounts": Throttle(2, DAY),  # mails to an address without an account
    "unknown_links": Throttle(30, HOUR),  # personal links that are guessed
    "saves": Throttle(1_500, HOUR),  # pages of a questionnaire, by personal link
    "forwards": Throttle(10, HOUR),  # personal links, by participation
}


def read_throttles(items: list[str]) -> dict[str, Throttle]:
    """Return the limits, some of them changed: "search=600/60", "exports=0/600"."""
    changed = {}
    for item in items:
        name, _equals, rate = item.strip().partition("=")
        most, _slash, seconds = rate.partition("/")
        if name not in THROTTLES or not (most.isdecimal() and seconds.isdecimal()):
            raise ImproperlyConfigured(
                f"THROTTLES: {item!r} is not NAME=NUMBER/SECONDS with a name of "
                f"{', '.join(THROTTLES)}."
            )
        changed[name] = Throttle(int(most), int(seconds))
    return THROTTLES | changed
