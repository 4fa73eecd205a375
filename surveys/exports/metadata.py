"""The metadata of an export: a Data Package of the Frictionless standard, version 2."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.enums import ExportKind
from surveys.exports.tables import EXPORT_LIST_SEPARATOR, ExportField, ExportTable
from surveys.models import Wave

Descriptor = dict[str, Any]
PROFILES_URL = "https://datapackage.org/profiles/2.0/"


def render_datapackage(wave: Wave, kind: str, tables: Iterable[ExportTable]) -> str:
    described: Descriptor = {
        "$schema": f"{PROFILES_URL}datapackage.json",
        "name": f"{wave.slug}-{kind}".lower(),
        "title": f"{wave.name} – {ExportKind(kind).label}",
        "description": describe_answer_export(wave, kind),
        "version": f"{wave.questionnaire.version}.0.0",
        "created": timezone.now().isoformat(timespec="seconds"),
        "contributors": [{"title": "Cité de la Solidarité Internationale"}],
        "resources": [build_resource(table) for table in tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=2)


def describe_answer_export(wave: Wave, kind: str) -> str:
    """Return what the file holds, and how it was anonymised."""
    words = [wave.scope] if wave.scope else []
    if wave.is_demonstration:
        words.append(_("Démonstration : réponses inventées."))
    if kind == ExportKind.ANONYMOUS:
        words.append(
            _(
                "Anonymisé : ni nom, ni date, ni texte libre, ni question "
                "confidentielle, ni ce que l’annuaire dit aussi ; participations et "
                "coopérations sans lien entre elles, dans un ordre au hasard ; "
                "montants, nombres et années en classes ; ce que moins de cinq "
                "participations disent est regroupé (« regroupe »)."
            )
        )
    else:
        words.append(_("Nominatif et complet : à garder confidentiel."))
    return "\n\n".join(words)


def build_resource(table: ExportTable) -> Descriptor:
    return {
        "$schema": f"{PROFILES_URL}dataresource.json",
        "name": table.name,
        "type": "table",
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": f"{PROFILES_URL}tabledialect.json", "delimiter": ","},
        "schema": build_schema(table),
    }


def build_schema(table: ExportTable) -> Descriptor:
    described: Descriptor = {
        "$schema": f"{PROFILES_URL}tableschema.json",
        "fields": [build_field_descriptor(one) for one in table.fields],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    if table.foreign_keys:
        described["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": to, "fields": list(theirs)}}
            for own, (to, theirs) in table.foreign_keys.items()
        ]
    return described


def build_field_descriptor(one: ExportField) -> Descriptor:
    described: Descriptor = {"name": one.name, "type": one.kind}
    if one.title:
        described["title"] = one.title
    if one.kind == "list":
        described |= {"delimiter": EXPORT_LIST_SEPARATOR, "itemType": "string"}
    if one.kind == "boolean":
        described |= {"trueValues": ["oui"], "falseValues": ["non"]}
    limits: Descriptor = {"required": True} if one.is_required else {}
    if one.values:
        limits["enum"] = list(one.values)
    return described | ({"constraints": limits} if limits else {})
