"""The content of one row, whatever the layout of its file."""

from dataclasses import dataclass, field
from decimal import Decimal

from cooperation.enums import ActionStatus, AgreementKind


@dataclass
class AuthorityQuery:
    """An authority as a cell names it, with what the row says of its kind."""

    column: str
    text: str
    kind: str = ""
    department: str = ""
    insee: str = ""
    siren: str = ""


@dataclass
class Record:
    """One cooperation, twinning, friendship or project.

    ``kind`` is ``None`` for a project.
    """

    line: int
    reference: str
    title: str
    lead: AuthorityQuery
    kind: AgreementKind | None
    others: list[AuthorityQuery] = field(default_factory=list)
    counterparts: list[str] = field(default_factory=list)
    counterpart_column: str = ""
    country: str = ""
    country_column: str = ""
    geonames_id: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    status: ActionStatus = ActionStatus.UNKNOWN
    themes: list[str] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    budget: Decimal | None = None
    summary: str = ""
    source_name: str = ""
    source_url: str = ""
    source_note: str = ""
    uncertainty: str = ""
    has_action: bool = True

    @property
    def is_project(self) -> bool:
        """Return whether the row is an action of its own, not an agreement."""
        return self.kind is None
