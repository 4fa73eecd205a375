"""Create the groups of staff roles; to run after each migration."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.people.roles import ROLES, make_roles


class Command(BaseCommand):
    help = (
        "Crée les groupes de l’équipe (lecture, équipe, responsables) ou leur rend "
        "leurs droits. À lancer après chaque migration ; personne ne change de groupe."
    )

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        for role, group in zip(ROLES, make_roles(), strict=True):
            number = group.permissions.count()
            line = f"{role.name} : {role.description} ({number})"
            self.stdout.write(line)
