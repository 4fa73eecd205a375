"""Imported files, their lines, and what is needed to undo an import."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.enums import ImportState, LineOutcome
from cooperation.models.common import known_choice_constraint


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def sent_by(self, user: Any) -> Self:
        """Keep what ``user`` sent: nobody else may change it while it is pending."""
        return self.filter(received_by=user)

    def pending(self) -> Self:
        """Keep what is still to be corrected, applied or discarded."""
        return self.filter(state__in=[*ImportState.PENDING, *ImportState.AT_WORK])

    def done(self) -> Self:
        """Keep what changed the directory, undone since or not."""
        return self.filter(state__in=ImportState.DONE)

    def visible_to(self, user: Any) -> Self:
        """Keep what ``user`` may see: their own, and the log of what was applied."""
        return self.filter(Q(received_by=user) | Q(state__in=ImportState.DONE))


class ImportBatch(models.Model):
    """One file that somebody sent, from its upload to its undoing.

    State changes go through ``cooperation.imports``.
    ``path`` is under the private folder of imports, blank once the file is gone.
    ``sheets`` lists the file's tables: ``name``, ``code`` of the worksheet of staff's
    workbook that it is (blank: none, it is left out), ``header``, ``mapping`` (file
    column → our column, blank: left out), ``rows``. ``publishes_new``: new entries are
    published, unless their line says otherwise. ``job`` is what a worker is to do or
    does, in the table of django-tasks; none for what is done within a request.
    ``counts``: ``total`` and each worksheet's code → outcome → number of lines.
    """

    name = models.CharField(_("fichier"), max_length=200)
    path = models.CharField(_("emplacement"), max_length=200, blank=True)
    kind = models.CharField(_("format"), max_length=10, blank=True)
    form = models.CharField(_("forme"), max_length=40, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ImportState, default=ImportState.RECEIVED
    )
    notes = ArrayField(models.TextField(), verbose_name=_("à la lecture"), default=list)
    sheets = models.JSONField(_("feuilles"), default=list)
    counts = models.JSONField(_("décompte"), default=dict)
    steps_done = models.PositiveIntegerField(_("lignes faites"), default=0)
    steps = models.PositiveIntegerField(_("lignes à faire"), default=0)
    job = models.UUIDField(_("traitement"), null=True, blank=True)
    problem = models.TextField(_("problème"), blank=True)
    publishes_new = models.BooleanField(
        _("publier les nouvelles fiches"), default=False
    )
    received_at = models.DateTimeField(_("reçu le"), auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("envoyé par"),
        related_name="+",
        null=True,
        blank=True,
    )
    started_at = models.DateTimeField(_("lancé le"), null=True, blank=True)
    applied_at = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("appliqué par"),
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("annulé par"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-received_at", "pk")
        permissions = [
            ("import_directory", _("Peut importer un tableur")),
            ("export_directory", _("Peut exporter un tableur")),
        ]
        constraints = [
            known_choice_constraint("state", ImportState),
            models.CheckConstraint(
                condition=~Q(state__in=ImportState.DONE) | Q(applied_at__isnull=False),
                name="cooperation_importbatch_applied_at",
                violation_error_message=_("Un import appliqué a une date."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.UNDONE) | Q(undone_at__isnull=False),
                name="cooperation_importbatch_undone_at",
                violation_error_message=_("Un import annulé a une date."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pending(self) -> bool:
        """Whether it may still be corrected, applied or discarded."""
        return self.state in ImportState.PENDING

    @property
    def is_at_work(self) -> bool:
        """Whether a process reads or applies it."""
        return self.state in ImportState.AT_WORK

    @property
    def reason(self) -> str:
        """The change reason in the history of the rows that it writes."""
        return f"import {self.pk} : {self.name}"[:100]

    def count_lines(self, outcome: str, sheet: str = "total") -> int:
        """Return how many lines have an outcome, in one worksheet or in all."""
        number: int = self.counts.get(sheet, {}).get(outcome, 0)
        return number


class ImportLineQuerySet(models.QuerySet["ImportLine"]):
    def refused(self) -> Self:
        """Keep those that are to be corrected or left out."""
        return self.filter(outcome=LineOutcome.REFUSED)

    def with_remarks(self) -> Self:
        return self.exclude(remarks=[])


class ImportLine(models.Model):
    """One line of a file: its texts, and what applying it would do.

    ``cells`` and ``corrections``: our column → text; a correction replaces the cell.
    ``object_id`` is the row that it names; ``entries``, [[worksheet, key]], are those
    of a flat table's line. ``changes``: [{column, label, old, new}] in words, with
    ``typed`` where the file says it otherwise; ``remarks``: [{column, value, level,
    reason, detail, candidates: [{value, label}]}], where ``level`` is that of
    ``resources.results``. A candidate is chosen by ``imports.preview`` with the
    remark's column and the candidate's value.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, verbose_name=_("import"), related_name="lines"
    )
    sheet = models.CharField(_("feuille"), max_length=40)
    line = models.PositiveIntegerField(_("ligne"))
    outcome = models.CharField(_("sort"), max_length=10, choices=LineOutcome)
    title = models.CharField(_("intitulé"), max_length=300, blank=True)
    object_id = models.BigIntegerField(_("identifiant"), null=True, blank=True)
    entries = models.JSONField(_("fiches"), default=list)
    cells = models.JSONField(_("cellules"), default=dict)
    corrections = models.JSONField(_("corrections"), default=dict)
    changes = models.JSONField(_("changements"), default=list)
    remarks = models.JSONField(_("remarques"), default=list)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne d’import")
        verbose_name_plural = _("lignes d’import")
        ordering = ("pk",)
        indexes = [models.Index(fields=["batch", "outcome"])]
        constraints = [
            known_choice_constraint("outcome", LineOutcome),
            models.UniqueConstraint(
                fields=["batch", "sheet", "line"],
                name="cooperation_importline_once",
                violation_error_message=_("Cette ligne est déjà lue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.line}"

    @property
    def texts(self) -> dict[str, str]:
        """The cells of the line, corrections included."""
        texts: dict[str, str] = self.cells | self.corrections
        return texts


class ImportChange(models.Model):
    """What an import did to rows of a table: enough to undo it exactly.

    ``created`` lists the keys of rows that it created. A row that it changed or deleted
    has ``key`` and ``before``, and ``after`` where it still exists: columns → values,
    lists of keys for many-to-many fields.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, verbose_name=_("import"), related_name="changed"
    )
    table = models.CharField(_("table"), max_length=60)
    created = ArrayField(
        models.BigIntegerField(), verbose_name=_("créées"), default=list
    )
    key = models.BigIntegerField(_("identifiant"), null=True, blank=True)
    before = models.JSONField(_("avant"), null=True, blank=True)
    after = models.JSONField(_("après"), null=True, blank=True)

    class Meta:
        verbose_name = _("changement d’un import")
        verbose_name_plural = _("changements des imports")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.table} {self.key or len(self.created)}"


class ImportMapping(models.Model):
    """The mapping of a file's columns to ours, kept by the key of its header."""

    header_key = models.CharField(_("entête"), max_length=64, unique=True)
    sheet = models.CharField(_("feuille"), max_length=40)
    columns = models.JSONField(_("colonnes"), default=dict)
    changed_at = models.DateTimeField(_("changée le"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("changée par"),
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("correspondance de colonnes")
        verbose_name_plural = _("correspondances de colonnes")
        ordering = ("-changed_at", "pk")

    def __str__(self) -> str:
        return self.sheet
