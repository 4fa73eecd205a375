"""Photographs of those who testify, shown with their consent."""

import django.core.validators
from django.db import migrations, models

import cooperation.models.media


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0013_error_report_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltestimony",
            name="has_portrait_consent",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="accord pour publier la photographie",
            ),
        ),
        migrations.AddField(
            model_name="historicaltestimony",
            name="portrait",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Montrée dans les états des lieux, à côté du nom, avec les deux accords.",
                max_length=300,
                validators=[
                    django.core.validators.FileExtensionValidator(
                        ["jpg", "jpeg", "png", "webp"]
                    )
                ],
                verbose_name="photographie de la personne",
            ),
        ),
        migrations.AddField(
            model_name="historicaltestimony",
            name="portrait_credit",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=200,
                verbose_name="crédit de la photographie",
            ),
        ),
        migrations.AddField(
            model_name="testimony",
            name="has_portrait_consent",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="accord pour publier la photographie",
            ),
        ),
        migrations.AddField(
            model_name="testimony",
            name="portrait",
            field=models.ImageField(
                blank=True,
                db_default="",
                help_text="Montrée dans les états des lieux, à côté du nom, avec les deux accords.",
                max_length=300,
                upload_to=cooperation.models.media.portrait_path,
                validators=[
                    django.core.validators.FileExtensionValidator(
                        ["jpg", "jpeg", "png", "webp"]
                    )
                ],
                verbose_name="photographie de la personne",
            ),
        ),
        migrations.AddField(
            model_name="testimony",
            name="portrait_credit",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=200,
                verbose_name="crédit de la photographie",
            ),
        ),
        migrations.AddConstraint(
            model_name="testimony",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_portrait_consent", False),
                    models.Q(
                        models.Q(("portrait", ""), _negated=True),
                        models.Q(("portrait_credit", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cooperation_testimony_portrait_with_credit",
                violation_error_message="Pour publier une photographie, donnez le fichier et son crédit.",
            ),
        ),
    ]
