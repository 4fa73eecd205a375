"""The lists of a report that are read rather than counted, as plain data."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cooperation.models import GlossaryTerm, Resource, Testimony
from surveys.reporting.directory import Taking
from surveys.reporting.words import Words, in_each, pair, same, translated

Card = dict[str, Any]
DEFINED = ("cooperation-decentralisee", "jumelage", "pacte-amitie")


def cards_of(data: dict[str, Any], taking: Taking) -> dict[str, Any]:
    """Return the lists that are not empty, by code: title and items."""
    found = {
        "definitions": (_("définitions"), definitions()),
        "saviez_vous": (_("le saviez-vous"), remarkable(data)),
        "portraits": (_("collectivités, avec leur portrait"), portraits(data)),
        "temoignages": (_("témoignages"), testimonies(taking)),
        "ressources": (_("ressources"), resources()),
    }
    return {
        code: {"title": translated(title), "items": items}
        for code, (title, items) in found.items()
        if items
    }


def card(title: Words, text: Words, **more: Any) -> Card:
    return {"title": title, "text": text, "url": "", "lines": [], **more}


def definitions() -> list[Card]:
    """Return the three kinds of agreement, as the glossary defines them."""
    known = {term.code: term for term in GlossaryTerm.objects.filter(code__in=DEFINED)}
    return [
        card(
            pair(known[code].name_fr, known[code].name_en),
            pair(known[code].definition_fr, known[code].definition_en),
            url=f"/glossaire/{code}/",
        )
        for code in DEFINED
        if code in known
    ]


def resources() -> list[Card]:
    rows = Resource.objects.published().order_by("level", "position", "name", "pk")
    return [
        card(
            same(row.name),
            same(row.description),
            url=row.url,
            lines=[in_each(row.get_level_display)],
        )
        for row in rows
    ]


def testimonies(taking: Taking) -> list[Card]:
    """Return published testimonies, attributed by function and never by name."""
    rows = Testimony.objects.published().filter(action__in=taking.action_keys)
    return [
        card(same(""), same(row.text), lines=[same(str(row))], is_quote=True)
        for row in rows.order_by("pk")
    ]


def portraits(data: dict[str, Any]) -> list[Card]:
    """Return the authorities with their counts and the URL of their portrait."""
    rows = data["lists"]["collectivites"]["rows"]
    known = data["terms"]["collectivity_kind"]
    return [
        card(
            same(row["title"]),
            same(""),
            url=row["url"],
            portrait=f"{row['url']}portrait.pdf",
            lines=[
                {
                    language: " · ".join(
                        filter(None, [kind[language], row["department"]])
                    )
                    for language in kind
                },
                counts(row),
            ],
        )
        for row in rows
        if (kind := known[row["collectivity_kind"]])
    ]


def counts(row: dict[str, Any]) -> Words:
    words = _("accords : %(agreements)s, actions : %(actions)s")
    numbers = {"agreements": row["n_agreements"], "actions": row["n_actions"]}
    return in_each(lambda: words % numbers)


def remarkable(data: dict[str, Any]) -> list[Card]:
    """Return highlights computed from the rows of the snapshot itself."""
    agreements = data["lists"]["accords"]["rows"]
    dated = [row for row in agreements if row["year"]]
    found = []
    if dated:
        first = min(row["year"] for row in dated)
        oldest = [row for row in dated if row["year"] == first]
        found.append(
            card(
                same(first),
                in_each(lambda: _("C’est l’année du plus ancien accord connu.")),
                url=oldest[0]["url"],
                lines=[same(oldest[0]["title"])],
            )
        )
    table = data["tables"].get("par_pays")
    if table:
        most = table["rows"][0]
        words = _("C’est le pays où l’on connaît le plus d’actions : %(n)s.")
        found.append(
            card(
                {key: capfirst(name) for key, name in most["label"].items()},
                in_each(lambda: words % {"n": most["value"]}),
                url=f"/pays/{most['code'].lower()}/",
            )
        )
    return found
