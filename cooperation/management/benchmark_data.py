"""Generated actions, for performance measurements on the scale of the country.

They are labelled as generated and never stored beside real ones.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from django.db.models import Model

from cooperation import enums, models
from cooperation.management.benchmark_copies import copy_actions
from cooperation.search.fulltext import defer_all_search_vectors

GENERATED_LABEL = "[Données générées]"
BATCH_SIZE = 2_000
# Beyond it, actions are copied by PostgreSQL, 100 times as fast.
ORIGINALS = 100_000
COUNTRIES, LEADS = 80, 2_500
LATEST_YEAR = 2026

VERBS = ["Accès à", "Appui à", "Réseau de", "Formation à", "Programme de", "Maison de"]
SUBJECTS = [
    "l’eau potable",
    "l’assainissement",
    "la collecte des déchets",
    "l’agroécologie",
    "la santé maternelle",
    "l’école primaire",
    "la gouvernance locale",
    "l’énergie solaire",
    "la forêt",
    "l’artisanat",
    "la lecture publique",
    "l’état civil",
]
VOCABULARY = (
    "commune village quartier élus habitants jeunes femmes coopération réseau forage "
    "captage réservoir bornes fontaines latrines compost maraîchage semences école "
    "bibliothèque dispensaire sages-femmes matériel chantier formation échanges suivi "
    "convention programme financement agence régie service technique cartographie "
    "diagnostic gouvernance budget citoyens participation climat adaptation forêt "
    "énergie solaire éclairage atelier artisans tourisme patrimoine culture musique "
    "sport festival volontaires évaluation pérennité gestion redevance comité mission "
    "entretien qualité analyses ressources partenaires"
)
WORDS = VOCABULARY.split()
FILLERS = ["de la", "avec les", "pour le", "et", "dans chaque", "sur", "auprès des"]


class ZipfSampler:
    """Samples ``items`` with a Zipf distribution: the first often, the last seldom."""

    def __init__(self, chance: random.Random, items: Sequence[Any]) -> None:
        self.chance, self.items = chance, items
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(items))))

    def draw(self) -> Any:
        return self.chance.choices(self.items, cum_weights=self.weights)[0]

    def some(self, *sizes: int) -> list[Any]:
        """Return distinct items, at most as many as one of ``sizes``."""
        size = self.chance.choice(sizes)
        return list(
            {id(item): item for item in (self.draw() for _ in range(size))}.values()
        )


class ReferenceData(NamedTuple):
    """The reference data that generated actions refer to."""

    countries: list[models.Country]
    collectivities: list[models.Collectivity]
    themes: list[models.Theme]
    goals: list[models.Goal]
    windows: list[models.FundingWindow]

    @classmethod
    def load(cls) -> "ReferenceData":
        """Read the database; lists may be empty."""
        leads = models.Collectivity.objects.defer("outline").order_by(
            "population", "pk"
        )
        return cls(
            list(models.Country.objects.defer("outline").order_by("pk")[:COUNTRIES]),
            list(leads.reverse()[:LEADS]),
            list(models.Theme.objects.all()),
            list(models.Goal.objects.all()),
            list(models.FundingWindow.objects.all()),
        )

    def missing(self) -> list[str]:
        return [name for name, rows in self._asdict().items() if not rows]


class ActionGenerator:
    """Generates the same rows for the same seed."""

    def __init__(self, reference: ReferenceData, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- nothing secret
        self.prefix = f"genere-{seed}"
        self.countries = ZipfSampler(self.chance, self.shuffled(reference.countries))
        self.leads = ZipfSampler(self.chance, self.shuffled(reference.collectivities))
        self.themes = ZipfSampler(self.chance, reference.themes)
        self.goals = ZipfSampler(self.chance, reference.goals)
        self.windows = ZipfSampler(self.chance, reference.windows)
        self.partners = ZipfSampler(self.chance, [])
        self.agreements: list[models.Agreement] = []

    def shuffled(self, rows: list[Any]) -> list[Any]:
        """Return ``rows`` in an order that only depends on the seed."""
        return self.chance.sample(rows, len(rows))

    # Words --------------------------------------------------------------------------

    def title(self, country: models.Country) -> str:
        verb, subject = self.chance.choice(VERBS), self.chance.choice(SUBJECTS)
        where = " ".join(self.chance.sample(WORDS, 2))
        return f"{GENERATED_LABEL} {verb} {subject}, {where} ({country.name_fr})"

    def text(self, words: int) -> str:
        pieces = self.chance.choices(WORDS, k=words // 2)
        fillers = self.chance.choices(FILLERS, k=words // 2)
        pairs = zip(pieces, fillers, strict=True)
        return " ".join(f"{piece} {filler}" for piece, filler in pairs).capitalize()

    def years(self) -> tuple[int | None, int | None]:
        """Return a start and an end year, often ``None``, as in real records."""
        if self.chance.random() < 0.3:
            return None, None
        start = int(self.chance.triangular(1965, LATEST_YEAR, 2018))
        if self.chance.random() < 0.5:
            return start, None
        return start, min(start + self.chance.randint(0, 8), LATEST_YEAR)

    # Rows ---------------------------------------------------------------------------

    def partner(self, number: int) -> models.Partner:
        kinds = enums.PartnerKind.values
        kind = self.chance.choices(kinds, [len(kinds) - i for i in range(len(kinds))])
        return models.Partner(
            name=f"{GENERATED_LABEL} {' '.join(self.chance.sample(WORDS, 3))} {number}",
            slug=f"{self.prefix}-partenaire-{number}",
            kind=kind[0],
            country=self.countries.draw(),
        )

    def agreement(self, number: int) -> models.Agreement:
        counterpart = self.chance.choice(self.partners.items)
        return models.Agreement(
            title=(
                f"{GENERATED_LABEL} Accord {number} avec {counterpart.country.name_fr}"
            ),
            slug=f"{self.prefix}-accord-{number}",
            kind=self.chance.choice(enums.AgreementKind.values),
            collectivity=self.leads.draw(),
            counterpart=counterpart,
            country=counterpart.country,
            publication=self.publication(),
        )

    def events(self, agreement: models.Agreement) -> Iterator[models.AgreementEvent]:
        """Yield a signature, sometimes followed by another event."""
        kinds = enums.AgreementEventKind
        start, end = self.years()
        yield models.AgreementEvent(agreement=agreement, kind=kinds.SIGNED, year=start)
        if end:
            kind = self.chance.choice([kinds.RENEWED, kinds.ENDED, kinds.DORMANT])
            yield models.AgreementEvent(agreement=agreement, kind=kind, year=end)

    def action(self, number: int) -> models.Action:
        """Return an action; half of them belong to an agreement."""
        start, end = self.years()
        verified = self.chance.random() < 0.4
        day = date(LATEST_YEAR, 1, 1) - timedelta(self.chance.randint(0, 1500))
        return models.Action(
            title=self.title(self.countries.draw()),
            slug=f"{self.prefix}-{number}",
            summary=self.text(30)[:300],
            description=self.text(self.chance.randint(20, 100)),
            status=self.chance.choice(enums.ActionStatus.values),
            start_year=start,
            end_year=end,
            lead=self.leads.draw(),
            agreement=self.chance.choice([None, self.chance.choice(self.agreements)]),
            budget_eur=self.chance.choice([None, self.chance.randint(1, 900) * 1_000]),
            verified_on=day if verified else None,
            verified_by=enums.Verifier.AUTHORITY if verified else "",
            publication=self.publication(),
            source_name=GENERATED_LABEL,
        )

    def publication(self) -> str:
        """Return a publication state: 3 % are drafts."""
        states = [enums.Publication.PUBLISHED, enums.Publication.DRAFT]
        return self.chance.choices(states, [97, 3])[0]

    def around(self, action: models.Action) -> Iterator[Model]:
        """Yield the related rows of an action, 1.5 places and 2 partners on average."""
        for country in self.countries.some(1, 1, 1, 2, 2, 2):
            yield models.Location(
                action=action,
                country=country,
                label=self.chance.choice(WORDS).capitalize(),
                lat=max(-60, min(70, (country.lat or 0) + self.chance.gauss(0, 2))),
                lng=max(-179, min(179, (country.lng or 0) + self.chance.gauss(0, 2))),
            )
        for partner in self.partners.some(1, 2, 2, 3):
            role = self.chance.choice(enums.InvolvementRole.values)
            yield models.Involvement(action=action, partner=partner, role=role)
        for window in self.windows.some(0, 0, 1, 1, 2):
            amount, year = self.chance.randint(1, 200) * 500, action.start_year
            yield models.Funding(action=action, window=window, amount=amount, year=year)
        yield from self.ties(action)

    def ties(self, action: models.Action) -> Iterator[Model]:
        for theme in self.themes.some(1, 1, 2, 3):
            yield models.Action.themes.through(action=action, theme=theme)
        for goal in self.goals.some(0, 1, 2, 3):
            yield models.Action.goals.through(action=action, goal=goal)
        for co_lead in self.leads.some(0, 0, 0, 0, 1, 2):
            if co_lead != action.lead:
                yield models.Action.co_leads.through(
                    action=action, collectivity=co_lead
                )


def generate_actions(
    count: int, seed: int, originals: int = ORIGINALS
) -> Iterator[int]:
    """Create ``count`` actions, their partners and agreements; yield batch sizes.

    What is more than ``originals`` are copies of them. Raises ``LookupError`` where
    the reference data is not loaded.
    """
    yield from generate_originals(min(count, originals), seed)
    if count > originals:
        yield from copy_actions(f"genere-{seed}-", count - originals, originals)


def generate_originals(count: int, seed: int) -> Iterator[int]:
    reference = ReferenceData.load()
    if reference.missing():
        raise LookupError(", ".join(reference.missing()))
    generator = ActionGenerator(reference, seed)
    with defer_all_search_vectors():
        create_surroundings(generator, count)
        for start in range(0, count, BATCH_SIZE):
            numbers = range(start, min(start + BATCH_SIZE, count))
            actions = models.Action.objects.bulk_create(map(generator.action, numbers))
            create_all(row for action in actions for row in generator.around(action))
            yield len(numbers)


def create_surroundings(generator: ActionGenerator, count: int) -> None:
    numbers = range(max(20, count // 3))
    partners = models.Partner.objects.bulk_create(
        map(generator.partner, numbers), BATCH_SIZE
    )
    generator.partners = ZipfSampler(generator.chance, partners)
    generator.agreements = models.Agreement.objects.bulk_create(
        map(generator.agreement, numbers), BATCH_SIZE
    )
    create_all(event for row in generator.agreements for event in generator.events(row))


def create_all(rows: Iterator[Model]) -> None:
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        model._default_manager.bulk_create(found, BATCH_SIZE)
