"""Each rule of the database, broken once; the tests try all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import MailText, ProposalKind, User
from cooperation import enums, models
from surveys.enums import ParticipationState
from surveys.models import (
    AnswerExport,
    AnswerTheme,
    Quote,
    Report,
    ReportSection,
    Snapshot,
)
from tests import factories
from tests.surveys import factories as surveys

TWO_OR_NONE = (
    "Donnez une latitude entre -90 et 90 et une longitude entre -180 et 180, ou "
    "laissez les deux vides."
)
IMPLAUSIBLE = "Cette année n’est pas plausible."
NEGATIVE = "Un montant ne peut pas être négatif."
WORDS = {"subject": "Bonjour", "body": "{lien}", "shipped_digest": "0"}
PAIR = ("table", "first_id", "second_id", "reasons", "certainty")
YEARLY_UPDATE = {"fingerprint": "0", "summary": ["0"], "changes": {"rows": []}}
OF_PROPOSALS = ("kind", "collectivity", "author", "base", "content", "typed")
ELSEWHERE = "La valeur «\xa0'ailleurs'\xa0» n’est pas un choix valide."
# Said by the field itself, before the constraint may speak.
EMPTY = "Ce champ ne peut pas être vide."
UNORDERED = "La fin ne peut pas précéder le début."


@dataclass
class Violation:
    """How to break one rule, and what a form says of it."""

    constraint: str
    message: str
    build: Callable[[], Model]
    """Gives an unsaved row that breaks this rule and no other."""


def twice_read() -> Model:
    """Return a line that an import has already."""
    batch = models.ImportBatch.objects.create(name="a")
    said = {"batch": batch, "sheet": "actions", "line": 2, "outcome": "creee"}
    models.ImportLine.objects.create(**said)
    return models.ImportLine(**said)


def action(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved action with ``fields``."""
    return lambda: factories.ActionFactory.build(
        lead=factories.CollectivityFactory(), **fields
    )


def agreement(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved agreement with ``fields``."""
    return lambda: factories.AgreementFactory.build(
        collectivity=factories.CollectivityFactory(),
        counterpart=factories.PartnerFactory(),
        country=factories.CountryFactory(),
        **fields,
    )


def collectivity(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved commune, unless ``fields`` say another kind."""
    return lambda: factories.CollectivityFactory.build(
        department=factories.DepartmentFactory(), **fields
    )


def country(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved country."""
    return lambda: factories.CountryFactory.build(
        sub_region=factories.SubRegionFactory(), **{"iso2": "TG", **fields}
    )


def funding(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved funding."""
    return lambda: factories.FundingFactory.build(
        action=factories.ActionFactory(),
        window=factories.FundingWindowFactory(),
        **fields,
    )


def event(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved event of an agreement."""
    return lambda: factories.AgreementEventFactory.build(
        agreement=factories.AgreementFactory(), **fields
    )


def testimony(**fields: Any) -> Callable[[], Model]:
    """Return what makes an unsaved testimony about nothing."""
    return lambda: factories.TestimonyFactory.build(**{"action": None, **fields})


def question(**fields: Any) -> Model:
    """Return an unsaved question with ``fields``."""
    return surveys.QuestionFactory.build(section=surveys.SectionFactory(), **fields)


def wave(**fields: Any) -> Model:
    """Return an unsaved wave with ``fields``."""
    return surveys.WaveFactory.build(
        questionnaire=surveys.QuestionnaireFactory(), **fields
    )


def participation(**fields: Any) -> Model:
    """Return an unsaved participation with ``fields``."""
    return surveys.ParticipationFactory.build(
        wave=surveys.WaveFactory(started=True),
        collectivity=factories.CollectivityFactory(),
        **fields,
    )


def block(**fields: Any) -> Model:
    """Return an unsaved block with ``fields``."""
    return surveys.BlockFactory.build(
        participation=surveys.ParticipationFactory(),
        section=surveys.SectionFactory(),
        action=factories.ActionFactory(),
        **fields,
    )


def report(**fields: Any) -> Report:
    """Return an unsaved report."""
    about = {"title_fr": "État", "slug": "etat", "edition": date(2026, 11, 1)}
    return Report(**about | fields)


def saved_report() -> Report:
    """Return a report."""
    made = report()
    made.save()
    return made


def second_snapshot() -> Model:
    """Return an unsaved twin of a snapshot."""
    about = {"number": 1, "taken_at": timezone.now(), "data": {"a": 1}, "digest": "a"}
    first = Snapshot.objects.create(report=saved_report(), **about)
    return Snapshot(report=first.report, **about)


def second_funding() -> Model:
    """Return an unsaved twin of a funding."""
    first = factories.FundingFactory()
    return factories.FundingFactory.build(action=first.action, window=first.window)


def second_event() -> Model:
    """Return an unsaved twin of an event."""
    first = factories.AgreementEventFactory()
    return factories.AgreementEventFactory.build(agreement=first.agreement)


def second_location() -> Model:
    """Return an unsaved twin of a location without place."""
    first = factories.LocationFactory()
    return factories.LocationFactory.build(action=first.action, country=first.country)


def second_involvement() -> Model:
    """Return an unsaved twin of a partner's role."""
    first = factories.InvolvementFactory()
    return factories.InvolvementFactory.build(
        action=first.action, partner=first.partner
    )


def second_alias() -> Model:
    """Return an unsaved twin of another name."""
    first = factories.CollectivityAliasFactory(name="Seynod")
    return factories.CollectivityAliasFactory.build(
        collectivity=first.collectivity, name="Seynod"
    )


def second_authority(kind: enums.CollectivityKind, field: str) -> Model:
    """Return an unsaved second authority for one department or region."""
    territory = {
        "department": factories.DepartmentFactory(),
        "region": factories.RegionFactory(),
    }
    only = {"department": None, "region": None, field: territory[field]}
    factories.CollectivityFactory(kind=kind, **only)
    return factories.CollectivityFactory.build(kind=kind, **only)


def second_former_slug() -> Model:
    """Return an unsaved second row for one former address."""
    factories.FormerSlugFactory(slug="puits")
    return factories.FormerSlugFactory.build(slug="puits")


def second_user() -> Model:
    """Return an unsaved user whose address differs from another's by case alone."""
    factories.UserFactory(email="anne@exemple.fr")
    return User(email="ANNE@exemple.fr", password="!")


def twin(row: Model, *fields: str) -> Model:
    """Return an unsaved row that says the same as another in some fields."""
    return type(row)(**{field: getattr(row, field) for field in fields})


def proposed_agreement() -> Model:
    """Return an open proposal of an agreement."""
    agreement = factories.AgreementFactory()
    return factories.ProposalFactory(
        action=None,
        agreement=agreement,
        kind=ProposalKind.AGREEMENT,
        collectivity=agreement.collectivity,
    )


def unknown(factory: Any, field: str) -> Violation:
    """Return the violation of a closed list of values."""

    def build() -> Model:
        row = factory()
        if field == "verified_by":
            row.verified_on = date(2026, 3, 1)
        setattr(row, field, "inconnu")
        return row

    options = factory._meta.model._meta
    app, model = options.app_label, options.model_name
    message = "La valeur «\xa0'inconnu'\xa0» n’est pas un choix valide."
    return Violation(f"{app}_{model}_{field}_known", message, build)


CLOSED_LISTS = [
    unknown(factories.ActionFactory, "publication"),
    unknown(factories.ActionFactory, "status"),
    unknown(factories.ActionFactory, "verified_by"),
    unknown(factories.AgreementFactory, "publication"),
    unknown(factories.AgreementFactory, "kind"),
    unknown(factories.AgreementFactory, "verified_by"),
    unknown(factories.AgreementEventFactory, "kind"),
    unknown(factories.CollectivityFactory, "kind"),
    unknown(factories.CollectivityAliasFactory, "kind"),
    unknown(factories.EventFactory, "publication"),
    unknown(factories.FundingFactory, "kind"),
    unknown(factories.FundingCallFactory, "publication"),
    unknown(factories.FundingCallFactory, "recurrence"),
    unknown(factories.InvolvementFactory, "role"),
    unknown(factories.GuidedStoryFactory, "publication"),
    unknown(factories.OfferFactory, "publication"),
    unknown(factories.OfferFactory, "kind"),
    unknown(factories.PartnerFactory, "kind"),
    unknown(factories.ResourceFactory, "publication"),
    unknown(factories.ResourceFactory, "kind"),
    unknown(factories.ResourceFactory, "level"),
    unknown(factories.TestimonyFactory, "publication"),
    unknown(factories.ErrorReportFactory, "state"),
    unknown(factories.BackupRunFactory, "kind"),
    unknown(factories.RelayedMessageFactory, "state"),
    unknown(factories.OutgoingMailFactory, "state"),
    unknown(factories.MembershipFactory, "role"),
    unknown(factories.AccessRequestFactory, "state"),
    unknown(factories.ProposalFactory, "state"),
    unknown(factories.ProposalFactory, "kind"),
]
VIOLATIONS = [
    *CLOSED_LISTS,
    Violation(
        "cooperation_collectivityalias_until_year_plausible",
        IMPLAUSIBLE,
        lambda: factories.CollectivityAliasFactory.build(
            collectivity=factories.CollectivityFactory(), until_year=3000
        ),
    ),
    Violation("cooperation_country_point_in_range", TWO_OR_NONE, country(lat=91)),
    Violation(
        "cooperation_country_iso2_well_formed",
        "Deux lettres majuscules, par exemple NE.",
        country(iso2="ne"),
    ),
    Violation(
        "cooperation_place_point_in_range",
        TWO_OR_NONE,
        lambda: factories.PlaceFactory.build(
            country=factories.CountryFactory(), lng=-181
        ),
    ),
    Violation(
        "cooperation_collectivity_point_in_range", TWO_OR_NONE, collectivity(lat=46)
    ),
    Violation(
        "cooperation_collectivity_siren_valid",
        "Ce SIREN n’est pas valide.",
        collectivity(siren="217400107"),
    ),
    Violation(
        "cooperation_collectivity_insee_well_formed",
        "Ce code INSEE n’est pas valide.",
        collectivity(insee_code="7401"),
    ),
    Violation(
        "cooperation_collectivity_insee_of_communes",
        "Seule une commune a un code INSEE.",
        collectivity(kind=enums.CollectivityKind.SYNDICAT, insee_code="74010"),
    ),
    Violation(
        "cooperation_collectivity_epci_has_type",
        "Un EPCI, et lui seul, a un type d’EPCI.",
        collectivity(kind=enums.CollectivityKind.EPCI),
    ),
    Violation(
        "cooperation_collectivity_only_communes_join",
        "Seule une commune appartient à un EPCI.",
        lambda: factories.CollectivityFactory.build(
            kind=enums.CollectivityKind.SYNDICAT,
            department=None,
            epci=factories.CollectivityFactory(epci_kind=True),
        ),
    ),
    Violation(
        "cooperation_collectivity_succeeded_once_closed",
        "Une autre collectivité succède à celle qui n’existe plus : "
        "donnez depuis quand.",
        lambda: factories.CollectivityFactory.build(
            department=None, successor=factories.CollectivityFactory()
        ),
    ),
    Violation(
        "cooperation_collectivity_one_per_department",
        "Ce département est déjà là.",
        lambda: second_authority(enums.CollectivityKind.DEPARTEMENT, "department"),
    ),
    Violation(
        "cooperation_collectivity_one_per_region",
        "Cette région est déjà là.",
        lambda: second_authority(enums.CollectivityKind.REGION, "region"),
    ),
    Violation(
        "cooperation_collectivityalias_once", "Ce nom est déjà noté.", second_alias
    ),
    Violation(
        "cooperation_synonym_once",
        "Ce mot est déjà noté.",
        lambda: factories.SynonymFactory.build(text=factories.SynonymFactory().text),
    ),
    Violation(
        "cooperation_synonym_param_known",
        ELSEWHERE,
        lambda: factories.SynonymFactory.build(param="ailleurs"),
    ),
    Violation(
        "cooperation_agreementevent_year_plausible", IMPLAUSIBLE, event(year=799)
    ),
    Violation(
        "cooperation_agreementevent_date_in_year",
        "Le jour doit tomber dans l’année donnée.",
        event(year=2000, date=date(2001, 1, 1)),
    ),
    Violation(
        "cooperation_agreementevent_date_in_year",
        "Le jour doit tomber dans l’année donnée.",
        event(year=None, date=date(2001, 1, 1)),
    ),
    Violation(
        "cooperation_agreementevent_once", "Cet événement est déjà noté.", second_event
    ),
    Violation(
        "cooperation_goal_number_in_range",
        "Les ODD vont de 1 à 17.",
        lambda: factories.GoalFactory.build(number=18),
    ),
    Violation(
        "cooperation_action_start_year_plausible", IMPLAUSIBLE, action(start_year=20)
    ),
    Violation(
        "cooperation_action_end_year_plausible", IMPLAUSIBLE, action(end_year=2101)
    ),
    Violation(
        "cooperation_action_budget_eur_not_negative", NEGATIVE, action(budget_eur=-1)
    ),
    Violation(
        "cooperation_action_own_share_eur_not_negative",
        NEGATIVE,
        action(own_share_eur=-1),
    ),
    Violation(
        "cooperation_action_years_ordered",
        UNORDERED,
        action(start_year=2020, end_year=2019),
    ),
    Violation(
        "cooperation_action_own_share_within_budget",
        "La part de la collectivité ne peut pas dépasser le budget.",
        action(budget_eur=100, own_share_eur=101),
    ),
    Violation(
        "cooperation_action_verified_on_and_by",
        "Une vérification a une date et un auteur, ou ni l’un ni l’autre.",
        action(verified_on=date(2026, 3, 1)),
    ),
    Violation(
        "cooperation_agreement_verified_on_and_by",
        "Une vérification a une date et un auteur, ou ni l’un ni l’autre.",
        agreement(verified_on=date(2026, 3, 1)),
    ),
    Violation(
        "cooperation_location_point_in_range",
        TWO_OR_NONE,
        lambda: factories.LocationFactory.build(
            action=factories.ActionFactory(), country=factories.CountryFactory(), lat=3
        ),
    ),
    Violation("cooperation_location_once", "Ce lieu est déjà noté.", second_location),
    Violation(
        "cooperation_involvement_once",
        "Ce partenaire a déjà ce rôle.",
        second_involvement,
    ),
    Violation("cooperation_funding_year_plausible", IMPLAUSIBLE, funding(year=1899)),
    Violation("cooperation_funding_amount_not_negative", NEGATIVE, funding(amount=-1)),
    Violation(
        "cooperation_funding_once",
        "Ce guichet, ce financeur et cette année ont déjà un montant.",
        second_funding,
    ),
    Violation(
        "cooperation_photo_alt_and_credit",
        EMPTY,
        lambda: factories.PhotoFactory.build(
            action=factories.ActionFactory(), credit=""
        ),
    ),
    Violation(
        "cooperation_event_dates_ordered",
        UNORDERED,
        lambda: factories.EventFactory.build(ends_on=date(2026, 1, 1)),
    ),
    Violation(
        "cooperation_fundingcall_dates_ordered",
        "La clôture ne peut précéder l’ouverture.",
        lambda: factories.FundingCallFactory.build(opens_on=date(2027, 1, 1)),
    ),
    Violation(
        "cooperation_fundingcall_rate_plausible",
        "Un taux est un pourcentage, de 1 à 100.",
        lambda: factories.FundingCallFactory.build(rate_max=120),
    ),
    Violation(
        "cooperation_exchangerate_currency_well_formed",
        "Trois lettres majuscules, par exemple CHF.",
        lambda: factories.ExchangeRateFactory.build(currency="Fr."),
    ),
    Violation(
        "cooperation_exchangerate_per_euro_positive",
        "Un taux est plus grand que zéro.",
        lambda: factories.ExchangeRateFactory.build(per_euro=0),
    ),
    Violation(
        "cooperation_exchangerate_days_ordered",
        UNORDERED,
        lambda: factories.ExchangeRateFactory.build(valid_until=date(2019, 1, 1)),
    ),
    Violation(
        "cooperation_exchangerate_sourced",
        EMPTY,
        lambda: factories.ExchangeRateFactory.build(source=""),
    ),
    Violation(
        "cooperation_exchangerate_once",
        "Cette monnaie a déjà un taux ce jour-là.",
        lambda: factories.ExchangeRateFactory.build(
            currency=factories.ExchangeRateFactory().currency
        ),
    ),
    Violation(
        "cooperation_importbatch_state_known",
        "La valeur «\u00a0'x'\u00a0» n’est pas un choix valide.",
        lambda: models.ImportBatch(name="a", state="x"),
    ),
    Violation(
        "cooperation_importbatch_applied_at",
        "Un import appliqué a une date.",
        lambda: models.ImportBatch(name="a", state="appliquee"),
    ),
    Violation(
        "cooperation_importbatch_undone_at",
        "Un import annulé a une date.",
        lambda: models.ImportBatch(
            name="a", state="annulee", applied_at=timezone.now()
        ),
    ),
    Violation(
        "cooperation_importline_outcome_known",
        "La valeur «\u00a0'x'\u00a0» n’est pas un choix valide.",
        lambda: models.ImportLine(
            batch=models.ImportBatch.objects.create(name="a"), line=2, outcome="x"
        ),
    ),
    Violation(
        "cooperation_importline_once",
        "Cette ligne est déjà lue.",
        twice_read,
    ),
    Violation(
        "cooperation_ceilingrule_percent_plausible",
        "Un plafond est un pourcentage, entre 0 et 100.",
        lambda: factories.CeilingRuleFactory.build(
            window=factories.FundingWindowFactory(), percent=101
        ),
    ),
    Violation(
        "cooperation_ceilingrule_dates_ordered",
        UNORDERED,
        lambda: factories.CeilingRuleFactory.build(
            window=factories.FundingWindowFactory(), in_force_until=date(2000, 1, 1)
        ),
    ),
    Violation(
        "cooperation_offer_has_title",
        EMPTY,
        lambda: factories.OfferFactory.build(title=""),
    ),
    Violation(
        "cooperation_formerslug_once",
        "Un objet Ancienne adresse avec ces champs Table et Ancienne adresse existe "
        "déjà.",
        second_former_slug,
    ),
    Violation(
        "cooperation_storystep_image_alt_and_credit",
        "Une image demande un texte de remplacement et un crédit.",
        lambda: factories.StoryStepFactory.build(
            story=factories.GuidedStoryFactory(), pictured=True, credit=""
        ),
    ),
    Violation(
        "cooperation_testimony_about_something",
        "Rattachez le témoignage à une action ou à une collectivité.",
        testimony(),
    ),
    Violation(
        "cooperation_testimony_published_with_consent",
        "Un témoignage ne se publie qu’avec l’accord de son auteur.",
        lambda: factories.TestimonyFactory.build(
            action=factories.ActionFactory(), has_consent=False
        ),
    ),
    Violation(
        "cooperation_testimony_portrait_with_credit",
        "Pour publier une photographie, donnez le fichier et son crédit.",
        lambda: factories.TestimonyFactory.build(
            action=factories.ActionFactory(), portrayed=True, portrait_credit=""
        ),
    ),
    Violation(
        "accounts_membership_dates_ordered",
        UNORDERED,
        lambda: factories.MembershipFactory.build(
            user=factories.UserFactory(),
            collectivity=factories.CollectivityFactory(),
            since=date(2026, 3, 1),
            until=date(2026, 2, 1),
        ),
    ),
    Violation(
        "accounts_membership_once",
        "Cette personne a déjà ce mandat.",
        lambda: twin(factories.MembershipFactory(), "user", "collectivity"),
    ),
    Violation(
        "accounts_updatecampaign_closed_once_started",
        "Une campagne se clôt après son lancement.",
        lambda: factories.UpdateCampaignFactory.build(closed_at=timezone.now()),
    ),
    Violation(
        "accounts_campaigntarget_once",
        "Cette collectivité est déjà choisie.",
        lambda: twin(factories.CampaignTargetFactory(), "campaign", "collectivity"),
    ),
    Violation(
        "accounts_campaignmail_once",
        "Ce courriel est déjà parti.",
        lambda: twin(factories.CampaignMailFactory(), "target", "membership", "number"),
    ),
    Violation(
        "accounts_accessrequest_names_an_authority",
        "Dites pour quelle collectivité.",
        lambda: factories.AccessRequestFactory.build(
            collectivity=None, other_collectivity=""
        ),
    ),
    Violation(
        "accounts_accessrequest_once",
        "Cette demande est déjà reçue.",
        lambda: twin(
            factories.AccessRequestFactory(other_collectivity="Syndicat"),
            *("email", "full_name", "function", "collectivity", "other_collectivity"),
        ),
    ),
    Violation(
        "accounts_proposal_one_open_action",
        "Vous avez déjà une proposition en cours.",
        lambda: twin(
            factories.ProposalFactory(),
            *("action", "collectivity", "author", "base", "content", "typed"),
        ),
    ),
    Violation(
        "accounts_proposal_one_open_agreement",
        "Vous avez déjà une proposition en cours.",
        lambda: twin(proposed_agreement(), *OF_PROPOSALS, "agreement"),
    ),
    Violation(
        "accounts_proposal_one_open_collectivity",
        "Vous avez déjà une proposition en cours.",
        lambda: twin(
            factories.ProposalFactory(
                action=None,
                kind=ProposalKind.COLLECTIVITY,
                collectivity=factories.CollectivityFactory(),
            ),
            *OF_PROPOSALS,
        ),
    ),
    Violation(
        "accounts_proposal_one_sheet",
        "Une proposition porte sur une fiche.",
        lambda: factories.ProposalFactory.build(
            author=factories.UserFactory(),
            action=factories.ActionFactory(),
            collectivity=factories.CollectivityFactory(),
            kind=ProposalKind.AGREEMENT,
        ),
    ),
    Violation(
        "accounts_user_email_ci",
        "Un compte existe déjà avec cette adresse.",
        second_user,
    ),
    Violation(
        "surveys_questionnaire_state_known",
        ELSEWHERE,
        lambda: surveys.QuestionnaireFactory.build(state="ailleurs"),
    ),
    Violation(
        "surveys_questionnaire_once",
        "Cette version existe déjà.",
        lambda: twin(surveys.QuestionnaireFactory(), "code", "title_fr"),
    ),
    Violation(
        "surveys_questionnaire_version_counted",
        "Les versions se comptent à partir de 1.",
        lambda: surveys.QuestionnaireFactory.build(version=0),
    ),
    Violation(
        "surveys_section_once",
        "Ce code sert déjà à une autre page.",
        lambda: twin(surveys.SectionFactory(), "questionnaire", "code", "title_fr"),
    ),
    Violation(
        "surveys_question_kind_known",
        ELSEWHERE,
        lambda: question(kind="ailleurs"),
    ),
    Violation(
        "surveys_question_once",
        "Ce code sert déjà à une autre question.",
        lambda: twin(surveys.QuestionFactory(), "section", "code", "label_fr", "kind"),
    ),
    Violation(
        "surveys_question_bounds_ordered",
        "Le plus petit ne peut pas dépasser le plus grand.",
        lambda: question(least=3, most=2),
    ),
    Violation(
        "surveys_question_condition_whole",
        "Une condition dit comment ses tests se joignent, et lesquels.",
        lambda: question(condition={"join": "et"}),
    ),
    Violation(
        "surveys_section_condition_whole",
        "Une condition dit comment ses tests se joignent, et lesquels.",
        lambda: surveys.SectionFactory.build(
            questionnaire=surveys.QuestionnaireFactory(), condition={"join": "et"}
        ),
    ),
    Violation(
        "surveys_option_once",
        "Ce code sert déjà à une autre réponse.",
        lambda: twin(surveys.OptionFactory(), "question", "code", "label_fr"),
    ),
    Violation(
        "surveys_wave_days_ordered",
        "Le dernier jour ne peut pas précéder l’ouverture.",
        lambda: wave(opens_on=date(2026, 5, 2), closes_on=date(2026, 5, 1)),
    ),
    Violation(
        "surveys_wave_closed_once_started",
        "Une enquête se clôt après son lancement.",
        lambda: wave(closed_at=timezone.now()),
    ),
    Violation(
        "surveys_participation_state_known",
        ELSEWHERE,
        lambda: participation(state="ailleurs"),
    ),
    Violation(
        "surveys_participation_mode_known",
        ELSEWHERE,
        lambda: participation(mode="ailleurs"),
    ),
    Violation(
        "surveys_participation_once",
        "Cette collectivité est déjà invitée.",
        lambda: twin(surveys.ParticipationFactory(), "wave", "collectivity"),
    ),
    Violation(
        "surveys_participation_submitted_on_a_day",
        "Un envoi a une date.",
        lambda: participation(state=ParticipationState.SUBMITTED),
    ),
    Violation(
        "surveys_participation_declined_on_a_day",
        "Un refus a une date.",
        lambda: participation(state=ParticipationState.DECLINED),
    ),
    Violation(
        "surveys_surveymail_once",
        "Ce courriel est déjà parti.",
        lambda: twin(surveys.SurveyMailFactory(), "participation", "email"),
    ),
    Violation(
        "surveys_block_outcome_known",
        ELSEWHERE,
        lambda: block(outcome="ailleurs"),
    ),
    Violation(
        "surveys_block_one_sheet",
        "Une coopération répond d’une action ou d’un accord, pas des deux.",
        lambda: block(agreement=factories.AgreementFactory()),
    ),
    Violation(
        "surveys_block_action_once",
        "Cette action est déjà là.",
        lambda: twin(
            surveys.BlockFactory(), "participation", "section", "action", "title"
        ),
    ),
    Violation(
        "surveys_block_agreement_once",
        "Cet accord est déjà là.",
        lambda: twin(
            surveys.BlockFactory(action=None, agreement=factories.AgreementFactory()),
            *("participation", "section", "agreement", "title"),
        ),
    ),
    Violation(
        "surveys_report_publication_known",
        "Cette valeur n’est pas dans la liste.",
        lambda: report(publication="ailleurs"),
    ),
    Violation(
        "surveys_report_published_with_snapshot",
        "Prenez un relevé des chiffres avant de publier.",
        lambda: report(publication="publiee"),
    ),
    Violation(
        "surveys_snapshot_once",
        "Ce relevé a déjà été pris.",
        second_snapshot,
    ),
    Violation(
        "surveys_reportpartner_role_known",
        ELSEWHERE,
        lambda: surveys.ReportPartnerFactory.build(
            report=saved_report(), role="ailleurs"
        ),
    ),
    Violation(
        "surveys_reportpartner_once",
        "Cet organisme est déjà dans la liste.",
        lambda: twin(
            surveys.ReportPartnerFactory(report=saved_report()), "report", "name"
        ),
    ),
    Violation(
        "surveys_reportimage_once",
        "Une autre image porte déjà ce nom.",
        lambda: twin(
            surveys.ReportImageFactory(report=saved_report()),
            *("report", "code", "file", "alt_fr", "credit"),
        ),
    ),
    Violation(
        "surveys_reportimage_alt_and_credit",
        EMPTY,
        lambda: surveys.ReportImageFactory.build(report=saved_report(), credit=""),
    ),
    Violation(
        "surveys_reportsection_kind_known",
        ELSEWHERE,
        lambda: ReportSection(
            report=saved_report(), kind="ailleurs", position=1, title_fr="Titre"
        ),
    ),
    Violation(
        "surveys_answer_once",
        "Cette question a déjà une réponse.",
        lambda: twin(surveys.AnswerFactory(), "participation", "question", "value"),
    ),
    Violation(
        "surveys_answertheme_once",
        "Ce thème existe déjà.",
        lambda: theme("temps") if theme("Temps").save() is None else theme(""),
    ),
    Violation(
        "surveys_quote_once",
        "Cette citation est déjà gardée.",
        lambda: twin(
            Quote.objects.create(answer=surveys.AnswerFactory(), text="Ceci"),
            *("answer", "text"),
        ),
    ),
    Violation(
        "surveys_quote_consent_known",
        ELSEWHERE,
        lambda: Quote(
            answer=surveys.AnswerFactory(),
            text="Ceci",
            consent="ailleurs",
            chosen_by=factories.UserFactory(),
        ),
    ),
    Violation(
        "surveys_answerexport_kind_known",
        ELSEWHERE,
        lambda: an_export(kind="ailleurs"),
    ),
    Violation(
        "surveys_answerexport_state_known",
        ELSEWHERE,
        lambda: an_export(state="ailleurs"),
    ),
    Violation(
        "surveys_answerexport_file_format_known",
        "Choisissez CSV ou XLSX.",
        lambda: an_export(file_format="pdf"),
    ),
    Violation(
        "accounts_mailtext_once",
        "Ce courriel a déjà un texte.",
        lambda: twin(
            MailText.objects.create(code="invitation", language="fr", **WORDS),
            *("code", "language", *WORDS),
        ),
    ),
    Violation(
        "cooperation_savedview_once",
        "Vous avez déjà une vue de ce nom.",
        lambda: twin(
            models.SavedView.objects.create(
                owner=factories.UserFactory(), table="cooperation.action", name="Niger"
            ),
            *("owner", "table", "name"),
        ),
    ),
    Violation(
        "cooperation_duplicatepair_once",
        "Cette paire est déjà connue.",
        lambda: twin(pair(1, 2, save=True), *PAIR),
    ),
    Violation(
        "cooperation_duplicatepair_order",
        "La fiche la plus ancienne vient d’abord.",
        lambda: pair(2, 1),
    ),
    Violation(
        "cooperation_yearlyupdaterun_state_known",
        ELSEWHERE,
        lambda: models.YearlyUpdateRun(
            on=date(2027, 1, 1), state="ailleurs", **YEARLY_UPDATE
        ),
    ),
]


def theme(label: str) -> AnswerTheme:
    """Return an unsaved theme."""
    return AnswerTheme(questionnaire_code="q", question_code="q", label=label)


def an_export(**fields: Any) -> AnswerExport:
    """Return an unsaved line of the log of exports."""
    given = {"kind": "anonyme", "file_format": "csv"} | fields
    return AnswerExport(wave_name="E", wave_slug="e", who="x@exemple.fr", **given)


def pair(first: int, second: int, *, save: bool = False) -> models.DuplicatePair:
    """Return a pair of partners that may be one."""
    row = models.DuplicatePair(
        table="cooperation.partner",
        first_id=first,
        second_id=second,
        reasons=["nom"],
        certainty=90,
    )
    if save:
        row.save()
    return row
