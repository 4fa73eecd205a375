"""The resources of all tables that can be imported, in the order of writing."""

from collections.abc import Mapping
from typing import Any

from cooperation.columns.specs import WorksheetSpec
from cooperation.spreadsheets.resources.base import WorksheetResource
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.cooperations import CooperationResource
from cooperation.spreadsheets.resources.worksheets import (
    ActionResource,
    AgreementResource,
    EventResource,
    FundingResource,
    InvolvementResource,
    LocationResource,
    PartnerResource,
)

# What is named elsewhere comes first.
RESOURCES: dict[str, type[WorksheetResource]] = {
    resource.spec.code: resource
    for resource in (
        PartnerResource,
        AgreementResource,
        CooperationResource,
        ActionResource,
        LocationResource,
        InvolvementResource,
        FundingResource,
        EventResource,
    )
}
IMPORT_ORDER = list(RESOURCES)


def get_import_spec(code: str) -> WorksheetSpec:
    """Return the description of a table that can be imported."""
    return RESOURCES[code].spec


def build_resource(
    code: str, columns: Mapping[str, str], context: ImportContext, **options: Any
) -> WorksheetResource:
    """Return the resource of a table; ``columns`` has the table's name of each code."""
    if code == CooperationResource.spec.code:
        return CooperationResource(set(columns), context, columns=columns, **options)
    return RESOURCES[code](set(columns), context, **options)
