"""What Django cannot say: rules between rows, kept slugs, search, public version.

The files are SQL to be read; none of them is changed once it was released, a later
migration replaces what it has to.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = {
    "integrity": """
        DROP FUNCTION passerelles_check_epci, passerelles_check_place_country,
          passerelles_check_place_stays CASCADE""",
    "slugs": "DROP FUNCTION passerelles_keep_former_slug CASCADE",
    "search_vectors": """
        DROP FUNCTION passerelles_refresh_action, passerelles_refresh_agreement,
          passerelles_collectivity_names, passerelles_vector;
        DROP TEXT SEARCH CONFIGURATION passerelles_words;
        DROP TEXT SEARCH DICTIONARY passerelles_words""",
    "search_of_entries": """
        DROP FUNCTION passerelles_search_action, passerelles_search_agreement
          CASCADE""",
    "search_of_links": """
        DROP FUNCTION passerelles_search_action_co_leads,
          passerelles_search_action_themes, passerelles_search_involvement,
          passerelles_search_funding, passerelles_search_location,
          passerelles_search_agreement_other_signatories CASCADE""",
    "search_of_names": """
        DROP FUNCTION passerelles_search_collectivity,
          passerelles_search_collectivityalias, passerelles_search_partner,
          passerelles_search_place, passerelles_search_country,
          passerelles_search_theme CASCADE""",
    "public_version": """
        DROP FUNCTION passerelles_watch;
        DROP FUNCTION passerelles_note_public_change CASCADE;
        DROP TABLE passerelles_public_change""",
}


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0001_tables")]

    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text(), undo)
        for name, undo in UNDO.items()
    ]
