"""An agent's file: received for its sender alone, then sent as proposals, once."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Proposal, ProposalKind
from accounts.people import permissions
from accounts.proposals.spreadsheets.contents import EntryChange
from accounts.proposals.spreadsheets.preview import SpreadsheetPreview, build_preview
from accounts.proposals.workflow import submit_proposal
from cooperation.imports.jobs import BatchError
from cooperation.imports.preview import list_known_tables
from cooperation.imports.upload import discard_batch, receive_file
from cooperation.models import ImportBatch
from cooperation.spreadsheets.files import WEB_LIMITS

MAX_ROWS = 500
# More are reviewed, whoever sends them.
MAX_PUBLISHED = 50
# Nothing is said of the command, which agents do not have.
AGENT_LIMITS = replace(WEB_LIMITS, is_web=False)


class OutdatedPreview(Exception):
    """Raised when a file would no longer propose what its preview showed."""

    def __init__(self, preview: SpreadsheetPreview) -> None:
        super().__init__()
        self.preview = preview


@dataclass
class Submission:
    """What became of the changes of a file; those that failed, each with its reason."""

    sent: int = 0
    published: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def receive_own_file(file: Any, user: Any) -> ImportBatch:
    """Store an agent's file for them alone.

    Raises ``UnreadableFile`` or ``BatchError``, nothing being kept.
    """
    batch = receive_file(file, name=file.name, by=user, limits=AGENT_LIMITS)
    tables = list_known_tables(batch)
    rows = sum(table["rows"] for table in tables)
    problem = ""
    if not tables:
        names = ", ".join(f"« {n} »" for table in batch.sheets for n in table["header"])
        problem = _("Aucune feuille n’est connue. Colonnes lues : %s.") % names
    elif rows > MAX_ROWS:
        problem = _(
            "Ce fichier a %(rows)s lignes : %(most)s au plus se proposent d’ici. "
            "Envoyez-le en plusieurs fois, ou à l’équipe."
        ) % {"rows": rows, "most": MAX_ROWS}
    if problem:
        discard_batch(batch, by=user)
        raise BatchError(problem)
    return batch


@transaction.atomic
def submit_file(batch: ImportBatch, user: Any, digest: str) -> Submission:
    """Send the changes of a file as proposals, all that its preview showed.

    Raises ``BatchError`` if they were sent already, ``OutdatedPreview`` if they are no
    longer those of ``digest``.
    """
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not locked.is_pending:
        raise BatchError(_("Ce fichier est déjà traité : voyez vos propositions."))
    preview = build_preview(locked, user)
    if preview.digest != digest:
        raise OutdatedPreview(preview)
    result = Submission()
    held = {one.collectivity_id: one for one in permissions.get_memberships(user)}
    is_reviewed = len(preview.changes) > MAX_PUBLISHED
    for change in preview.changes:
        own = held.get(change.owner_id or 0)
        membership = own or permissions.find_membership_for(user, change.entry)
        if membership is not None:
            submit_change(change, membership, result, is_reviewed=is_reviewed)
    discard_batch(locked, by=user)
    return result


def submit_change(
    change: EntryChange,
    membership: Membership,
    result: Submission,
    *,
    is_reviewed: bool,
) -> None:
    """Send one change; one that cannot be sent is told, and leaves the others."""
    proposal = Proposal(
        kind=change.kind,
        author=membership.user,
        collectivity=membership.collectivity,
        base=change.base,
        content=change.content,
    )
    if change.kind == ProposalKind.ACTION:
        proposal.action = change.entry
    else:
        proposal.agreement = change.entry
    try:
        with transaction.atomic():
            submit_proposal(proposal, membership, is_reviewed=is_reviewed)
    except ValidationError as error:
        result.failed.append((str(proposal), " ".join(error.messages)))
    except IntegrityError:
        reason = _("cette fiche a changé entre-temps : réessayez")
        result.failed.append((str(proposal), reason))
    else:
        is_published = membership.is_trusted and not is_reviewed
        result.published += is_published
        result.sent += not is_published
