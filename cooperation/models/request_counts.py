"""How often something was asked, for throttles that all processes share."""

import datetime

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# One statement, so that no process misses what another one counts. The clock is the
# database's own, the same for all nodes.
COUNT_SQL = """
INSERT INTO cooperation_requestcount AS counted (key, number, ends_at)
VALUES (%s, 1, statement_timestamp() + make_interval(secs => %s))
ON CONFLICT (key) DO UPDATE SET
  number = CASE WHEN counted.ends_at <= statement_timestamp()
                THEN 1 ELSE counted.number + 1 END,
  ends_at = CASE WHEN counted.ends_at <= statement_timestamp()
                 THEN EXCLUDED.ends_at ELSE counted.ends_at END
RETURNING number, ceil(extract(epoch FROM ends_at - statement_timestamp()))::int
"""


class RequestCountQuerySet(models.QuerySet["RequestCount"]):
    def count_request(self, key: str, seconds: int) -> tuple[int, int]:
        """Count one request; return how many there were and when counting starts anew.

        The latter in seconds from now; a period of ``seconds`` starts at the first
        request.
        """
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SQL, [key, seconds])
            number, left = cursor.fetchone()
        return number, left

    def delete_ended(self, age: datetime.timedelta) -> int:
        """Delete counts whose period ended longer than ``age`` ago; return how many."""
        return self.filter(ends_at__lt=timezone.now() - age).delete()[0]


class RequestCount(models.Model):
    """How often something was asked in a period, by a keyed digest of what and who.

    The table is unlogged: a count costs no disk write, and is lost in a crash.
    """

    key = models.CharField(_("empreinte"), max_length=64, primary_key=True)
    number = models.PositiveIntegerField(_("nombre"))
    ends_at = models.DateTimeField(_("jusqu’à"), db_index=True)

    objects = RequestCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte de demandes")
        verbose_name_plural = _("comptes de demandes")

    def __str__(self) -> str:
        return self.key
