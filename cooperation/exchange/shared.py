"""Columns that several worksheets have in common, and their values."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Publication
from cooperation.exchange.columns import ColumnSpec, Kind
from cooperation.exports.datasets import same
from cooperation.models import Country, FundingWindow, Goal, Theme

CODE_HELP = _("Il décide s’il est donné ou changé ; sinon le nom est cherché.")
FREE = _("Laissez vide si ce n’est pas connu.")


def words_of(
    model: type[Any], code: str, words: str
) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists (code, words) of a table, in its order."""
    return lambda: [
        (str(value), str(said))
        for value, said in model.objects.values_list(code, words)
    ]


THEMES = words_of(Theme, "code", "name_fr")
GOALS = words_of(Goal, "number", "name_fr")
WINDOWS = words_of(FundingWindow, "code", "name_fr")
COUNTRIES = words_of(Country, "iso2", "name_fr")


def authority_code(insee: str | None, siren: str | None, slug: str | None) -> Any:
    """Return the code of an authority: INSEE, else SIREN, else its slug."""
    return insee or siren or slug


def day_of(moment: Any) -> Any:
    return moment.date() if moment else None


def page_of(route: str) -> Callable[[str], str]:
    """Return a function from a slug to the address of its page."""
    return lambda slug: settings.SITE_URL + reverse(route, args=[slug])


def named(
    code: str,
    labels: tuple[str | Promise, str | Promise],
    help_text: str | Promise,
    kind: Kind,
    field: str,
    name: str | tuple[str, ...],
    codes: str | tuple[str, ...],
    *,
    code_suffix: str = "code",
    examples: tuple[str, str] = ("", ""),
    show_name: Callable[..., Any] = same,
    show_code: Callable[..., Any] = same,
    **options: Any,
) -> list[ColumnSpec]:
    """Return the two columns of a reference: its name and its code."""
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
            **shared,
        ),
        ColumnSpec(
            code=f"{code}_{code_suffix}",
            label=labels[1],
            help=CODE_HELP,
            paths=paths[1],
            show=show_code,
            example=examples[1],
            is_code=True,
            **{**shared, "required": False},
        ),
    ]


def authority_columns(
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
    return named(
        code,
        labels,
        help_text,
        Kind.AUTHORITY,
        field,
        f"{path}__name",
        tuple(f"{path}__{column}" for column in ("insee_code", "siren", "slug")),
        show_code=authority_code,
        examples=examples,
        of=of,
        is_list=bool(of),
        **options,
    )


def partner_columns(
    code: str, labels: tuple[str | Promise, str | Promise], field: str, **options: Any
) -> list[ColumnSpec]:
    return named(
        code,
        labels,
        _("Un partenaire de l’annuaire. Un nom sans rien qui lui ressemble est créé."),
        Kind.PARTNER,
        field,
        f"{field}__name",
        f"{field}__slug",
        code_suffix="adresse",
        examples=("Commune de Téra", "commune-de-tera"),
        **options,
    )


def where_columns(*, required: bool = False) -> list[ColumnSpec]:
    return [
        *named(
            "pays",
            (_("Pays"), _("Pays (code ISO)")),
            _("Un pays de la liste, dans une graphie courante."),
            Kind.COUNTRY,
            "country",
            "country__name_fr",
            "country",
            examples=("Niger", "NE"),
            required=required,
            vocabulary=COUNTRIES,
        ),
        *named(
            "lieu",
            (_("Lieu"), _("Lieu (numéro)")),
            _("Une localité de la liste des lieux de ce pays."),
            Kind.PLACE,
            "place",
            "place__name",
            "place",
            code_suffix="numero",
            examples=("Téra", "2439155"),
        ),
    ]


def source_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "incertitude",
            _("Ce qui reste incertain"),
            _("Affiché au public, en une ou deux phrases."),
            Kind.LONG_TEXT,
            "uncertainty",
            ("uncertainty",),
        ),
        ColumnSpec(
            "source",
            _("Source"),
            _("Nom de la source, par exemple celui du site."),
            Kind.TEXT,
            "source_name",
            ("source_name",),
            example="annecy.fr",
        ),
        ColumnSpec(
            "source_url",
            _("Page de la source"),
            _("Adresse complète, qui commence par https://."),
            Kind.LINK,
            "source_url",
            ("source_url",),
            example="https://www.annecy.fr/",
        ),
        ColumnSpec(
            "source_reference",
            _("Identifiant dans la source"),
            _("Retrouve la fiche lors d’un nouvel import."),
            Kind.TEXT,
            "source_reference",
            ("source_reference",),
        ),
        ColumnSpec(
            "source_note",
            _("Note sur la source"),
            _("Pour l’équipe : jamais affichée."),
            Kind.LONG_TEXT,
            "source_note",
            ("source_note",),
        ),
    ]


def reference_column() -> ColumnSpec:
    """Return the column that identifies an action or an agreement."""
    return ColumnSpec(
        "reference",
        _("Référence"),
        _("Ne la changez pas. Vide : la ligne crée une fiche."),
        Kind.IDENTIFIER,
        paths=("reference",),
        example="7KQ2XRA",
    )


def row_column() -> ColumnSpec:
    """Return the column that identifies a child row."""
    return ColumnSpec(
        "ligne_id",
        _("Ligne"),
        _("Ne la changez pas. Vide : la ligne est ajoutée."),
        Kind.IDENTIFIER,
        paths=("pk",),
        example="1234",
    )


def remove_column() -> ColumnSpec:
    return ColumnSpec(
        "supprimer",
        _("Supprimer"),
        _("« oui » retire la ligne. Une ligne absente du fichier reste en place."),
        Kind.YES,
        paths=("pk",),
        show=lambda _key: None,
    )


def link_column(route: str) -> ColumnSpec:
    return ColumnSpec(
        "page",
        _("Page"),
        _("Adresse de la fiche sur le site. Pour information."),
        Kind.INFORMATION,
        paths=("slug",),
        show=page_of(route),
        read_only=True,
    )


def publication_columns() -> list[ColumnSpec]:
    return [
        ColumnSpec(
            "publication",
            _("Publication"),
            _("Une fiche nouvelle est un brouillon si rien n’est dit."),
            Kind.CHOICE,
            "publication",
            ("publication",),
            choices=Publication,
            example="brouillon",
        ),
        ColumnSpec(
            "modifiee_le",
            _("Modifiée le"),
            _("Pour information."),
            Kind.INFORMATION,
            paths=("updated_at",),
            show=day_of,
            read_only=True,
        ),
    ]


def parent_columns(
    code: str, labels: tuple[str | Promise, str | Promise], field: str, kind: Kind
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
