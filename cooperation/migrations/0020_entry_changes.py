"""Which published entries were touched, for the facet index (sql/entry_changes.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = """
    DROP FUNCTION passerelles_touch_action, passerelles_touch_agreement,
      passerelles_touch_action_part, passerelles_touch_agreement_part,
      passerelles_touch_partner, passerelles_touch_place, passerelles_touch_authority,
      passerelles_touch_country, passerelles_touch_names, passerelles_touch_all CASCADE;
    DROP FUNCTION passerelles_watch_entries, passerelles_note_actions,
      passerelles_note_agreements, passerelles_note_entries,
      passerelles_remove_entry_changes, passerelles_change_name;
    DROP TABLE passerelles_entry_change"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0019_purposes_and_mobility")]

    operations = [
        migrations.RunSQL((SQL / "entry_changes.sql").read_text(), UNDO),
    ]
