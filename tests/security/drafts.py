"""What the public must not see: drafts full of one word that occurs nowhere else."""

from datetime import date
from typing import Any

from cooperation import enums
from cooperation.models import Action, Agreement, Collectivity, Place
from cooperation.models.common import Sourced
from tests import factories

CANARY = "canari"
DRAFT, ARCHIVED = enums.Publication.DRAFT, enums.Publication.ARCHIVED
SOURCE = {
    "source_name": "canari-nom-source",
    "source_url": "https://canari-source.example/",
    "source_reference": "canari-identifiant",
    "source_note": "canari-note",
    "uncertainty": "canari-incertitude",
}
assert set(SOURCE) == {field.name for field in Sourced._meta.local_fields}


def hide_drafts_beside(public: Action) -> None:
    """Write drafts that touch everything a published action touches."""
    for number, state in enumerate([DRAFT, ARCHIVED]):
        agreement = hidden_agreement(public, state, number)
        action = hidden_action(public, agreement, state, number)
        hang_rows_on(action, hidden_place(public, number))
        factories.TestimonyFactory(
            action=action, text="canari-temoignage-d-un-brouillon"
        )
        hide_beside(public, state)
        add_former_address(action)
        add_former_address(agreement)
    # A published action may hang on an agreement that is not public yet.
    Action.objects.filter(slug="action-sans-accord").update(agreement=agreement)


def hidden_agreement(
    public: Action, state: enums.Publication, number: int
) -> Agreement:
    """Write an agreement of the same authority that is not public."""
    counterpart = factories.PartnerFactory(
        name=f"Canari-contrepartie {number}",
        slug=f"canari-contrepartie-{number}",
        country=public.agreement.country,
        description="canari-presentation",
        website="https://canari-partenaire.example/",
        **SOURCE,
    )
    agreement = factories.AgreementFactory(
        title=f"Canari-accord {number}",
        slug=f"canari-accord-{number}",
        kind=enums.AgreementKind.FRIENDSHIP,
        collectivity=public.lead,
        counterpart=counterpart,
        country=public.agreement.country,
        summary="canari-resume",
        description="canari-description",
        results="canari-resultats",
        partners=[
            factories.PartnerFactory(
                name=f"Canari-comite {number}", slug=f"canari-comite-{number}"
            )
        ],
        places=[hidden_place(public, number + 10)],
        themes=public.themes.all(),
        goals=public.goals.all(),
        document=factories.a_file("canari.pdf"),
        publication=state,
        **SOURCE,
    )
    agreement.other_signatories.add(hidden_cosignatory(number))
    factories.AgreementEventFactory(agreement=agreement, note="canari-evenement")
    return agreement


def write_idle_communes() -> None:
    """Write the communes of the hidden entries: their names are public."""
    for number in (0, 1, 10, 11):
        hidden_cosignatory(number)


def hidden_cosignatory(number: int) -> Any:
    """Return a commune that no public entry names: it is listed, but does nothing."""
    slug = f"commune-discrete-{number}"
    known = Collectivity.objects.filter(slug=slug).first()
    return known or factories.CollectivityFactory(slug=slug, name="Commune discrète")


def hidden_action(
    public: Action, agreement: Agreement, state: enums.Publication, number: int
) -> Action:
    """Write an action of the same authority, themes and goals that is not public."""
    return factories.ActionFactory(
        title=f"Canari-action {number}",
        slug=f"canari-action-{number}",
        summary="canari-resume",
        description="canari-description",
        results="canari-resultats",
        status=enums.ActionStatus.SUSPENDED,
        start_year=1987,
        budget_eur=123_456,
        contact_function="canari-fonction",
        contact_email="canari@exemple.fr",
        lead=public.lead,
        co_leads=[public.lead, hidden_cosignatory(number + 10)],
        agreement=agreement,
        themes=public.themes.all(),
        goals=public.goals.all(),
        publication=state,
        **SOURCE,
    )


def hidden_place(public: Action, number: int) -> Place:
    """Return a place that no public entry names."""
    country = public.locations.get().country
    return factories.PlaceFactory(name=f"Canari-lieu {number}", country=country)


def hang_rows_on(action: Action, place: Place) -> None:
    """Hang every kind of row on an action."""
    factories.LocationFactory(
        action=action, place=place, country=place.country, label="canari-etiquette"
    )
    factories.InvolvementFactory(
        action=action,
        partner__name="Canari-operateur",
        partner__slug=f"canari-operateur-{action.pk}",
    )
    factories.FundingFactory(
        action=action,
        funder=factories.PartnerFactory(
            name="Canari-financeur", slug=f"canari-financeur-{action.pk}"
        ),
        note="canari-financement",
    )
    factories.PhotoFactory(action=action, alt="canari-photo", credit="canari-credit")
    factories.DocumentFactory(action=action, title="canari-document")


def hide_beside(public: Action, state: enums.Publication) -> None:
    """Write what else may be unpublished around a published action."""
    hidden = {"publication": state, "text": "canari-temoignage"}
    factories.TestimonyFactory(action=public, **hidden)
    factories.TestimonyFactory(action=None, collectivity=public.lead, **hidden)
    factories.ResourceFactory(name=f"Canari-ressource {state}", publication=state)
    later = date(2099, 7, 1)
    factories.EventFactory(
        title="Canari-rendez-vous", starts_on=later, publication=state
    )
    factories.FundingCallFactory(
        title="Canari-appel", deadline=later, publication=state
    )
    public.lead.contact_email = "canari@collectivite.example"
    public.lead.save()
    factories.OfferFactory(title="Canari-offre", publication=state)
    public.testimonies.published().filter(has_name_consent=False).update(
        person_name="Canari-personne"
    )


def add_former_address(entry: Action | Agreement) -> None:
    """Give a hidden entry a former address, which must not tell the new one."""
    factories.FormerSlugFactory(
        table=entry._meta.db_table,
        slug=entry.slug.replace("canari", "ancien"),
        object_id=entry.pk,
    )
