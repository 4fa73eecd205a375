"""The first text of a new report: its sections, with what the snapshot holds.

It is meant to be corrected; a section for which the snapshot holds nothing is hidden.
"""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from surveys.models import Report, ReportSection, SectionKind
from surveys.reports.snapshot_builder import SURVEY
from surveys.reports.snapshot_reader import SnapshotReader
from surveys.reports.survey_data import QUESTION_PREFIX
from surveys.reports.translations import build_translations

SECTION_TITLES = {
    SectionKind.OBJECTIVES: _("Pourquoi cet état des lieux"),
    SectionKind.METHOD: _("Comment il a été fait"),
    SectionKind.DEFINITIONS: _("De quoi parle-t-on"),
    SectionKind.KEY_FIGURES: _("Les chiffres clés"),
    SectionKind.MAP: _("Où agissent les collectivités"),
    SectionKind.DID_YOU_KNOW: _("Le saviez-vous ?"),
    SectionKind.STAKEHOLDERS: _("Avec qui"),
    SectionKind.WINDOWS: _("Avec quel argent"),
    SectionKind.BRAKES: _("Ce qui freine"),
    SectionKind.NEEDS: _("Besoins et perspectives"),
    SectionKind.CHANGES: _("Ce qui a changé"),
    SectionKind.PORTRAITS: _("Les collectivités, une à une"),
    SectionKind.TESTIMONIES: _("Ce qu’elles en disent"),
    SectionKind.RESOURCES: _("Vers qui se tourner"),
}
PURPOSE_TEXT = _(
    "Recenser les coopérations en cours, comprendre ce qui aide et ce qui freine, "
    "montrer ce qui se fait et rapprocher celles et ceux qui agissent."
)
METHOD_TEXT = _(
    "Les chiffres viennent de l’annuaire Passerelles, tel qu’il était le jour du "
    "relevé. Chacun mène aux lignes qu’il compte."
)
RESPONSE_TEXT = _(
    "{{chiffre:invitees}} collectivités ont été invitées ; {{chiffre:reponses}} ont "
    "répondu, soit {{chiffre:taux_reponse}}. Les réponses ne sont publiées que "
    "regroupées : un effectif inférieur à 5 n’est pas montré."
)
PLACEHOLDERS_BY_KIND = {
    SectionKind.MAP: ["{{carte:actions}}", "{{tableau:par_pays}}"],
    SectionKind.DEFINITIONS: ["{{liste:definitions}}"],
    SectionKind.DID_YOU_KNOW: ["{{liste:saviez_vous}}"],
    SectionKind.STAKEHOLDERS: ["{{tableau:partenaires_par_nature}}"],
    SectionKind.WINDOWS: [
        "{{tableau:par_guichet}}",
        "{{tableau:combinaisons}}",
        "{{tableau:montants_par_guichet}}",
    ],
    SectionKind.CHANGES: ["{{tableau:evolution}}"],
    SectionKind.PORTRAITS: ["{{liste:portraits}}"],
    SectionKind.TESTIMONIES: ["{{liste:temoignages}}"],
    SectionKind.RESOURCES: ["{{liste:ressources}}"],
}
KEY_FIGURE_CODES = [
    *("actions", "accords", "collectivites", "pays", "partenaires", "montant"),
    *("invitees", "reponses", "taux_reponse"),
]
# Which section shows a question: by its code, else by its page of the questionnaire.
KIND_BY_QUESTION = {
    "role": SectionKind.METHOD,
    "coop_types_partenaires": SectionKind.STAKEHOLDERS,
    "coop_guichets": SectionKind.WINDOWS,
    "reussite_raisons": SectionKind.NEEDS,
}
KIND_BY_PAGE = {
    "freins": SectionKind.BRAKES,
    "besoins": SectionKind.NEEDS,
    "perspectives": SectionKind.NEEDS,
}


def build_first_sections(report: Report, frozen: SnapshotReader) -> list[ReportSection]:
    return [
        build_section(report, frozen, SectionKind(kind), position)
        for position, kind in enumerate(SECTION_TITLES, start=1)
    ]


def build_section(
    report: Report, frozen: SnapshotReader, kind: SectionKind, position: int
) -> ReportSection:
    """Return one section, hidden if it has no text yet."""
    title = build_translations(lambda: SECTION_TITLES[kind])
    french, english = build_section_texts(frozen, kind)
    return ReportSection(
        report=report,
        kind=kind,
        position=position,
        title_fr=capfirst(title["fr"]),
        title_en=capfirst(title["en"]),
        prose_fr=french,
        prose_en=english,
        is_hidden=not french,
    )


def build_section_texts(frozen: SnapshotReader, kind: SectionKind) -> tuple[str, str]:
    """Return the first text of a section in French and in English."""
    marks = list(iter_placeholders(frozen, kind))
    opening = get_opening_text(frozen, kind)
    words = build_translations(lambda: opening) if opening else {"fr": "", "en": ""}
    first, second = (
        "\n\n".join(filter(None, [words[language], *marks]))
        for language in ("fr", "en")
    )
    return first, second


def get_opening_text(frozen: SnapshotReader, kind: SectionKind) -> object:
    if kind == SectionKind.OBJECTIVES:
        return PURPOSE_TEXT
    if kind == SectionKind.METHOD:
        return (
            RESPONSE_TEXT
            if "taux_reponse" in frozen.get_items("chiffre")
            else METHOD_TEXT
        )
    return ""


def iter_placeholders(frozen: SnapshotReader, kind: SectionKind) -> Iterator[str]:
    """Yield the placeholders of what the snapshot holds for a section."""
    if kind == SectionKind.KEY_FIGURES:
        known = [
            name for name in KEY_FIGURE_CODES if name in frozen.get_items("chiffre")
        ]
        if known:
            yield f"{{{{chiffres:{', '.join(known)}}}}}"
    for mark in PLACEHOLDERS_BY_KIND.get(kind, []):
        what, _colon, name = mark.strip("{}").partition(":")
        if frozen.get(what, name):
            yield mark
    yield from iter_question_placeholders(frozen, kind)


def iter_question_placeholders(
    frozen: SnapshotReader, kind: SectionKind
) -> Iterator[str]:
    """Yield the placeholders of the question tables of a section, but empty ones."""
    for code, table in frozen.get_items("tableau").items():
        is_told = any(row["value"] for row in table["rows"])
        if (
            table["source"] == SURVEY
            and is_told
            and get_table_section_kind(code, table) == kind
        ):
            yield f"{{{{tableau:{code}}}}}"


def get_table_section_kind(code: str, table: dict[str, str]) -> SectionKind | None:
    """Return the kind of section that shows a table of a wave by default, if any."""
    if code.startswith("evolution_"):
        return SectionKind.CHANGES
    question = (
        code.removeprefix(QUESTION_PREFIX) if code.startswith(QUESTION_PREFIX) else ""
    )
    return KIND_BY_QUESTION.get(question) or KIND_BY_PAGE.get(table.get("page", ""))
