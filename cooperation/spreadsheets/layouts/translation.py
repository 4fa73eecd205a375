"""Rows of a flat table, translated to rows of our worksheets.

An agreement is not an action: a row is an agreement with its events, or a project; a
row of an agreement that holds an amount or a funding window is also an action under
it, titled for what is done.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from cooperation.columns.specs import LIST_SEPARATOR
from cooperation.enums import ActionStatus, AgreementEventKind, FundingKind
from cooperation.models.slugs import slugify_name
from cooperation.spreadsheets.layouts.columns import FlatLayout
from cooperation.spreadsheets.layouts.reader import (
    ACTIONS,
    AGREEMENTS,
    EVENTS,
    FlatCell,
    FlatRowReader,
    TranslatedRow,
    WorksheetRow,
)
from cooperation.spreadsheets.layouts.titles import build_action_title, remove_brackets
from cooperation.spreadsheets.layouts.words import (
    AMOUNT_OF_ALL,
    APART_AMOUNTS,
    AUTHORITY_KINDS,
    PARTIAL_AMOUNTS,
    TOTAL_AMOUNTS,
    YEARLY_AMOUNTS,
    format_authority,
    name_sources,
)
from cooperation.text import normalize

COUNTERPART_KIND = "collectivité étrangère"
MAX_REFERENCE_LENGTH = 100
MAX_SUMMARY_LENGTH = 300
# Cells that agreements and actions take as they are, by our code.
SHARED_CELLS = {"pays": "country", "odd": "goals", "incertitude": "uncertainty"}
TEXT_CELLS = {"description": "description", "resultats": "results"}


def translate_row(layout: FlatLayout, row: Mapping[str, str]) -> TranslatedRow:
    """Return what a flat row makes; nothing if it is refused, with the reason."""
    translator = RowTranslator(layout, row)
    translator.check()
    if not translator.result.is_refused:
        translator.translate()
    return translator.result


class RowTranslator(FlatRowReader):
    """Makes the rows of worksheets of one row of a flat table."""

    def check(self) -> None:
        """Refuse a row whose kind, authority, partner or title is missing."""
        if not self.kind:
            reason = _(
                "type de lien inconnu : écrivez « jumelage », « coopération "
                "décentralisée », « pacte d’amitié », « autre accord » ou « projet »"
            )
            self.remark("kind", reason, is_refusal=True)
        needed = ["lead", "title"] if self.is_project else ["lead", "partner"]
        for code in needed:
            if not self.text(code):
                self.remark(code, _("à renseigner"), is_refusal=True)

    def translate(self) -> None:
        said = normalize(self.text("lead_kind"))
        if said and said not in AUTHORITY_KINDS:
            self.remark("lead_kind", _("nature de collectivité inconnue : laissée"))
        if len(self.names("lead")) > 1:
            reason = _("plusieurs collectivités : la première est retenue en tête")
            self.remark("lead", reason)
        rows = self.result.worksheets
        if self.is_project:
            rows[ACTIONS].append(self.make_project())
            return
        rows[AGREEMENTS].append(self.make_agreement())
        rows[EVENTS].extend(self.make_events())
        if self.windows or self.text("amount"):
            rows[ACTIONS].append(self.make_action())

    def make_agreement(self) -> WorksheetRow:
        """Return the agreement; its first place is that of its first partner."""
        first, *others = self.counterparts
        place, *places = self.places
        return keep_filled(
            {
                "reference": self.cell("entry"),
                "titre": self.title_cell(),
                "type": self.cell("kind", self.kind),
                "partenaire": self.cell("partner", first),
                "lieu": self.place_cell([place]),
                "autres_lieux": self.place_cell(places),
                "autres_partenaires": self.partners_cell(others),
                **self.make_authorities(
                    "collectivite", "autres_signataires", "collectivite_code"
                ),
                **self.make_texts(),
                **self.make_shared_cells(),
            }
        )

    def make_project(self) -> WorksheetRow:
        """Return the action of a project, under its agreement if the row names one."""
        return keep_filled(
            {
                "reference": self.cell("entry"),
                "titre": self.cell("title"),
                "accord": self.cell("agreement"),
                **self.make_texts(),
                **self.make_action_cells(),
            }
        )

    def make_action(self) -> WorksheetRow:
        """Return the action that the money of an agreement's row implies."""
        title = build_action_title(self.themes, self.windows, self.counterparts)
        column = self.layout.get_column("windows" if self.windows else "amount")
        return keep_filled(
            {
                "titre": FlatCell(title, column),
                "accord": self.title_cell(),
                **self.make_action_cells(),
            }
        )

    def make_action_cells(self) -> WorksheetRow:
        return {
            "etat": self.cell("status", self.status) if self.status else NO_CELL,
            "annee_debut": self.cell("start"),
            "annee_fin": self.cell("end"),
            "lieux": self.place_cell(self.places),
            "partenaires": self.partners_cell(self.counterparts),
            **self.make_authorities(
                "chef_de_file", "autres_collectivites", "chef_de_file_code"
            ),
            **self.make_money(),
            **self.make_shared_cells(),
        }

    def make_events(self) -> list[WorksheetRow]:
        """Return what happened to the agreement; its status is replayed from it.

        A source that does not say the status leaves "no recent news". An end that was
        announced for an agreement still alive is no event: it is said beside the
        signature.
        """
        start, end, _others = self.years
        events = []
        is_alive = self.status == ActionStatus.ACTIVE
        if start or is_alive:
            signed = self.make_event("start", AgreementEventKind.SIGNED, start)
            if is_alive and end:
                note = _("Jusqu’en %s, selon la source.") % end
                signed["precision"] = self.cell("end", note)
            events.append(signed)
        if self.status == ActionStatus.ENDED or (end and not self.is_status_said):
            return [*events, self.make_event("end", AgreementEventKind.ENDED, end)]
        if end and not is_alive:
            self.remark("end", _("l’accord n’est pas dit terminé : laissée"))
        if self.status == ActionStatus.SUSPENDED:
            events.append(self.make_event("status", AgreementEventKind.DORMANT, None))
        elif not self.is_status_said:
            events.append(self.make_event("status", AgreementEventKind.NO_NEWS, None))
        return events

    def make_event(
        self, code: str, kind: AgreementEventKind, year: int | None
    ) -> WorksheetRow:
        column = self.layout.get_column(code, "status", "start", "kind")
        return keep_filled(
            {
                "accord": self.title_cell(),
                "evenement": FlatCell(kind.value, column),
                "annee": FlatCell(str(year or ""), column),
                "jour": FlatCell(self.signing_day if code == "start" else "", column),
            }
        )

    # Cells ---------------------------------------------------------------------------

    def title_cell(self) -> FlatCell:
        return FlatCell(self.title, self.layout.get_column("title", "lead"))

    @property
    def places(self) -> list[str]:
        """The places that the row names, or else the towns of its partners."""
        return self.names("places") or [*map(remove_brackets, self.counterparts)]

    def place_cell(self, places: list[str]) -> FlatCell:
        code = "places" if self.names("places") else "partner"
        column = self.layout.get_column(code, "partner")
        return FlatCell(LIST_SEPARATOR.join(places), column, is_optional=True)

    def make_authorities(self, lead: str, others: str, code: str) -> WorksheetRow:
        """Return the cells of the first French authority and of the others."""
        first, *rest = self.leads
        name = format_authority(first, self.text("lead_kind"), self.text("department"))
        known = "insee" if self.text("insee") else "siren"
        column = "others" if self.names("others") else "lead"
        return {
            lead: self.cell("lead", name),
            code: self.cell(known),
            others: FlatCell(
                LIST_SEPARATOR.join(dict.fromkeys(rest)),
                self.layout.get_column(column),
            ),
        }

    def partners_cell(self, counterparts: list[str]) -> FlatCell:
        """Return the partners, after the foreign authorities that are named too."""
        named = [
            f"{remove_brackets(name)} ({COUNTERPART_KIND})" for name in counterparts
        ]
        code = "partners" if self.names("partners") else "partner"
        text = LIST_SEPARATOR.join([*named, *self.names("partners")])
        return FlatCell(text, self.layout.get_column(code))

    def make_texts(self) -> WorksheetRow:
        """Return summary, description and results; a long summary is a description."""
        cells = {name: self.cell(code) for name, code in TEXT_CELLS.items()}
        summary = self.cell("summary")
        if len(summary.text) <= MAX_SUMMARY_LENGTH:
            return cells | {"resume": summary}
        self.remark("summary", _("plus de 300 caractères : mis dans la description"))
        whole = "\n\n".join(filter(None, [summary.text, cells["description"].text]))
        return cells | {"description": FlatCell(whole, summary.column)}

    def make_shared_cells(self) -> WorksheetRow:
        cells = {name: self.cell(code) for name, code in SHARED_CELLS.items()}
        themes = FlatCell(
            LIST_SEPARATOR.join(self.themes),
            self.layout.get_column("atlas_theme", "themes"),
        )
        return {**cells, "themes": themes, **self.make_source()}

    def make_source(self) -> WorksheetRow:
        """Return the source's name, page and identifier; other pages in the note."""
        name, url = self.text("source_name"), self.text("source_url")
        if not url and name.startswith(("http://", "https://")):
            name, url = "", name
        others = [one for one in self.text("other_sources").split(" | ") if one]
        column = self.layout.get_column("source_url", "source_name")
        return {
            "source": FlatCell(name_sources(name, url, others), column),
            "source_url": FlatCell(url, column),
            "source_reference": self.cell("id", self.make_reference()),
            "source_note": self.cell("note", self.make_note(others)),
        }

    def make_reference(self) -> str:
        """Return the identifier by which the entry is recognised the next time.

        An identifier of a source that several rows share is told apart by the names.
        """
        names = slugify_name(f"{self.leads[0]} {', '.join(self.counterparts)}")
        if self.layout.defaults:
            code = self.text("insee")
            own = slugify_name(", ".join(self.counterparts))
            return f"wikidata/{code}/{own}"[:MAX_REFERENCE_LENGTH]
        if normalize(self.layout.get_column("id")) == "source id":
            return f"{self.text('id')}/{names}"[:MAX_REFERENCE_LENGTH]
        return self.text("id")

    def make_note(self, others: list[str]) -> str:
        """Return what staff may want to know of the sources."""
        year = self.text("amount_year") if self.text("amount") else ""
        notes = [
            self.text("note"),
            _("Montant donné par la source pour %s.") % year if year else "",
            _("Site : %s") % self.text("website") if self.text("website") else "",
            _("Autres sources : %s") % " ; ".join(others) if others else "",
        ]
        return "\n".join(filter(None, notes))

    def make_money(self) -> WorksheetRow:
        """Return the windows, and the amount as budget or as what a window brought.

        Where the row does not say which, the amount is left, and a remark says so.
        """
        cells = {"guichet": self.cell("windows", LIST_SEPARATOR.join(self.windows))}
        if not self.text("amount"):
            return cells
        kind = normalize(self.text("amount_kind"))
        column = normalize(self.layout.get_column("amount"))
        is_whole = kind in TOTAL_AMOUNTS or (
            not kind and (len(self.windows) != 1 or bool(AMOUNT_OF_ALL.search(column)))
        )
        if is_whole:
            return cells | {"budget_eur": self.cell("amount")}
        if kind in APART_AMOUNTS:
            self.remark("amount", _("montant à part : il n’est pas compté"))
        elif kind and kind not in PARTIAL_AMOUNTS:
            self.remark("amount_kind", _("nature du montant inconnue : il est laissé"))
        elif len(self.windows) != 1:
            self.remark("amount", _("montant partiel sans guichet unique : laissé"))
        else:
            is_yearly = kind in YEARLY_AMOUNTS
            nature = FundingKind.YEARLY if is_yearly else FundingKind.GRANTED
            return cells | {
                "montant": self.cell("amount"),
                "montant_annee": self.cell("amount_year"),
                "montant_nature": self.cell("amount_kind", nature.value),
            }
        return cells


NO_CELL = FlatCell("", "")


def keep_filled(cells: WorksheetRow) -> WorksheetRow:
    return {name: cell for name, cell in cells.items() if cell.text}
