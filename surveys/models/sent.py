"""Which answers count: the last that were sent, until others replace them.

Who reopens them writes on a draft beside them (``is_draft``), which nothing counts. A
withdrawal holds until the answers are sent again.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

# The same rule for the queries of results, whose table is called ``participation``.
SENT_SQL = """coalesce(participation.submitted_at
  > coalesce(participation.withdrawn_at, '-infinity'), false)"""


def build_sent_condition(path: str = "") -> Q:
    """Return the rule for the participation at the end of ``path``."""
    never = Q(**{f"{path}withdrawn_at__isnull": True})
    before = Q(**{f"{path}submitted_at__gt": F(f"{path}withdrawn_at")})
    return Q(**{f"{path}submitted_at__isnull": False}) & (never | before)


class DraftableQuerySet(models.QuerySet[Any]):
    """Answers, or their cooperations."""

    def submitted(self) -> Self:
        """Keep those that count; drafts are visible to their authors only."""
        return self.filter(build_sent_condition("participation__"), is_draft=False)

    def for_wave(self, wave: Any) -> Self:
        return self.filter(participation__wave=wave)

    def drafts(self) -> Self:
        return self.filter(is_draft=True)

    def in_hand(self, participation: Any) -> Self:
        """Keep what the respondent writes on: the draft, where answers were sent."""
        return self.filter(
            participation=participation, is_draft=participation.has_draft
        )


class SentManager(
    models.Manager.from_queryset(DraftableQuerySet)  # type: ignore[misc]
):
    """All but drafts, so that nothing counts or shows them by oversight."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_draft=False)
