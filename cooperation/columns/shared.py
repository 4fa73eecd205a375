"""Columns that several worksheets have in common, and their values."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import ExportColumn, return_unchanged
from cooperation.columns.specs import ColumnKind, ColumnSpec
from cooperation.columns.values import build_constant, build_page_url, build_utc_date
from cooperation.enums import CollectivityKind, Publication
from cooperation.models import Country, FundingWindow, Goal, Theme

LICENCE = "Licence Ouverte 2.0 (Etalab)"
PUBLISHER = "Passerelles, Cité de la Solidarité Internationale"
CODE_COLUMN_HELP = _("Il décide s’il est donné ou changé ; sinon le nom est cherché.")


def build_vocabulary(
    model: type[Any], code: str, words: str
) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists (code, words) of a table, in its order."""
    return lambda: [
        (str(value), str(label))
        for value, label in model.objects.values_list(code, words)
    ]


THEME_VOCABULARY = build_vocabulary(Theme, "code", "name_fr")
GOAL_VOCABULARY = build_vocabulary(Goal, "number", "name_fr")
WINDOW_VOCABULARY = build_vocabulary(FundingWindow, "code", "name_fr")
COUNTRY_VOCABULARY = build_vocabulary(Country, "iso2", "name_fr")


def get_authority_code(insee: str | None, siren: str | None, slug: str | None) -> Any:
    """Return the code of an authority: INSEE, else SIREN, else its slug."""
    return insee or siren or slug


def get_moment_date(moment: Any) -> Any:
    return moment.date() if moment else None


def build_page_url_getter(route: str) -> Callable[[str], str]:
    """Return a function from a slug to the address of its page."""
    return lambda slug: settings.SITE_URL + reverse(route, args=[slug])


def build_reference_columns(
    code: str,
    labels: tuple[str | Promise, str | Promise],
    help_text: str | Promise,
    kind: ColumnKind,
    field: str,
    name: str | tuple[str, ...],
    codes: str | tuple[str, ...],
    *,
    code_suffix: str = "code",
    examples: tuple[str, str] = ("", ""),
    show_name: Callable[..., Any] = return_unchanged,
    show_code: Callable[..., Any] = return_unchanged,
    public: tuple[tuple[ExportColumn, ...], tuple[ExportColumn, ...]] = ((), ()),
    **options: Any,
) -> list[ColumnSpec]:
    """Return the two columns of a reference: its name and its code.

    ``public`` are the columns of public exports in place of each.
    """
    paths = [(path,) if isinstance(path, str) else path for path in (name, codes)]
    shared: dict[str, Any] = {"kind": kind, "field": field, **options}
    return [
        ColumnSpec(
            code=code,
            label=labels[0],
            help=help_text,
            paths=paths[0],
            show=show_name,
            example=examples[0],
            public=public[0],
            **shared,
        ),
        ColumnSpec(
            code=f"{code}_{code_suffix}",
            label=labels[1],
            help=CODE_COLUMN_HELP,
            paths=paths[1],
            show=show_code,
            example=examples[1],
            is_code=True,
            public=public[1],
            **{**shared, "required": False, "is_public": False},
        ),
    ]


def build_authority_columns(
    code: str,
    labels: tuple[str | Promise, str | Promise],
    help_text: str | Promise,
    field: str,
    of: str = "",
    **options: Any,
) -> list[ColumnSpec]:
    """Return the name and code of an authority, or of those of the relation ``of``."""
    path = "collectivity" if of else field
    examples = ("Annecy | Chambéry", "74010 | 73065") if of else ("Annecy", "74010")
    return build_reference_columns(
        code,
        labels,
        help_text,
        ColumnKind.AUTHORITY,
        field,
        f"{path}__name",
        tuple(f"{path}__{column}" for column in ("insee_code", "siren", "slug")),
        show_code=get_authority_code,
        examples=examples,
        of=of,
        is_list=bool(of),
        **options,
    )


def build_partner_columns(
    code: str, labels: tuple[str | Promise, str | Promise], field: str, **options: Any
) -> list[ColumnSpec]:
    return build_reference_columns(
        code,
        labels,
        _("Un partenaire de l’annuaire. Un nom sans rien qui lui ressemble est créé."),
        ColumnKind.PARTNER,
        field,
        f"{field}__name",
        f"{field}__slug",
        code_suffix="adresse",
        examples=("Commune de Téra", "commune-de-tera"),
        **options,
    )


def build_place_columns(
    *, required: bool = False, is_public: bool = False
) -> list[ColumnSpec]:
    country = ExportColumn("pays", _("Pays"), ("country__name_{lang}",))
    code = ExportColumn("pays_code", _("Pays (code ISO)"), ("country",))
    return [
        *build_reference_columns(
            "pays",
            (_("Pays"), _("Pays (code ISO)")),
            _("Un pays de la liste, dans une graphie courante."),
            ColumnKind.COUNTRY,
            "country",
            "country__name_fr",
            "country",
            examples=("Niger", "NE"),
            required=required,
            vocabulary=COUNTRY_VOCABULARY,
            public=((country,), (code,)) if is_public else ((), ()),
        ),
        *build_reference_columns(
            "lieu",
            (_("Lieu"), _("Lieu (numéro)")),
            _("Une localité de la liste des lieux de ce pays."),
            ColumnKind.PLACE,
            "place",
            "place__name",
            "place",
            code_suffix="numero",
            examples=("Téra", "2439155"),
            is_public=is_public,
        ),
    ]


def build_authority_details(code: str, path: str) -> list[ExportColumn]:
    """Return the public columns about an authority, read through ``path``."""
    return [
        ExportColumn(f"{code}_siren", _("SIREN"), (f"{path}__siren",)),
        ExportColumn(f"{code}_insee", _("Code INSEE"), (f"{path}__insee_code",)),
        ExportColumn(
            f"{code}_nature",
            _("Nature de la collectivité"),
            (f"{path}__kind",),
            choices=CollectivityKind,
        ),
        ExportColumn(
            f"{code}_nature_code",
            _("Nature de la collectivité (code)"),
            (f"{path}__kind",),
        ),
        ExportColumn("epci", _("EPCI"), (f"{path}__epci__name",)),
        ExportColumn("epci_siren", _("EPCI (SIREN)"), (f"{path}__epci__siren",)),
        ExportColumn("departement", _("Département"), (f"{path}__department__name",)),
        ExportColumn(
            "departement_code", _("Département (code)"), (f"{path}__department",)
        ),
    ]


def build_url_column(route: str) -> ExportColumn:
    """Return the public column of the address of an entry's page."""
    return ExportColumn(
        "url", _("Adresse"), ("slug",), expression=build_page_url(route)
    )


def build_licence_columns() -> list[ExportColumn]:
    """Return the public columns of who publishes a row, under which licence."""
    return [
        ExportColumn(
            "editeur", _("Éditeur"), ("pk",), expression=build_constant(PUBLISHER)
        ),
        ExportColumn(
            "licence",
            _("Licence des données"),
            ("pk",),
            expression=build_constant(LICENCE),
        ),
    ]


def build_source_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "incertitude",
            _("Ce qui reste incertain"),
            _("Affiché au public, en une ou deux phrases."),
            ColumnKind.LONG_TEXT,
            "uncertainty",
            is_public=True,
        ),
        ColumnSpec(
            "source",
            _("Source"),
            _("Nom de la source, par exemple celui du site."),
            ColumnKind.TEXT,
            "source_name",
            is_public=True,
            example="annecy.fr",
        ),
        ColumnSpec(
            "source_url",
            _("Page de la source"),
            _("Adresse complète, qui commence par https://."),
            ColumnKind.LINK,
            "source_url",
            is_public=True,
            example="https://www.annecy.fr/",
        ),
        ColumnSpec(
            "source_reference",
            _("Identifiant dans la source"),
            _("Retrouve la fiche lors d’un nouvel import."),
            ColumnKind.TEXT,
            "source_reference",
        ),
        ColumnSpec(
            "source_note",
            _("Note sur la source"),
            _("Pour l’équipe : jamais affichée."),
            ColumnKind.LONG_TEXT,
            "source_note",
        ),
    ]


def build_identifier_column() -> ColumnSpec:
    """Return the column that identifies an action or an agreement."""
    return ColumnSpec(
        "reference",
        _("Référence"),
        _("Ne la changez pas. Vide : la ligne crée une fiche."),
        ColumnKind.IDENTIFIER,
        paths=("reference",),
        example="7KQ2XRA",
        is_public=True,
    )


def build_row_key_column() -> ColumnSpec:
    """Return the column that identifies a child row."""
    return ColumnSpec(
        "ligne_id",
        _("Ligne"),
        _("Ne la changez pas. Vide : la ligne est ajoutée."),
        ColumnKind.IDENTIFIER,
        paths=("pk",),
        example="1234",
    )


def build_deletion_column() -> ColumnSpec:
    return ColumnSpec(
        "supprimer",
        _("Supprimer"),
        _("« oui » retire la ligne. Une ligne absente du fichier reste en place."),
        ColumnKind.YES,
        paths=("pk",),
        show=lambda _key: None,
    )


def build_version_column() -> ColumnSpec:
    """Return the column that tells what the row said when it was exported.

    Its text is made from the other cells, by ``spreadsheets.row_versions``.
    """
    return ColumnSpec(
        "version",
        _("Version"),
        _("Ne la changez pas : elle évite d’effacer ce que d’autres ont changé."),
        ColumnKind.VERSION,
        paths=("pk",),
        show=lambda _key: "",
        read_only=True,
    )


def build_page_column(route: str) -> ColumnSpec:
    return ColumnSpec(
        "page",
        _("Page"),
        _("Adresse de la fiche sur le site. Pour information."),
        ColumnKind.INFORMATION,
        paths=("slug",),
        show=build_page_url_getter(route),
        read_only=True,
    )


def build_publication_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "publication",
            _("Publication"),
            _("Une fiche nouvelle est un brouillon si rien n’est dit."),
            ColumnKind.CHOICE,
            "publication",
            choices=Publication,
            example="brouillon",
        ),
        ColumnSpec(
            "modifiee_le",
            _("Modifiée le"),
            _("Pour information."),
            ColumnKind.INFORMATION,
            paths=("updated_at",),
            show=get_moment_date,
            read_only=True,
            public=(
                ExportColumn(
                    "modifiee_le",
                    _("Modifiée le"),
                    ("updated_at",),
                    expression=build_utc_date,
                ),
            ),
        ),
    ]


def build_parent_columns(
    code: str, labels: tuple[str | Promise, str | Promise], field: str, kind: ColumnKind
) -> list[ColumnSpec]:
    """Return the columns that identify the parent entry of a row."""
    return [
        ColumnSpec(
            f"{code}_reference",
            labels[0],
            _("Référence de la fiche à laquelle la ligne appartient."),
            kind,
            field,
            (f"{field}__reference",),
            is_code=True,
            example="7KQ2XRA",
        ),
        ColumnSpec(
            code,
            labels[1],
            _("Titre de la fiche ; suffit pour une fiche créée par le même fichier."),
            kind,
            field,
            (f"{field}__title",),
            required=True,
        ),
    ]
