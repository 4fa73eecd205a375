"""The outbox: mails are written to the database, and a job sends them."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0006_request_counts_and_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("recipient", models.EmailField(max_length=254, verbose_name="à")),
                ("sender", models.CharField(max_length=320, verbose_name="de")),
                (
                    "reply_to",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="réponse à"
                    ),
                ),
                ("subject", models.TextField(verbose_name="objet")),
                ("body", models.TextField(blank=True, verbose_name="texte")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("attend", "en attente"),
                            ("envoye", "envoyé"),
                            ("echec", "non parti"),
                            ("abandon", "abandonné"),
                        ],
                        default="attend",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="essais"),
                ),
                (
                    "next_attempt_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="prochain essai"
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="ce qui a échoué"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="écrit le"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="envoyé le"
                    ),
                ),
            ],
            options={
                "verbose_name": "courriel sortant",
                "verbose_name_plural": "courriels sortants",
                "ordering": ("-created_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "attend")),
                        fields=["next_attempt_at"],
                        name="cooperation_mail_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["attend", "envoye", "echec", "abandon"])
                        ),
                        name="cooperation_outgoingmail_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
    ]
