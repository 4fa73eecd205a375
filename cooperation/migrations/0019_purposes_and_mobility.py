"""Sites in service: purposes of themes that exist, the ceiling of mobility services.

New sites read both from the reference files.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What was shipped, and the one active purpose that replaces it. Codes that people
# chose themselves stay.
PURPOSES = {
    "eau_assainissement": (["140"], "14010"),
    "energie": (["230"], "23110"),
    "environnement_climat": (["410"], "41010"),
    "sante": (["120", "130"], "12110"),
    "education": (["110"], "11110"),
    "jeunesse": (["16061", "11230"], "11231"),
    "culture_patrimoine": (["16061", "41040"], "16061"),
    "developpement_economique": (["240", "250", "320", "330"], "25010"),
    "agriculture_alimentation": (["310", "520"], "31110"),
    "urbanisme": (["43030", "21010"], "43030"),
    "gouvernance_appui_institutionnel": (["150", "15112", "15185"], "15112"),
    "genre": (["15170", "15180"], "15170"),
    "urgence": (["720", "730"], "72010"),
    "autre": (["430", "998"], "43010"),
}
MOBILITY = {
    "name_fr": "Mobilité",
    "name_en": "Mobility",
    "percent": 1,
    "base_fr": "ressources affectées aux budgets des services de mobilité, "
    "hors versement mobilité",
    "base_en": "resources of the budgets of mobility services, "
    "without the mobility contribution of employers",
    "legal_basis": "Loi n° 2021-1031 du 4 août 2021 ; article L1115-3 du Code "
    "général des collectivités territoriales",
    "in_force_from": "2021-08-04",
    "position": 40,
}


def write_purposes_and_ceiling(
    apps: Apps, schema_editor: BaseDatabaseSchemaEditor
) -> None:
    for code, (shipped, purpose) in PURPOSES.items():
        themes = apps.get_model("cooperation", "Theme").objects
        themes.filter(code=code, dac_codes=shipped).update(dac_codes=[purpose])
    windows = apps.get_model("cooperation", "FundingWindow").objects
    for window in windows.filter(code="oudin_santini"):
        apps.get_model("cooperation", "CeilingRule").objects.get_or_create(
            code="mobilite", defaults={"window": window, **MOBILITY}
        )


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0018_kinds_of_money")]

    operations = [
        migrations.RunPython(write_purposes_and_ceiling, migrations.RunPython.noop)
    ]
