"""Where an entry comes from, in words."""

import pytest

from cooperation.presenters.provenance import build_source_note
from tests.factories import ActionFactory


@pytest.mark.parametrize(
    ("name", "url", "label"),
    [
        ("Ville d’Annecy", "https://www.annecy.fr/x", "Ville d’Annecy"),
        ("", "https://www.annecy.fr/x", "annecy.fr"),
        ("", "", "non précisée"),
    ],
)
def test_the_source_is_named_as_well_as_it_is_known(
    name: str, url: str, label: str
) -> None:
    source = build_source_note(ActionFactory.build(source_name=name, source_url=url))

    assert (source.label, source.url) == (label, url)


def test_each_line_of_what_is_uncertain_is_told() -> None:
    source = build_source_note(
        ActionFactory.build(uncertainty="2008 ou 2009.\nPays déduit.")
    )

    assert source.uncertainties == ["2008 ou 2009.", "Pays déduit."]


def test_the_note_for_staff_is_not_told() -> None:
    source = build_source_note(ActionFactory.build(source_note="Citation gardée."))

    assert "Citation gardée." not in str(source)


def test_a_source_on_a_test_site_is_no_proof_and_is_not_linked_to() -> None:
    url = "https://preprod.exemple.fr/page"

    named = build_source_note(ActionFactory.build(source_name="Atlas", source_url=url))
    bare = build_source_note(ActionFactory.build(source_name="", source_url=url))

    assert (named.label, named.url) == ("Atlas", "")
    assert (bare.label, bare.url) == ("non précisée", "")
