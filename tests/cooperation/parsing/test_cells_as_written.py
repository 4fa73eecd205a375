"""Amounts, countries, lists and placeholders as people write them in cells."""

from decimal import Decimal

import pytest

from cooperation.enums import PartnerKind
from cooperation.parsing import (
    CountryNames,
    Money,
    ParseError,
    is_placeholder,
    parse_amount,
    parse_named_kind,
    split_names,
)
from cooperation.parsing.country_names import USUAL_NAMES
from cooperation.text import normalize

COUNTRIES = CountryNames(
    [
        ("BA", "BIH", "Bosnie-Herzégovine", "Bosnia & Herzegovina"),
        ("BJ", "BEN", "Bénin", "Benin"),
        ("BO", "BOL", "Bolivie", "Bolivia"),
        ("CD", "COD", "Congo-Kinshasa", "Congo - Kinshasa"),
        ("CG", "COG", "Congo-Brazzaville", "Congo - Brazzaville"),
        ("CH", "CHE", "Suisse", "Switzerland"),
        ("DE", "DEU", "Allemagne", "Germany"),
        ("DJ", "DJI", "Djibouti", "Djibouti"),
        ("GE", "GEO", "Géorgie", "Georgia"),
        ("GM", "GMB", "Gambie", "Gambia"),
        ("IR", "IRN", "Iran", "Iran"),
        ("KP", "PRK", "Corée du Nord", "North Korea"),
        ("KR", "KOR", "Corée du Sud", "South Korea"),
        ("LA", "LAO", "Laos", "Laos"),
        ("MD", "MDA", "Moldavie", "Moldova"),
        ("ML", "MLI", "Mali", "Mali"),
        ("NA", "NAM", "Namibie", "Namibia"),
        ("NC", "NCL", "Nouvelle-Calédonie", "New Caledonia"),
        ("PS", "PSE", "Territoires palestiniens", "Palestinian Territories"),
        ("RE", "REU", "La Réunion", "Réunion"),
        ("SY", "SYR", "Syrie", "Syria"),
        ("TG", "TGO", "Togo", "Togo"),
        ("TZ", "TZA", "Tanzanie", "Tanzania"),
        ("VE", "VEN", "Venezuela", "Venezuela"),
    ]
)

# Amounts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("50000 GNF", 50_000, "GNF"),
        ("500 000 francs guinéens", 500_000, "GNF"),
        ("3000000 Ar", 3_000_000, "MGA"),
        ("¥900000", 900_000, "JPY"),
        ("5000 CAD", 5_000, "CAD"),
        ("5 000 $ CAN", 5_000, "CAD"),
        ("40 000 NOK", 40_000, "NOK"),
        ("20 000 zlotys", 20_000, "PLN"),
        ("30 000 livres sterling", 30_000, "GBP"),
    ],
)
def test_an_amount_keeps_its_currency_by_code_sign_or_name(
    text: str, amount: int, currency: str
) -> None:
    assert parse_amount(text) == (Money(Decimal(amount), currency), "")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12 k€", 12_000),
        ("12 KEUR", 12_000),
        ("k€ 12", 12_000),
        ("12 milliers d’euros", 12_000),
        ("1,5 Md€", 1_500_000_000),
        ("2 Mds€", 2_000_000_000),
        ("M€ 2,5", 2_500_000),
    ],
)
def test_a_scale_multiplies_before_or_behind(text: str, amount: int) -> None:
    assert parse_amount(text) == (Money(Decimal(amount)), "")


@pytest.mark.parametrize("text", ["50 000 € par an", "50000 euros/an", "50 000 € p.a."])
def test_an_amount_a_year_is_told_from_a_total(text: str) -> None:
    money = Money(Decimal(50_000), is_yearly=True)
    assert parse_amount(text) == (money, "montant par an, non un total")


def test_the_amount_of_a_whole_duration_is_a_total() -> None:
    money = Money(Decimal(150_000))
    assert parse_amount("150 000 € sur 3 ans") == (
        money,
        "montant pour toute la durée",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10 000 € x 3 ans", "donnez le total"),
        ("10 000 € par an pendant 3 ans", "donnez le total"),
        ("1 000 € par mois", "donnez le total"),
        ("10 000 F", "monnaie à préciser"),
        ("30000 dinars", "monnaie à préciser"),
        ("500 livres", "monnaie à préciser"),
        ("50000 xyz", ""),
    ],
)
def test_an_amount_that_may_mean_several_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_amount(text)
    assert reason in refused.value.reason


# Countries --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Iran (République islamique d')", "IR"),
        ("République-Unie de Tanzanie", "TZ"),
        ("République arabe syrienne", "SY"),
        ("Cisjordanie et bande de Gaza", "PS"),
        ("Palestine, État de", "PS"),
        ("Réunion, La", "RE"),
        ("Gambie (La)", "GM"),
        ("Congo, République démocratique du", "CD"),
        ("Congo (la République du)", "CG"),
        ("République de Corée", "KR"),
        ("Corée (la République populaire démocratique de)", "KP"),
        ("Venezuela (République bolivarienne du)", "VE"),
        ("Bolivie (État plurinational de)", "BO"),
        ("Moldova (la République de)", "MD"),
    ],
)
def test_official_names_are_known_in_any_order(text: str, code: str) -> None:
    assert COUNTRIES.parse(text) == (code, "")


@pytest.mark.parametrize("text", ["NC", "NA", "n.c.", "-", "Néant"])
def test_what_stands_for_nothing_is_no_country(text: str) -> None:
    assert COUNTRIES.parse(text) == ("", f"« {text} » : pays non connu")


@pytest.mark.parametrize("text", ["de", "la", "ge"])
def test_a_short_word_is_no_code(text: str) -> None:
    with pytest.raises(ParseError):
        COUNTRIES.parse(text)
    assert COUNTRIES.parse(text.upper()).value == text.upper()


def test_a_cell_of_codes_may_hold_those_that_are_words() -> None:
    assert [COUNTRIES.parse_code(text) for text in ("NC", " na ", "BEN", "Bénin")] == [
        "NC",
        "NA",
        "BJ",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bénin, Togo et Mali", ["BJ", "TG", "ML"]),
        ("Bénin/Togo", ["BJ", "TG"]),
        ("Bénin\nTogo ; Gambie, la", ["BJ", "TG", "GM"]),
        ("BJ, TG", ["BJ", "TG"]),
        ("Mali - Togo", ["ML", "TG"]),
        ("Bosnie et Herzégovine, Mali", ["BA", "ML"]),
        ("Gambie, la", ["GM"]),
        ("", []),
    ],
)
def test_a_cell_may_list_countries(text: str, codes: list[str]) -> None:
    assert COUNTRIES.parse_list(text) == (codes, "")


@pytest.mark.parametrize("text", ["Suisse, GE", "Suisse (canton de Genève)"])
def test_a_swiss_canton_is_no_country(text: str) -> None:
    codes, remark = COUNTRIES.parse_list(text)
    assert codes == ["CH"]
    assert "un canton" in remark


@pytest.mark.parametrize(
    ("text", "part"),
    [("Bénin, Atlantide", "Atlantide"), ("Mali, LA, Togo", "LA"), ("Mali et DE", "DE")],
)
def test_the_part_of_a_list_that_is_unknown_is_named(text: str, part: str) -> None:
    with pytest.raises(ParseError) as refused:
        COUNTRIES.parse_list(text)
    assert refused.value.args == (part,)


def test_no_name_of_the_table_is_of_two_countries() -> None:
    names = [name for names in USUAL_NAMES.values() for name in names.split("|")]
    assert len(set(names)) == len(names)
    assert [name for name in names if normalize(name) != name] == []


# Placeholders and lists -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("-", "–", "N/A", "n.c.", "NC", "Néant", "aucun(e)", "Aucune", "?"),
        *("sans objet", "à préciser", "Non renseignée", "RAS", "xxx", "..."),
    ],
)
def test_placeholders_stand_for_nothing(text: str) -> None:
    assert is_placeholder(text)
    assert split_names(text).value == []
    assert split_names(text).remark == f"« {text} » : rien n’est retenu"


@pytest.mark.parametrize("text", ["0", "Nde", "Rase", "Sansanné-Mango", "Naâma"])
def test_short_names_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Eau Vive Internationale, GRET et pS-Eau",
            ["Eau Vive Internationale", "GRET", "pS-Eau"],
        ),
        ("Téra et Gothèye", ["Téra", "Gothèye"]),
        ("GRET / Téra", ["GRET", "Téra"]),
        ("GRET - Inter Aide", ["GRET", "Inter Aide"]),
    ],
)
def test_a_list_is_split_where_a_part_is_known_and_that_is_said(
    text: str, names: list[str]
) -> None:
    found = split_names(text, {"GRET", "Téra"}.__contains__)
    assert found == (names, f"lu comme plusieurs noms : {' | '.join(names)}")


def test_sure_signs_always_split() -> None:
    assert split_names("A | B ; C\nD ; A") == (["A", "B", "C", "D"], "")


@pytest.mark.parametrize(
    "text",
    [
        "Association pour l’eau, l’assainissement et l’hygiène",
        "Ministère de l’Europe et des Affaires étrangères",
        "Eau (Mali, Niger)",
    ],
)
def test_signs_inside_a_name_do_not_split_it(text: str) -> None:
    assert split_names(text) == ([text], "")


def test_a_name_that_may_be_two_is_kept_and_asked_about() -> None:
    names, remark = split_names("Femmes et Développement")
    assert names == ["Femmes et Développement"]
    assert "un seul nom ?" in remark


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("EED (bureau d’études)", "EED", PartnerKind.COMPANY),
        ("Eau Vive (ONG)", "Eau Vive", PartnerKind.NGO),
        ("SEVES (régie_eaux)", "SEVES", PartnerKind.WATER_UTILITY),
        ("Abomey (Collectivités)", "Abomey", PartnerKind.AUTHORITY),
        ("GRET (Paris)", "GRET (Paris)", ""),
        ("AERMC Lyon", "AERMC Lyon", ""),
    ],
)
def test_a_kind_in_parentheses_is_read(text: str, name: str, kind: str) -> None:
    assert parse_named_kind(text) == (name, kind)
