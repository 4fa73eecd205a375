"""Fill a benchmark database with generated actions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cooperation.management.benchmark_data import GENERATED_LABEL, generate_actions
from cooperation.models import Action


class Command(BaseCommand):
    """Generated actions are for ``make bench`` only."""

    help = (
        "Create labelled synthetic actions, to measure speed with. Needs the reference "
        "data, and refuses a database that holds real actions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same actions"
        )
        parser.add_argument(
            "--force", action="store_true", help="even beside real actions"
        )

    def handle(self, *, count: int, seed: int, force: bool, **options: Any) -> None:
        if count < 1:
            raise CommandError("--count must be at least 1.")
        if (
            not force
            and Action.objects.exclude(title__startswith=GENERATED_LABEL).exists()
        ):
            raise CommandError(
                "This database holds real actions: generate in another one, "
                "or say --force."
            )
        if Action.objects.filter(slug__startswith=f"genere-{seed}-").exists():
            raise CommandError("This seed was used here already: say another --seed.")
        with tqdm(total=count, disable=not options["verbosity"]) as bar:
            try:
                for size in generate_actions(count, seed):
                    bar.update(size)
            except LookupError as missing:
                raise CommandError(
                    f"Run load_reference first: there is no {missing}."
                ) from missing
