"""Every table of the admin, of every app, is found, named and linked."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.db.models import Model
from django.forms import inlineformset_factory
from django.test import Client, RequestFactory
from django.urls import reverse

from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

# Relations that are chosen otherwise than by typing, each with its reason.
SHORT_LISTS = {
    ("User", "groups"): "a handful, moved from one side to the other",
    ("User", "user_permissions"): "superusers only, moved from one side to the other",
    ("Group", "permissions"): "superusers only, moved from one side to the other",
}
# Tables without text to search in, each with its reason.
WITHOUT_SEARCH: dict[str, str] = {}
REGISTRY = list(admin.site._registry.values())


@pytest.fixture
def request_of_owner(rf: RequestFactory) -> Any:
    """A request of a superuser."""
    request = rf.get("/")
    request.user = factories.UserFactory(superuser=True)
    return request


@pytest.mark.parametrize("page", REGISTRY, ids=lambda page: page.model.__name__)
def test_every_relation_is_suggested(
    page: admin.ModelAdmin, request_of_owner: Any
) -> None:
    """35,000 communes and 100,000 places are suggested, never listed."""
    if not page.has_change_permission(request_of_owner):
        return
    forms = [(page.model, page.get_form(request_of_owner), "")]
    for rows in page.get_inline_instances(request_of_owner):
        formset: Any = rows.get_formset(request_of_owner)
        parent = inlineformset_factory(
            page.model._meta.concrete_model, rows.model, fields=(), fk_name=rows.fk_name
        ).fk.name
        forms.append((rows.model, formset.form, parent))
    listed = {
        (model.__name__, name)
        for model, form, parent in forms
        for name, field in form.base_fields.items()
        if hasattr(field, "queryset")
        and name != parent
        and not is_suggested(field.widget)
    }
    assert listed <= set(SHORT_LISTS)


def is_suggested(widget: Any) -> bool:
    """Return whether a field suggests rows as one types."""
    return isinstance(getattr(widget, "widget", widget), AutocompleteMixin)


@pytest.mark.parametrize("page", REGISTRY, ids=lambda page: page.model.__name__)
def test_every_table_is_listed_searched_and_named(page: admin.ModelAdmin) -> None:
    name = page.model.__name__
    assert page.list_display != ("__str__",)
    assert page.search_fields or name in WITHOUT_SEARCH
    assert page.show_full_result_count is False
    fields = page.model._meta.fields
    named = [one for one in fields if one.editable and not one.primary_key]
    assert [one.name for one in named if one._verbose_name is None] == []


ENTRIES: dict[type[Model], Any] = {
    Action: factories.ActionFactory,
    Agreement: factories.AgreementFactory,
    Collectivity: factories.CollectivityFactory,
    Country: factories.CountryFactory,
    Partner: factories.PartnerFactory,
}


@pytest.mark.slow
@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("publication", ["publiee", "brouillon", "archivee"])
def test_the_admin_leads_to_the_public_page_and_back(
    model: type[Model], publication: str, staff_client: Client, client: Client
) -> None:
    row = ENTRIES[model]()
    if hasattr(row, "publication"):
        row.publication = publication
        row.save()
    table = f"cooperation_{model._meta.model_name}"
    change = reverse(f"admin:{table}_change", args=[row.pk])
    assert f'href="{row.get_absolute_url()}"' in staff_client.get(change).text
    public = staff_client.get(row.get_absolute_url())
    assert public.status_code == 200
    assert f'href="{change}"' in public.text
    assert public["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["anonymous", "agent", "viewer"])
def test_the_public_page_leads_only_those_who_may_to_the_admin(
    who: str, client: Client
) -> None:
    action = factories.ActionFactory()
    if who == "agent":
        client.force_login(factories.MembershipFactory(collectivity=action.lead).user)
    if who == "viewer":
        person = factories.UserFactory(staff=True)
        give_rights(person, "cooperation.view_action")
        log_in_with_second_factor(client, person)
    page = client.get(action.get_absolute_url())
    assert "/gestion/cooperation/" not in page.text
    if who == "anonymous":
        assert page["Cache-Control"] == "public, no-cache"
        assert "Cookie" not in page["Vary"]
        assert not page.cookies
