"""Generated actions: labelled, the same for the same seed, never beside real ones."""

import pytest
from django.core.management import CommandError, call_command

from cooperation.management.benchmark_data import GENERATED_LABEL, generate_actions
from cooperation.models import Action, Agreement, Partner
from tests import worlds
from tests.factories import ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def generate(**options: object) -> None:
    """Run the command quietly."""
    call_command("generate_actions", verbosity=0, **options)


def titles() -> list[str]:
    """Return every title, in the order of creation."""
    return list(Action.objects.order_by("pk").values_list("title", flat=True))


def test_as_many_actions_as_asked_all_labelled() -> None:
    worlds.reference()
    generate(count=12)
    assert Action.objects.count() == 12
    for model, field in [(Action, "title"), (Agreement, "title"), (Partner, "name")]:
        labelled = model.objects.filter(**{f"{field}__startswith": GENERATED_LABEL})
        assert labelled.count() == model.objects.count()


def test_actions_have_places_partners_and_words() -> None:
    worlds.directory(count=20)
    for action in Action.objects.all():
        assert action.locations.count() in {1, 2}
        assert action.involvements.exists()
        assert action.themes.exists()
        assert action.search_vector


def test_the_same_seed_gives_the_same_actions() -> None:
    worlds.directory(count=5, seed=3)
    first = titles()
    Action.objects.all().delete()
    Agreement.objects.all().delete()
    Partner.objects.all().delete()
    generate(count=5, seed=3)
    assert titles() == first


def test_another_seed_adds_to_them() -> None:
    worlds.reference()
    generate(count=5, seed=1)
    generate(count=5, seed=2)
    assert len(set(titles())) > 5


def test_many_actions_are_copies_with_all_that_belongs_to_them() -> None:
    worlds.reference()
    sizes = list(generate_actions(25, seed=1, originals=10))

    assert sizes == [10, 10, 5]
    original = Action.objects.get(slug="genere-1-3")
    copies = Action.objects.filter(slug__startswith="genere-1-3-copie-")
    assert [copy.title for copy in copies.order_by("pk")] == [
        f"{original.title} 1",
        f"{original.title} 2",
    ]
    for copy in copies:
        assert describe_surroundings(copy) == describe_surroundings(original)
        assert set(copy.partners.all()).isdisjoint(original.partners.all())
    assert Action.objects.filter(search_vector__isnull=True).count() == 0
    assert Action.objects.count() == 25
    assert ActionFactory().pk > Action.objects.get(slug="genere-1-4-copie-2").pk


def describe_surroundings(action: Action) -> list[list[object]]:
    """Return what belongs to an action, without keys."""
    return [
        sorted(action.locations.values_list("country", "label", "lat", "lng")),
        sorted(action.involvements.values_list("role", "partner__kind")),
        sorted(action.fundings.values_list("window", "amount")),
        sorted(action.themes.values_list("pk")),
        sorted(action.goals.values_list("pk")),
        sorted(action.co_leads.values_list("pk")),
    ]


def test_real_actions_keep_generated_ones_out() -> None:
    worlds.reference()
    ActionFactory(title="Une vraie action")
    with pytest.raises(CommandError, match="holds real actions"):
        generate(count=5)
    generate(count=5, force=True)
    assert Action.objects.count() == 6


def test_a_seed_serves_once() -> None:
    worlds.reference()
    generate(count=5)
    with pytest.raises(CommandError, match="another --seed"):
        generate(count=5)


def test_without_reference_data_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="Run load_reference first"):
        generate(count=5)


@pytest.mark.parametrize("count", [0, -1])
def test_none_at_all_makes_no_sense(count: int) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        generate(count=count)
