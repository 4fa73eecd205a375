"""The worksheet of actions."""

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import ExportRelation
from cooperation.columns.shared import (
    COUNTRY_VOCABULARY,
    GOAL_VOCABULARY,
    THEME_VOCABULARY,
    WINDOW_VOCABULARY,
    build_authority_columns,
    build_identifier_column,
    build_page_column,
    build_publication_columns,
    build_reference_columns,
    build_source_columns,
)
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.enums import ActionStatus, Verifier
from cooperation.models import Action

IDENTITY_COLUMNS = [
    build_identifier_column(),
    ColumnSpec(
        "titre",
        _("Titre"),
        _("Ce qui est fait, en une ligne."),
        ColumnKind.TEXT,
        "title",
        ("title",),
        required=True,
        example="Eau potable pour trois villages de Téra",
    ),
    ColumnSpec(
        "resume",
        _("Résumé"),
        _("Au plus 300 caractères, en texte simple."),
        ColumnKind.TEXT,
        "summary",
        ("summary",),
    ),
    ColumnSpec(
        "etat",
        _("État"),
        _("Où en est l’action."),
        ColumnKind.CHOICE,
        "status",
        ("status",),
        choices=ActionStatus,
        example="en_cours",
    ),
    ColumnSpec(
        "annee_debut",
        _("Année de début"),
        _("Une année ; « depuis 2007 » ou « 2012-2015 » sont compris."),
        ColumnKind.YEAR,
        "start_year",
        ("start_year",),
        example="2019",
    ),
    ColumnSpec(
        "annee_fin",
        _("Année de fin"),
        _("Vide si l’action continue ou si elle n’est pas connue."),
        ColumnKind.YEAR,
        "end_year",
        ("end_year",),
        example="2022",
    ),
]
ACTOR_COLUMNS = [
    *build_authority_columns(
        "chef_de_file",
        (_("Collectivité chef de file"), _("Collectivité chef de file (code)")),
        _("La collectivité française qui porte l’action."),
        "lead",
        required=True,
    ),
    *build_authority_columns(
        "autres_collectivites",
        (_("Autres collectivités françaises"), _("Autres collectivités (codes)")),
        _("Séparées par une barre verticale. La cellule dit la liste entière."),
        "co_leads",
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
    ),
]
TOPIC_COLUMNS = [
    ColumnSpec(
        "themes",
        _("Thématiques"),
        _("Codes ou noms, séparés par une barre verticale : la liste entière."),
        ColumnKind.THEME,
        "themes",
        ("theme__code",),
        of="themes",
        is_list=True,
        vocabulary=THEME_VOCABULARY,
        example="eau_assainissement | sante",
    ),
    ColumnSpec(
        "odd",
        _("ODD"),
        _("Numéros de 1 à 17, séparés par une barre verticale : la liste entière."),
        ColumnKind.GOAL,
        "goals",
        ("goal",),
        of="goals",
        is_list=True,
        vocabulary=GOAL_VOCABULARY,
        example="6 | 17",
    ),
]
MONEY_COLUMNS = [
    ColumnSpec(
        "budget_eur",
        _("Budget en euros"),
        _("« env. 50 000 € » ou « 2,7 M€ » sont compris, et l’arrondi est dit."),
        ColumnKind.AMOUNT,
        "budget_eur",
        ("budget_eur",),
        example="50000",
    ),
    ColumnSpec(
        "part_propre_eur",
        _("Part de la collectivité en euros"),
        _("Au plus le budget."),
        ColumnKind.AMOUNT,
        "own_share_eur",
        ("own_share_eur",),
        example="10000",
    ),
]
DETAIL_COLUMNS = [
    ColumnSpec(
        "description",
        _("Description"),
        _("Texte simple, en paragraphes."),
        ColumnKind.LONG_TEXT,
        "description",
        ("description",),
    ),
    ColumnSpec(
        "resultats",
        _("Résultats"),
        _("Texte simple, en paragraphes."),
        ColumnKind.LONG_TEXT,
        "results",
        ("results",),
    ),
    ColumnSpec(
        "contact",
        _("Fonction à contacter"),
        _("Une fonction, jamais le nom d’une personne."),
        ColumnKind.TEXT,
        "contact_function",
        ("contact_function",),
        example="Chargée de coopération",
    ),
    ColumnSpec(
        "contact_courriel",
        _("Adresse de contact"),
        _("Celle d’un service, jamais celle d’une personne."),
        ColumnKind.EMAIL,
        "contact_email",
        ("contact_email",),
        example="international@annecy.example",
    ),
    ColumnSpec(
        "verifiee_le",
        _("Vérifiée le"),
        _("Un jour, avec qui l’a vérifiée."),
        ColumnKind.DATE,
        "verified_on",
        ("verified_on",),
        example="2026-03-31",
    ),
    ColumnSpec(
        "verifiee_par",
        _("Vérifiée par"),
        _("Qui a confirmé la fiche, avec le jour."),
        ColumnKind.CHOICE,
        "verified_by",
        ("verified_by",),
        choices=Verifier,
    ),
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
# One row per action, as an authority fills it in: what hangs on it is in its own cells.
# These add rows to other sheets and take none away; exports write the sheets instead.
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
]
ACTIONS_WORKSHEET = WorksheetSpec(
    "actions",
    _("Actions"),
    _("Une ligne par action."),
    Action,
    "reference",
    [
        *IDENTITY_COLUMNS,
        *ACTOR_COLUMNS,
        *TOPIC_COLUMNS,
        *MONEY_COLUMNS,
        *DETAIL_COLUMNS,
        *build_source_columns(),
        *build_publication_columns(),
        build_page_column("cooperation:action_detail"),
        *INLINE_COLUMNS,
    ],
    key_field="reference",
    relations={
        "co_leads": ExportRelation(
            lambda: Action.co_leads.through.objects.order_by(
                "collectivity__name_key", "pk"
            ),
            "action",
        ),
        "themes": ExportRelation(
            lambda: Action.themes.through.objects.order_by("theme__code"), "action"
        ),
        "goals": ExportRelation(
            lambda: Action.goals.through.objects.order_by("goal"), "action"
        ),
    },
)
