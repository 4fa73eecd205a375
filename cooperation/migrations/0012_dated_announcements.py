"""Say when announcements were made and last changed: feeds tell it."""

from django.db import migrations, models
from django.utils import timezone

NAMES = ("Event", "FundingCall", "Offer")
FIELDS = {
    "created_at": ("créée le", {"auto_now_add": True}),
    "updated_at": ("modifiée le", {"auto_now": True}),
}


def additions() -> list[migrations.AddField]:
    """Give the columns of each table and of its history."""
    return [
        operation
        for name in NAMES
        for field, (label, automatic) in FIELDS.items()
        for operation in (
            migrations.AddField(
                model_name=name.lower(),
                name=field,
                # Django fills auto_now(_add) columns of old rows with the present.
                field=models.DateTimeField(**automatic, verbose_name=label),
            ),
            migrations.AddField(
                model_name=f"historical{name.lower()}",
                name=field,
                field=models.DateTimeField(
                    blank=True,
                    editable=False,
                    default=timezone.now,
                    verbose_name=label,
                ),
                preserve_default=False,
            ),
        )
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0011_explaining"),
    ]

    operations = additions()
