"""Columns of actions: those of the workbook and those of public exports."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.columns.action_parts import (
    PUBLIC_FUNDING_COLUMNS,
    PUBLIC_PART_RELATIONS,
    PUBLIC_PARTNER_COLUMNS,
    PUBLIC_PLACE_COLUMNS,
)
from cooperation.columns.datasets import (
    Dataset,
    ExportColumn,
    ExportRelation,
)
from cooperation.columns.entries import (
    build_summary_column,
    build_text_columns,
    build_topic_columns,
    build_topic_relations,
    build_verification_columns,
)
from cooperation.columns.shared import (
    COUNTRY_VOCABULARY,
    WINDOW_VOCABULARY,
    build_authority_columns,
    build_authority_details,
    build_identifier_column,
    build_licence_columns,
    build_page_column,
    build_publication_columns,
    build_reference_columns,
    build_source_columns,
    build_url_column,
    build_version_column,
)
from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    EntryColumn,
    WorksheetSpec,
    list_public_columns,
    list_worksheet_columns,
)
from cooperation.columns.values import build_if_published
from cooperation.enums import ActionStatus, AgreementKind, FundingKind
from cooperation.models import Action


def build_agreement_column(
    code: str, label: str | Promise, field: str, **options: Any
) -> ExportColumn:
    """Return a public column about the agreement, empty if it is not published."""
    return ExportColumn(
        code,
        label,
        ("agreement__publication", f"agreement__{field}"),
        expression=build_if_published,
        **options,
    )


IDENTITY_COLUMNS: list[EntryColumn] = [
    build_identifier_column(),
    build_url_column("cooperation:action_detail"),
    ColumnSpec(
        "titre",
        _("Titre"),
        _("Ce qui est fait, en une ligne."),
        ColumnKind.TEXT,
        "title",
        is_public=True,
        required=True,
        example="Eau potable pour trois villages de Téra",
    ),
    build_summary_column(),
    ColumnSpec(
        "etat",
        _("État"),
        _("Où en est l’action."),
        ColumnKind.CHOICE,
        "status",
        is_public=True,
        code_label=_("État (code)"),
        choices=ActionStatus,
        example="en_cours",
    ),
    ColumnSpec(
        "annee_debut",
        _("Année de début"),
        _("Une année ; « depuis 2007 » ou « 2012-2015 » sont compris."),
        ColumnKind.YEAR,
        "start_year",
        is_public=True,
        example="2019",
    ),
    ColumnSpec(
        "annee_fin",
        _("Année de fin"),
        _("Vide si l’action continue ou si elle n’est pas connue."),
        ColumnKind.YEAR,
        "end_year",
        is_public=True,
        example="2022",
    ),
]
ACTOR_COLUMNS: list[EntryColumn] = [
    *build_authority_columns(
        "chef_de_file",
        (_("Collectivité chef de file"), _("Collectivité chef de file (code)")),
        _("La collectivité française qui porte l’action."),
        "lead",
        required=True,
        is_public=True,
    ),
    *build_authority_details("chef_de_file", "lead"),
    *build_authority_columns(
        "autres_collectivites",
        (_("Autres collectivités françaises"), _("Autres collectivités (codes)")),
        _("Séparées par une barre verticale. La cellule dit la liste entière."),
        "co_leads",
        of="co_leads",
        is_public=True,
    ),
    ExportColumn(
        "autres_collectivites_siren",
        _("Autres collectivités (SIREN)"),
        ("collectivity__siren",),
        of="co_leads",
    ),
    *build_reference_columns(
        "accord",
        (_("Accord"), _("Accord (référence)")),
        _("L’accord sous lequel l’action est menée."),
        ColumnKind.AGREEMENT,
        "agreement",
        "agreement__title",
        "agreement__reference",
        code_suffix="reference",
        public=(
            (build_agreement_column("accord", _("Accord"), "title"),),
            (
                build_agreement_column(
                    "accord_reference", _("Accord (référence)"), "reference"
                ),
            ),
        ),
    ),
    build_agreement_column(
        "accord_type", _("Type d’accord"), "kind", choices=AgreementKind
    ),
    build_agreement_column("accord_type_code", _("Type d’accord (code)"), "kind"),
]
MONEY_COLUMNS: list[EntryColumn] = [
    ColumnSpec(
        "budget_eur",
        _("Budget en euros"),
        _("« env. 50 000 € » ou « 2,7 M€ » sont compris, et l’arrondi est dit."),
        ColumnKind.AMOUNT,
        "budget_eur",
        is_public=True,
        example="50000",
    ),
    ColumnSpec(
        "part_propre_eur",
        _("Part de la collectivité en euros"),
        _("Au plus le budget."),
        ColumnKind.AMOUNT,
        "own_share_eur",
        is_public=True,
        example="10000",
    ),
]
DETAIL_COLUMNS: list[EntryColumn] = [
    *build_text_columns(),
    ColumnSpec(
        "contact",
        _("Fonction à contacter"),
        _("Une fonction, jamais le nom d’une personne."),
        ColumnKind.TEXT,
        "contact_function",
        is_public=True,
        example="Chargée de coopération",
    ),
    ColumnSpec(
        "contact_courriel",
        _("Adresse de contact"),
        _("Celle d’un service, jamais celle d’une personne."),
        ColumnKind.EMAIL,
        "contact_email",
        is_public=True,
        example="international@annecy.example",
    ),
    *build_verification_columns(),
    ColumnSpec(
        "champs_proteges",
        _("Champs protégés"),
        _("Ce qu’un import laisse en place. Se change sur la fiche."),
        ColumnKind.INFORMATION,
        paths=("locked_fields",),
        is_list=True,
        read_only=True,
    ),
]
# One row per action, as an authority fills it in, child rows in cells of the action.
# These add rows to other worksheets and take none away; exports write the worksheets.
INLINE_COLUMNS = [
    ColumnSpec(
        "pays",
        _("Pays"),
        _("Raccourci : ajoute des lieux. Séparés par une barre verticale."),
        ColumnKind.COUNTRY,
        is_list=True,
        is_inline=True,
        vocabulary=COUNTRY_VOCABULARY,
        example="Niger",
    ),
    ColumnSpec(
        "lieux",
        _("Lieux"),
        _("Raccourci : localités du pays, séparées par une barre verticale."),
        ColumnKind.PLACE,
        is_list=True,
        is_inline=True,
        example="Téra | Kokorou",
    ),
    ColumnSpec(
        "partenaires",
        _("Partenaires"),
        _("Raccourci : noms, séparés par une barre verticale ou un point-virgule."),
        ColumnKind.PARTNER,
        is_list=True,
        is_inline=True,
        example="Commune de Téra | Eau Vive",
    ),
    ColumnSpec(
        "guichet",
        _("Guichets"),
        _("Raccourci : codes ou noms, séparés par une barre verticale."),
        ColumnKind.WINDOW,
        is_list=True,
        is_inline=True,
        vocabulary=WINDOW_VOCABULARY,
        example="oudin_santini",
    ),
    ColumnSpec(
        "montant",
        _("Montant"),
        _("Raccourci : ce qui est venu par le guichet, avec sa monnaie."),
        ColumnKind.AMOUNT,
        is_inline=True,
        example="20 000 €",
    ),
    ColumnSpec(
        "montant_annee",
        _("Année du montant"),
        _("Raccourci : l’année du montant."),
        ColumnKind.YEAR,
        is_inline=True,
        example="2020",
    ),
    ColumnSpec(
        "montant_nature",
        _("Nature du montant"),
        _("Raccourci : accordé, s’il n’est rien dit ; chaque année, versé ou prévu."),
        ColumnKind.CHOICE,
        is_inline=True,
        choices=FundingKind,
        example="accorde",
    ),
]
ACTION_COLUMNS: list[EntryColumn] = [
    *IDENTITY_COLUMNS,
    *ACTOR_COLUMNS,
    *PUBLIC_PLACE_COLUMNS,
    *PUBLIC_PARTNER_COLUMNS,
    *build_topic_columns(),
    *MONEY_COLUMNS,
    *PUBLIC_FUNDING_COLUMNS,
    *DETAIL_COLUMNS,
    *build_source_columns(),
    *build_publication_columns(),
    *build_licence_columns(),
    build_page_column("cooperation:action_detail"),
    build_version_column(),
    *INLINE_COLUMNS,
]
SHARED_RELATIONS = build_topic_relations(Action, "action") | {
    "co_leads": ExportRelation(
        lambda: Action.co_leads.through.objects.order_by(
            "collectivity__name_key", "pk"
        ),
        "action",
    ),
}
ACTIONS_WORKSHEET = WorksheetSpec(
    "actions",
    _("Actions"),
    _("Une ligne par action."),
    Action,
    "reference",
    list_worksheet_columns(ACTION_COLUMNS),
    key_field="reference",
    relations=SHARED_RELATIONS,
)
ACTION_DATASET = Dataset(
    name="actions",
    rows=lambda: Action.objects.published(),
    columns=list_public_columns(ACTION_COLUMNS),
    relations=SHARED_RELATIONS | PUBLIC_PART_RELATIONS,
)
