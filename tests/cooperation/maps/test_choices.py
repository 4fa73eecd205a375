"""What an address of the map says is chosen."""

import pytest

from cooperation.maps.choices import ChoiceKind, MapChoice, parse_choice
from cooperation.models.expressions import BoundingBox


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        (
            "ici:annecy,thonon",
            MapChoice(ChoiceKind.HERE, "collectivite", ("annecy", "thonon")),
        ),
        ("pays:NE", MapChoice(ChoiceKind.COUNTRY, "pays", ("NE",))),
        (
            "lieu:14.01,-0.75",
            MapChoice(
                ChoiceKind.PLACE,
                "bbox",
                ("-0.7540,14.0060,-0.7460,14.0140",),
                BoundingBox(-0.754, 14.006, -0.746, 14.014),
            ),
        ),
        (
            "zone:-6,8,4,16",
            MapChoice(
                ChoiceKind.ZONE, "bbox", ("-6,8,4,16",), BoundingBox(-6, 8, 4, 16)
            ),
        ),
    ],
)
def test_a_choice_sets_one_parameter_of_a_search(text: str, choice: MapChoice) -> None:
    assert parse_choice(text) == choice


@pytest.mark.parametrize(
    "text",
    ["", "pays", "ici:", "lieu:abc", "lieu:999,1", "zone:1,2", "autre:1", "pays:"],
)
def test_what_is_no_choice_is_none(text: str) -> None:
    assert parse_choice(text) is None
