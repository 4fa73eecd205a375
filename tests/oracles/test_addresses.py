"""Every route of the site is the one that it was, under the name that it had."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.oracles import frozen

TWIN = "[en/]"


def test_routes_are_those_that_were_frozen() -> None:
    lines = sorted(f"{path}\t{name}\n" for path, name in walk(get_resolver(), "", ()))
    assert len(lines) > 200
    frozen.compare({"routes.txt": "".join(lines)})


def walk(
    resolver: URLResolver, start: str, namespaces: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Return the pattern and the full name of each route under a resolver."""
    for entry in resolver.url_patterns:
        path = start + pattern_of(entry)
        if isinstance(entry, URLPattern):
            yield path, ":".join([*namespaces, entry.name or ""])
        else:
            below = (entry.namespace,) if entry.namespace else ()
            yield from walk(entry, path, namespaces + below)


def pattern_of(entry: URLPattern | URLResolver) -> str:
    """Return the pattern of an entry; the prefix of the English pages is marked."""
    if isinstance(entry.pattern, LocalePrefixPattern):
        return TWIN
    return str(entry.pattern)
