"""Answers to access requests; who asks to end a membership; one form, one draft."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_outgoing_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessrequest",
            name="answer",
            field=models.TextField(
                blank=True, db_default="", max_length=2000, verbose_name="réponse"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="removal_asked_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Un collègue dit que cette personne ne s’en occupe plus.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="retrait demandé par",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="form_key",
            field=models.UUIDField(
                default=None,
                editable=False,
                null=True,
                unique=True,
                verbose_name="formulaire",
            ),
        ),
    ]
