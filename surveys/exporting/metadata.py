"""The metadata of an export: a Data Package of the Frictionless standard, version 2."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.enums import ExportKind
from surveys.exporting.sheets import BETWEEN, Field, Sheet
from surveys.models import Wave

PROFILES = "https://datapackage.org/profiles/2.0/"


def datapackage(wave: Wave, kind: str, sheets: Iterable[Sheet]) -> str:
    described: dict[str, Any] = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": f"{wave.slug}-{kind}".lower(),
        "title": f"{wave.name} – {ExportKind(kind).label}",
        "description": about(wave, kind),
        "version": f"{wave.questionnaire.version}.0.0",
        "created": timezone.now().isoformat(timespec="seconds"),
        "contributors": [{"title": "Cité de la Solidarité Internationale"}],
        "resources": [resource(sheet) for sheet in sheets],
    }
    return json.dumps(described, ensure_ascii=False, indent=2)


def about(wave: Wave, kind: str) -> str:
    """Return what the file holds, and how it was anonymised."""
    words = [wave.scope] if wave.scope else []
    if wave.is_demonstration:
        words.append(_("Démonstration : réponses inventées."))
    if kind == ExportKind.ANONYMOUS:
        words.append(
            _(
                "Anonymisé : ni nom, ni date, ni texte libre, ni question "
                "confidentielle ; lignes dans un ordre au hasard ; montants, nombres "
                "et années en classes ; valeurs, natures et départements de moins de "
                "cinq participations regroupés (« regroupe »)."
            )
        )
    else:
        words.append(_("Nominatif et complet : à garder confidentiel."))
    return "\n\n".join(words)


def resource(sheet: Sheet) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}dataresource.json",
        "name": sheet.name,
        "type": "table",
        "title": sheet.title,
        "path": f"{sheet.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": f"{PROFILES}tabledialect.json", "delimiter": ","},
        "schema": schema(sheet),
    }


def schema(sheet: Sheet) -> dict[str, Any]:
    described: dict[str, Any] = {
        "$schema": f"{PROFILES}tableschema.json",
        "fields": [field(one) for one in sheet.fields],
        "missingValues": [""],
    }
    if sheet.key:
        described["primaryKey"] = list(sheet.key)
    if sheet.refers:
        described["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": to, "fields": list(theirs)}}
            for own, (to, theirs) in sheet.refers.items()
        ]
    return described


def field(one: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "type": one.kind}
    if one.title:
        described["title"] = one.title
    if one.kind == "list":
        described |= {"delimiter": BETWEEN, "itemType": "string"}
    if one.kind == "boolean":
        described |= {"trueValues": ["oui"], "falseValues": ["non"]}
    limits: dict[str, Any] = {"required": True} if one.is_required else {}
    if one.values:
        limits["enum"] = list(one.values)
    return described | ({"constraints": limits} if limits else {})
