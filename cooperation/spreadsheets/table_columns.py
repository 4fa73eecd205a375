"""Which columns each simple table of the directory has in spreadsheets."""

from django.db.models import Model

from cooperation import models

# The columns of each table, after the fields that identify its rows. Tables whose rows
# may share a name have their number too.
Fields = tuple[str, ...]
COLUMNS: dict[type[Model], tuple[Fields, Fields]] = {
    models.CeilingRule: (
        ("code",),
        (
            *("window", "name_fr", "name_en", "percent", "base_fr", "base_en"),
            *("legal_basis", "url", "in_force_from", "in_force_until", "position"),
        ),
    ),
    models.CollectivityAlias: (
        ("collectivity", "name"),
        ("kind", "department", "until_year"),
    ),
    models.Event: (
        ("title", "starts_on"),
        ("id", "ends_on", "where", "description", "url", "publication"),
    ),
    models.ExchangeRate: (
        ("currency", "valid_from"),
        ("per_euro", "valid_until", "source"),
    ),
    models.FundingCall: (
        ("title", "funder"),
        (
            *("id", "opens_on", "deadline", "recurrence", "who", "authority_kinds"),
            *("countries", "themes", "departments", "rate_max", "amount_min"),
            *("amount_max", "known_in", "description", "url", "publication"),
        ),
    ),
    models.FundingWindow: (
        ("code",),
        (
            *("name_fr", "name_en", "description", "legal_basis", "url"),
            *("is_from_founding_survey", "position"),
        ),
    ),
    models.GlossaryTerm: (
        ("code",),
        ("name_fr", "name_en", "definition_fr", "definition_en", "source", "url"),
    ),
    models.Offer: (
        ("title", "organisation"),
        ("id", "kind", "where", "closes_on", "description", "url", "publication"),
    ),
    models.Place: (
        ("name", "country"),
        (
            *("id", "admin_area", "lat", "lng", "geonames_id", "population"),
            "alternate_names",
        ),
    ),
    models.Resource: (
        ("name",),
        (
            *("acronym", "kind", "level", "description", "url", "themes"),
            *("countries", "position", "publication"),
        ),
    ),
    models.Synonym: (("text", "param", "value"), ("id",)),
    models.Testimony: (
        ("text",),
        (
            *("id", "function", "organisation", "person_name", "has_consent"),
            *("has_name_consent", "action", "collectivity", "publication"),
        ),
    ),
    models.Theme: (("code",), ("name_fr", "name_en", "dac_codes", "goals")),
}
