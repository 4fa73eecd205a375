"""Sent answers count until others replace them: changes are a draft beside them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


def keep_from_counting(apps: Any, schema_editor: Any) -> None:
    """Answers reopened or declined before now were changed in place: none count."""
    rows = apps.get_model("surveys", "Participation").objects.filter(
        submitted_at__isnull=False, state__in=("rouverte", "declinee")
    )
    rows.update(withdrawn_at=Now())


def drop_drafts(apps: Any, schema_editor: Any) -> None:
    """Without the flag a draft would be a second answer to the same question."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("DELETE FROM surveys_answer WHERE is_draft")
    schema_editor.execute("DELETE FROM surveys_block WHERE is_draft")


def build_flag() -> models.BooleanField:
    return models.BooleanField(
        db_default=False,
        default=False,
        editable=False,
        verbose_name="retouche pas envoyée",
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_outgoing_mails")]

    operations = [
        migrations.AddField("answer", "is_draft", build_flag()),
        migrations.AddField("block", "is_draft", build_flag()),
        migrations.AddField(
            model_name="block",
            name="draft_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="surveys.block",
                verbose_name="retouche de",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Ce qui avait été envoyé avant ne compte plus.",
                null=True,
                verbose_name="envoi retiré le",
            ),
        ),
        migrations.RemoveConstraint("answer", "surveys_answer_once"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("participation", "question", "block", "is_draft"),
                name="surveys_answer_once",
                nulls_distinct=False,
                violation_error_message="Cette question a déjà une réponse.",
            ),
        ),
        migrations.RemoveConstraint("block", "surveys_block_action_once"),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=Q(action__isnull=False),
                fields=("participation", "section", "action", "is_draft"),
                name="surveys_block_action_once",
                violation_error_message="Cette action est déjà là.",
            ),
        ),
        migrations.RemoveConstraint("block", "surveys_block_agreement_once"),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=Q(agreement__isnull=False),
                fields=("participation", "section", "agreement", "is_draft"),
                name="surveys_block_agreement_once",
                violation_error_message="Cet accord est déjà là.",
            ),
        ),
        migrations.RunPython(keep_from_counting, drop_drafts),
    ]
