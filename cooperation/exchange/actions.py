"""The worksheet of actions."""

from django.utils.translation import gettext_lazy as _

from cooperation.enums import ActionStatus, Verifier
from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec
from cooperation.exchange.shared import (
    COUNTRIES,
    GOALS,
    THEMES,
    WINDOWS,
    authority_columns,
    link_column,
    named,
    publication_columns,
    reference_column,
    source_columns,
)
from cooperation.exports.datasets import Relation
from cooperation.models import Action

WHAT = [
    reference_column(),
    ColumnSpec(
        "titre",
        _("Titre"),
        _("Ce qui est fait, en une ligne."),
        Kind.TEXT,
        "title",
        ("title",),
        required=True,
        example="Eau potable pour trois villages de Téra",
    ),
    ColumnSpec(
        "resume",
        _("Résumé"),
        _("Au plus 300 caractères, en texte simple."),
        Kind.TEXT,
        "summary",
        ("summary",),
    ),
    ColumnSpec(
        "etat",
        _("État"),
        _("Où en est l’action."),
        Kind.CHOICE,
        "status",
        ("status",),
        choices=ActionStatus,
        example="en_cours",
    ),
    ColumnSpec(
        "annee_debut",
        _("Année de début"),
        _("Une année ; « depuis 2007 » ou « 2012-2015 » sont compris."),
        Kind.YEAR,
        "start_year",
        ("start_year",),
        example="2019",
    ),
    ColumnSpec(
        "annee_fin",
        _("Année de fin"),
        _("Vide si l’action continue ou si elle n’est pas connue."),
        Kind.YEAR,
        "end_year",
        ("end_year",),
        example="2022",
    ),
]
WHO = [
    *authority_columns(
        "chef_de_file",
        (_("Collectivité chef de file"), _("Collectivité chef de file (code)")),
        _("La collectivité française qui porte l’action."),
        "lead",
        required=True,
    ),
    *authority_columns(
        "autres_collectivites",
        (_("Autres collectivités françaises"), _("Autres collectivités (codes)")),
        _("Séparées par une barre verticale. La cellule dit la liste entière."),
        "co_leads",
        of="co_leads",
    ),
    *named(
        "accord",
        (_("Accord"), _("Accord (référence)")),
        _("L’accord sous lequel l’action est menée."),
        Kind.AGREEMENT,
        "agreement",
        "agreement__title",
        "agreement__reference",
        code_suffix="reference",
    ),
]
ABOUT = [
    ColumnSpec(
        "themes",
        _("Thématiques"),
        _("Codes ou noms, séparés par une barre verticale : la liste entière."),
        Kind.THEME,
        "themes",
        ("theme__code",),
        of="themes",
        is_list=True,
        vocabulary=THEMES,
        example="eau_assainissement | sante",
    ),
    ColumnSpec(
        "odd",
        _("ODD"),
        _("Numéros de 1 à 17, séparés par une barre verticale : la liste entière."),
        Kind.GOAL,
        "goals",
        ("goal",),
        of="goals",
        is_list=True,
        vocabulary=GOALS,
        example="6 | 17",
    ),
]
MONEY = [
    ColumnSpec(
        "budget_eur",
        _("Budget en euros"),
        _("« env. 50 000 € » ou « 2,7 M€ » sont compris, et l’arrondi est dit."),
        Kind.AMOUNT,
        "budget_eur",
        ("budget_eur",),
        example="50000",
    ),
    ColumnSpec(
        "part_propre_eur",
        _("Part de la collectivité en euros"),
        _("Au plus le budget."),
        Kind.AMOUNT,
        "own_share_eur",
        ("own_share_eur",),
        example="10000",
    ),
]
MORE = [
    ColumnSpec(
        "description",
        _("Description"),
        _("Texte simple, en paragraphes."),
        Kind.LONG_TEXT,
        "description",
        ("description",),
    ),
    ColumnSpec(
        "resultats",
        _("Résultats"),
        _("Texte simple, en paragraphes."),
        Kind.LONG_TEXT,
        "results",
        ("results",),
    ),
    ColumnSpec(
        "contact",
        _("Fonction à contacter"),
        _("Une fonction, jamais le nom d’une personne."),
        Kind.TEXT,
        "contact_function",
        ("contact_function",),
        example="Chargée de coopération",
    ),
    ColumnSpec(
        "contact_courriel",
        _("Adresse de contact"),
        _("Celle d’un service, jamais celle d’une personne."),
        Kind.EMAIL,
        "contact_email",
        ("contact_email",),
        example="international@annecy.example",
    ),
    ColumnSpec(
        "verifiee_le",
        _("Vérifiée le"),
        _("Un jour, avec qui l’a vérifiée."),
        Kind.DATE,
        "verified_on",
        ("verified_on",),
        example="2026-03-31",
    ),
    ColumnSpec(
        "verifiee_par",
        _("Vérifiée par"),
        _("Qui a confirmé la fiche, avec le jour."),
        Kind.CHOICE,
        "verified_by",
        ("verified_by",),
        choices=Verifier,
    ),
    ColumnSpec(
        "champs_proteges",
        _("Champs protégés"),
        _("Ce qu’un import laisse en place. Se change sur la fiche."),
        Kind.INFORMATION,
        paths=("locked_fields",),
        is_list=True,
        read_only=True,
    ),
]
# One row per action, as an authority fills it in: what hangs on it is in its own cells.
# These add rows to other sheets and take none away; exports write the sheets instead.
SHORTCUTS = [
    ColumnSpec(
        "pays",
        _("Pays"),
        _("Raccourci : ajoute des lieux. Séparés par une barre verticale."),
        Kind.COUNTRY,
        is_list=True,
        is_shortcut=True,
        vocabulary=COUNTRIES,
        example="Niger",
    ),
    ColumnSpec(
        "lieux",
        _("Lieux"),
        _("Raccourci : localités du pays, séparées par une barre verticale."),
        Kind.PLACE,
        is_list=True,
        is_shortcut=True,
        example="Téra | Kokorou",
    ),
    ColumnSpec(
        "partenaires",
        _("Partenaires"),
        _("Raccourci : noms, séparés par une barre verticale ou un point-virgule."),
        Kind.PARTNER,
        is_list=True,
        is_shortcut=True,
        example="Commune de Téra | Eau Vive",
    ),
    ColumnSpec(
        "guichet",
        _("Guichets"),
        _("Raccourci : codes ou noms, séparés par une barre verticale."),
        Kind.WINDOW,
        is_list=True,
        is_shortcut=True,
        vocabulary=WINDOWS,
        example="oudin_santini",
    ),
    ColumnSpec(
        "montant",
        _("Montant"),
        _("Raccourci : ce qui est venu par le guichet, avec sa monnaie."),
        Kind.AMOUNT,
        is_shortcut=True,
        example="20 000 €",
    ),
    ColumnSpec(
        "montant_annee",
        _("Année du montant"),
        _("Raccourci : l’année du montant."),
        Kind.YEAR,
        is_shortcut=True,
        example="2020",
    ),
]
ACTIONS = SheetSpec(
    "actions",
    _("Actions"),
    _("Une ligne par action."),
    Action,
    "reference",
    [
        *WHAT,
        *WHO,
        *ABOUT,
        *MONEY,
        *MORE,
        *source_columns(),
        *publication_columns(),
        link_column("cooperation:action_detail"),
        *SHORTCUTS,
    ],
    key_field="reference",
    relations={
        "co_leads": Relation(
            lambda: Action.co_leads.through.objects.order_by(
                "collectivity__name_key", "pk"
            ),
            "action",
        ),
        "themes": Relation(
            lambda: Action.themes.through.objects.order_by("theme__code"), "action"
        ),
        "goals": Relation(
            lambda: Action.goals.through.objects.order_by("goal"), "action"
        ),
    },
)
