"""What is granted each year, and what was paid, are kinds of funding of their own."""

from django.db import migrations, models

KINDS = [
    ("accorde", "accordé"),
    ("annuel", "accordé chaque année"),
    ("verse", "versé"),
    ("prevu", "prévu"),
]


def build_kind_field() -> models.CharField:
    return models.CharField(
        choices=KINDS, default="accorde", max_length=10, verbose_name="état"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0017_synonyms"),
    ]

    operations = [
        migrations.RemoveConstraint("funding", "cooperation_funding_kind_known"),
        migrations.AlterField("funding", "kind", build_kind_field()),
        migrations.AlterField("historicalfunding", "kind", build_kind_field()),
        migrations.AddConstraint(
            "funding",
            models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["accorde", "annuel", "verse", "prevu"])
                ),
                name="cooperation_funding_kind_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
