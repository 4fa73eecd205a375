"""Facts on the pages of entries, for the component ``facts``."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import AgreementStatus, AliasKind, InvolvementRole
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    CollectivityAlias,
    Country,
    Location,
    Partner,
    Place,
)
from cooperation.presenters.cards import get_public_agreement
from cooperation.presenters.collectivities import (
    format_population,
    get_collectivity_nature,
    get_region_name,
)
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.money import format_euros
from cooperation.presenters.places import format_location, format_place
from cooperation.presenters.types import Fact, Link
from cooperation.presenters.years import format_action_years, format_agreement_years


def build_action_facts(action: Action) -> list[Fact]:
    agreement = get_public_agreement(action)
    co_leads = [build_entry_link(other) for other in action.co_leads.all()]
    return [
        Fact(_("Chef de file"), entries=[build_entry_link(action.lead)]),
        Fact(_("Autres collectivités"), entries=co_leads),
        Fact(
            _("Accord"), entries=[build_agreement_link(agreement)] if agreement else []
        ),
        Fact(_("Où"), entries=[*map(build_location_link, action.locations.all())]),
        Fact(_("Années"), format_action_years(action)),
        *build_topic_facts(action, "action_list"),
        build_budget_fact(action),
        Fact(_("À qui s’adresser"), action.contact_function),
        Fact(_("Référence"), action.reference),
    ]


def build_entry_link(row: Collectivity | Partner) -> Link:
    return Link(row.name, row.get_absolute_url())


def build_agreement_link(agreement: Agreement) -> Link:
    return Link(
        agreement.title, agreement.get_absolute_url(), agreement.get_kind_display()
    )


def build_location_link(location: Location) -> Link:
    return Link(format_location(location), location.country.get_absolute_url())


def build_topic_facts(entry: Action | Agreement, route: str) -> list[Fact]:
    """Return the themes and goals of an entry; ``route`` lists entries of its kind."""
    themes = [
        Link(theme.name, get_list_url(route, theme=theme.code), theme=theme.code)
        for theme in entry.themes.all()
    ]
    goals = [
        Link(
            f"{goal.number}. {goal.name}",
            get_list_url(route, odd=goal.number),
            goal=goal.number,
        )
        for goal in entry.goals.all()
    ]
    return [Fact(_("Thématiques"), entries=themes), Fact(_("ODD"), entries=goals)]


def build_budget_fact(action: Action) -> Fact:
    """Return the budget, with the own share of the lead authority."""
    share = "" if action.own_share_eur is None else format_euros(action.own_share_eur)
    if action.budget_eur is None:
        return Fact(_("Part de la collectivité chef de file"), share)
    own = _("dont %(amount)s de la collectivité chef de file") % {"amount": share}
    return Fact(_("Budget"), format_euros(action.budget_eur), note=own if share else "")


def group_partners_by_role(action: Action) -> list[Fact]:
    """Return the partners of an action, one fact per role, in enum order."""
    involved = list(action.involvements.all())
    return [
        Fact(
            str(capfirst(role.label)),
            entries=[
                build_partner_link(row.partner) for row in involved if row.role == role
            ],
        )
        for role in InvolvementRole
    ]


def insert_partners(facts: list[Fact], partners: list[Fact]) -> list[Fact]:
    """Return the facts of an action in the order of its page: who, with whom, where."""
    return [*facts[:3], *partners, *facts[3:]]


def build_partner_link(partner: Partner) -> Link:
    return Link(partner.name, partner.get_absolute_url(), partner.acronym)


def build_agreement_facts(agreement: Agreement, status: AgreementStatus) -> list[Fact]:
    signatories = [agreement.collectivity, *agreement.other_signatories.all()]
    counterpart = agreement.counterpart
    partners = [*map(build_partner_link, agreement.partners.all())]
    return [
        Fact(_("Signataires français"), entries=[*map(build_entry_link, signatories)]),
        Fact(
            _("Collectivité partenaire"),
            counterpart.name,
            counterpart.get_absolute_url(),
        ),
        Fact(_("Autres partenaires"), entries=partners),
        build_place_fact(agreement),
        Fact(
            _("Autres lieux"), entries=[*map(build_place_link, agreement.places.all())]
        ),
        Fact(_("Nature"), capfirst(agreement.get_kind_display())),
        Fact(_("Années"), format_agreement_years(agreement, status)),
        Fact(
            _("État aujourd’hui"),
            str(capfirst(status.label)),
            note=_("Déduit des événements connus."),
        ),
        *build_topic_facts(agreement, "agreement_list"),
        Fact(_("Référence"), agreement.reference),
    ]


def build_place_link(place: Place) -> Link:
    country = place.country
    return Link(format_place(place, country), country.get_absolute_url())


def build_place_fact(row: Agreement | Partner) -> Fact:
    country = row.country
    url = country.get_absolute_url() if country else ""
    return Fact(_("Où"), format_place(row.place, country), url)


def build_collectivity_facts(collectivity: Collectivity, n_members: int) -> list[Fact]:
    """Return the facts of an authority.

    ``n_members`` is the number of communes of an EPCI, 0 for any other.
    """
    epci, department = collectivity.epci, collectivity.department
    code = department.code if department else ""
    names = [row for row in collectivity.aliases.all() if row.kind != AliasKind.CODE]
    aliases = [build_alias_link(row) for row in names]
    return [
        Fact(_("Nature"), capfirst(get_collectivity_nature(collectivity))),
        Fact(_("Population"), format_population(collectivity.population)),
        Fact(_("Communes"), str(n_members or "")),
        Fact(
            _("Intercommunalité"),
            epci.name if epci else "",
            epci.get_absolute_url() if epci else "",
            gloss="epci",
        ),
        Fact(
            _("Département"),
            str(department or ""),
            get_list_url("collectivity_list", departement=code) if code else "",
        ),
        Fact(_("Région"), get_region_name(collectivity)),
        Fact(_("Autres noms"), entries=aliases),
        Fact(_("Code INSEE"), collectivity.insee_code or ""),
        Fact(_("SIREN"), collectivity.siren or ""),
        build_website_fact(collectivity),
    ]


def build_alias_link(row: CollectivityAlias) -> Link:
    note = str(AliasKind(row.kind).label)
    if row.until_year:
        note += _(", jusqu’en %(year)s") % {"year": row.until_year}
    return Link(row.name, note=note)


def build_website_fact(row: Collectivity | Partner) -> Fact:
    return Fact(_("Site internet"), row.website, row.website)


def build_country_facts(country: Country, since: int | None) -> list[Fact]:
    """Return the facts; ``since`` is the first year with any activity there."""
    region = country.sub_region
    listed = {"year": country.facts_year}
    in_year = _("liste de %(year)s") % listed if country.facts_year else ""
    least_developed = _("Pays moins avancé") if country.is_least_developed else ""
    return [
        Fact(_("Première année connue"), str(since or "")),
        Fact(
            _("Région du monde"),
            region.name if region else "",
            get_list_url("country_list", region=region.code) if region else "",
        ),
        Fact(_("Capitale"), country.capital),
        Fact(_("Groupe de revenu"), country.income_group, note=in_year),
        Fact(_("Aide au développement"), least_developed, note=in_year),
    ]


def build_partner_facts(partner: Partner) -> list[Fact]:
    return [
        Fact(_("Nature"), capfirst(partner.get_kind_display())),
        Fact(_("Sigle"), partner.acronym),
        build_place_fact(partner),
        build_website_fact(partner),
    ]
