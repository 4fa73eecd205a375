"""Staff import a spreadsheet while what an agent proposed is accepted."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Proposal
from accounts.proposals.decisions import list_proposed_fields
from accounts.proposals.workflow import accept_proposal
from cooperation.imports.apply import apply_batch
from cooperation.imports.jobs import BatchError
from cooperation.models import Action
from tests.accounts.entry_form import edit
from tests.cooperation.spreadsheets.books import as_csv, sent
from tests.factories import UserFactory


@pytest.mark.slow
@pytest.mark.django_db
def test_a_proposal_accepted_since_the_preview_is_told_and_not_lost(
    agent: Client, action: Action, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    anne = UserFactory.create(superuser=True)
    edit(
        agent, action, title="De l’agent", summary="Résumé de l’agent", geste="envoyer"
    )
    table = [["reference", "titre"], [action.reference, "Du tableur"]]
    batch = sent(as_csv(table), "a.csv", anne)
    proposal = Proposal.objects.get()
    accept_proposal(proposal, list_proposed_fields(proposal), decided_by=anne)

    with pytest.raises(BatchError) as refusal:
        apply_batch(batch, by=anne)
    assert "ligne 2" in refusal.value.details[0]
    assert batch.lines.get().changes[0]["old"] == "De l’agent"
    action.refresh_from_db()
    assert (action.title, action.summary) == ("De l’agent", "Résumé de l’agent")

    # Seen again, it is what staff want: only the cell of the file changes.
    apply_batch(batch, by=anne)
    action.refresh_from_db()
    assert (action.title, action.summary) == ("Du tableur", "Résumé de l’agent")
    assert action.history.filter(title="De l’agent").exists()
