"""Who may do what in the admin: every role on every page, custom ones included.

A table or a page without a row here fails.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.admin.users import UserAdmin
from accounts.models import User
from accounts.people.roles import CURATOR, MANAGER, ROLES, VIEWER, Role, make_roles
from cooperation.history.parts import get_history_model, has_history
from cooperation.models import LinkCheck, Merge
from tests import factories
from tests.cooperation.admin.test_pages import TABLES as DIRECTORY
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ParticipationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

OK, MOVED, LOGIN, FORBIDDEN, ABSENT = 200, 302, "login", 403, 404
# Whoever is let into the administration is told so, before any right is asked for.
NOT_BY_GET = 405
STAFF = {"lecture": VIEWER, "equipe": CURATOR, "responsables": MANAGER}
OUTSIDERS = ("anonyme", "agent", "sans_droit", "sans_second_facteur")
PEOPLE = (*OUTSIDERS, *STAFF, "superuser")

# By table: what viewers, curators, managers and superusers may. v: look, a: add,
# c: change, d: delete. What nobody may (rows that the site writes itself) is left out.
SHEET = ("v", "vac", "vacd", "vacd")
AROUND = ("v", "vacd", "vacd", "vacd")
OFFICIAL = ("v", "vc", "vc", "vacd")
WRITTEN_BY_THE_SITE = ("v", "v", "v", "v")
TABLES: dict[str, tuple[str, str, str, str]] = {
    "cooperation_action": SHEET,
    "cooperation_agreement": SHEET,
    "cooperation_ceilingrule": SHEET,
    "cooperation_collectivity": SHEET,
    "cooperation_collectivityalias": AROUND,
    "cooperation_country": OFFICIAL,
    "cooperation_department": OFFICIAL,
    "cooperation_epci": SHEET,
    "cooperation_errorreport": ("v", "vc", "vcd", "vcd"),
    "cooperation_exchangerate": SHEET,
    "cooperation_event": AROUND,
    "cooperation_formerslug": ("v", "v", "v", "vd"),
    "cooperation_fundingcall": AROUND,
    "cooperation_fundingwindow": SHEET,
    "cooperation_glossaryterm": AROUND,
    "cooperation_goal": OFFICIAL,
    "cooperation_guidedstory": AROUND,
    "cooperation_importbatch": ("", "v", "v", "v"),
    "cooperation_linkcheck": WRITTEN_BY_THE_SITE,
    "cooperation_merge": WRITTEN_BY_THE_SITE,
    "cooperation_offer": AROUND,
    "cooperation_outgoingmail": ("", "v", "v", "v"),
    "cooperation_partner": SHEET,
    "cooperation_place": SHEET,
    "cooperation_region": OFFICIAL,
    "cooperation_relayedmessage": ("", "vc", "vcd", "vcd"),
    "cooperation_resource": AROUND,
    "cooperation_subregion": OFFICIAL,
    "cooperation_synonym": AROUND,
    "cooperation_testimony": AROUND,
    "cooperation_theme": SHEET,
    # Decided on a page of their own.
    "accounts_accessrequest": ("", "v", "v", "vd"),
    "accounts_membership": ("", "v", "vac", "vacd"),
    "accounts_user": ("", "", "vac", "vacd"),
    "auth_group": ("", "", "", "vacd"),
    "surveys_participation": ("", "v", "v", "v"),
}
MAKERS: dict[str, Callable[[], Any]] = {
    **{f"cooperation_{name}": pages.make for name, pages in DIRECTORY.items()},
    "cooperation_errorreport": factories.ErrorReportFactory,
    "cooperation_formerslug": factories.FormerSlugFactory,
    "cooperation_linkcheck": lambda: LinkCheck.objects.create(
        url="https://a.example/", checked_at=timezone.now()
    ),
    "cooperation_merge": lambda: Merge.objects.create(
        table="cooperation.partner", kept_id=1, gone_id=2, kept_name="a", gone_name="b"
    ),
    "cooperation_outgoingmail": factories.OutgoingMailFactory,
    "cooperation_relayedmessage": factories.RelayedMessageFactory,
    "accounts_accessrequest": factories.AccessRequestFactory,
    "accounts_membership": factories.MembershipFactory,
    "accounts_user": factories.UserFactory,
    "auth_group": lambda: Group.objects.create(name="Un groupe"),
    "surveys_participation": ParticipationFactory,
}
# Who brings entries back, and who takes them away: an export also asks for v, an
# import of a table for a and c.
IMPORTERS = ("equipe", "responsables", "superuser")
EXPORTERS = ("lecture", *IMPORTERS)
# The pages that every table has, and what they ask for.
PAGES = {"changelist": "v", "add": "a", "change": "v", "delete": "d", "history": "v"}
# Pages of some tables: what they ask for, and what they need in their address.
OTHERS: dict[str, tuple[str, Callable[[Any], list[Any]], Any]] = {
    "simple_history": ("c", lambda row: [row.pk, last_version(row)], OK),
    "lock": ("c", lambda row: [row.pk], OK),
    "twins": ("c", lambda row: [], OK),
    "merge": ("c", lambda row: [row.pk, row.pk], OK),
    "dismiss": ("c", lambda row: [row.pk, row.pk], ABSENT),
    "near": ("c", lambda row: [], OK),
    "undo": ("c", lambda row: ["inconnu"], ABSENT),
    "export": ("xv", lambda row: [], OK),
    "import": ("xac", lambda row: [], OK),
    "process_import": ("xac", lambda row: [], NOT_BY_GET),
    "export_xlsx": ("xv", lambda row: [], OK),
    "export_zip": ("xv", lambda row: [], OK),
    "export_csv": ("xv", lambda row: ["inconnue"], ABSENT),
    "template": ("xv", lambda row: [row.pk], OK),
    "edition": ("c", lambda row: [], OK),
    **{
        f"edition_{page}": ("c", lambda row: [0], ABSENT)
        for page in ("run", "apply", "undo", "wait")
    },
    "closed": ("c", lambda row: [], OK),
    "heirs": ("c", lambda row: [row.pk], ABSENT),
    "address": ("d", lambda row: [], OK),
    "views": ("v", lambda row: [], OK),
    "save_view": ("v", lambda row: [], NOT_BY_GET),
    "own_view": ("v", lambda row: [0], NOT_BY_GET),
    "beside": ("v", lambda row: [row.pk], OK),
}
# Imports are tried one by one in tests/cooperation/admin; here, that the way in asks
# for its right.
IMPORTS = {
    "cooperation_importbatch_changelist": ([], OK),
    "cooperation_importbatch_send": ([], OK),
    "cooperation_importbatch_template": ([], OK),
    "cooperation_importbatch_shipped": ([], NOT_BY_GET),
    **{
        f"cooperation_importbatch_{page}": ([0], ABSENT)
        for page in (
            *("batch", "columns", "remarks", "apply", "progress", "undo"),
            *("publish", "stop"),
        )
    },
}
# Pages of the site: what each role is answered.
EVERY_STAFF = ("lecture", "equipe", "responsables", "superuser", "sans_droit")
SITE = {
    "index": ([], EVERY_STAFF, OK),
    "changes": ([], ("lecture", "equipe", "responsables", "superuser"), OK),
    "jobs": ([], ("responsables", "superuser"), OK),
    "search": ([], EVERY_STAFF, OK),
    "jsi18n": ([], EVERY_STAFF, OK),
    "app_list": (["cooperation"], EVERY_STAFF[:4], OK),
    "password_change": ([], EVERY_STAFF, OK),
    "password_change_done": ([], EVERY_STAFF, OK),
}
# Asked with a field, or a row, by tests/browser and test_what_is_suggested.
WITH_PARAMETERS = {"autocomplete", "view_on_site", "login", "logout"}
ALONE = {
    "auth_user_password_change",
    "cooperation_merge_undo",
    *IMPORTS,
    "cooperation_importbatch_line",
    "cooperation_importbatch_choose_publication",
    "cooperation_importbatch_leave_refused",
    "cooperation_importbatch_discard",
}


def names(patterns: Any) -> set[str]:
    """Return the names of every route under some patterns."""
    found = set()
    for one in patterns:
        if hasattr(one, "url_patterns"):
            found |= names(one.url_patterns)
        elif one.name:
            found.add(one.name)
    return found


def routes_of_tables() -> set[str]:
    """Return the names of the routes that the rows above speak of."""
    found = set()
    for model, page in admin.site._registry.items():
        table = f"{model._meta.app_label}_{model._meta.model_name}"
        own = names(page.get_urls())
        found |= {f"{table}_{name}" for name in (*PAGES, *OTHERS)} & own
    return found


def test_every_page_of_the_admin_is_in_the_matrix() -> None:
    listed = routes_of_tables() | {*SITE} | WITH_PARAMETERS | ALONE
    assert names(admin.site.get_urls()) - listed == set()
    assert {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
    } == set(TABLES)


def last_version(row: Any) -> int:
    """Return the last version of a row."""
    told = get_history_model(type(row)).objects.filter(id=row.pk)
    return int(told.latest("history_date").history_id)


def person_called(name: str) -> User:
    """Make somebody of a role."""
    if name == "agent":
        return factories.MembershipFactory().user
    person = factories.UserFactory(staff=True, superuser=name == "superuser")
    if name == "sans_second_facteur":
        person.groups.add(Group.objects.get(name=MANAGER.name))
    if name in STAFF:
        person.groups.add(Group.objects.get(name=STAFF[name].name))
    return person


def client_of(name: str) -> Client:
    """Log somebody of a role in."""
    client = Client()
    if name == "anonyme":
        return client
    person = person_called(name)
    if person.is_staff and name != "sans_second_facteur":
        return log_in_with_second_factor(client, person)
    client.force_login(person)
    return client


def answer_to(client: Client, address: str) -> Any:
    """Return what a page answers."""
    answer = client.get(address)
    if answer.status_code == 302 and "login" in answer["Location"]:
        return LOGIN
    return answer.status_code


def rights_on(name: str, table: str) -> str:
    """Return what a role may do on a table."""
    order = (*STAFF, "superuser")
    return TABLES[table][order.index(name)] if name in order else ""


def expected(name: str, allowed: bool, answer: Any = OK) -> Any:
    """Return what a role is answered by a page."""
    if name in OUTSIDERS and name != "sans_droit":
        return LOGIN
    return answer if allowed else FORBIDDEN


@pytest.fixture
def rows() -> dict[str, Any]:
    """A row of every table, and the groups of the roles."""
    make_roles()
    return {table: make() for table, make in MAKERS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_opens_the_pages_that_it_may(name: str, rows: dict[str, Any]) -> None:
    client, wrong, routes = client_of(name), {}, routes_of_tables() - ALONE
    for table, row in rows.items():
        may = rights_on(name, table) + ("x" if name in EXPORTERS else "")
        checks = {
            page: (right in may, [] if page in ("changelist", "add") else [row.pk], OK)
            for page, right in PAGES.items()
        }
        for page, (right, args, answer) in OTHERS.items():
            if f"{table}_{page}" in routes:
                allowed = answer == NOT_BY_GET or {*right} <= {*may}
                checks[page] = (allowed, args(row), answer)
        for page, (allowed, args, answer) in checks.items():
            got = answer_to(client, reverse(f"admin:{table}_{page}", args=args))
            if got != expected(name, allowed, answer):
                wrong[f"{table}_{page}"] = got
    for page, (args, answer) in IMPORTS.items():
        got = answer_to(client, reverse(f"admin:{page}", args=args))
        if got != expected(name, name in IMPORTERS, answer):
            wrong[page] = got
    for page, (args, allowed, answer) in SITE.items():
        got = answer_to(client, reverse(f"admin:{page}", args=args))
        wanted = expected(name, name in allowed, answer)
        if page == "app_list" and name == "sans_droit":
            wanted = ABSENT
        if got != wanted:
            wrong[page] = got
    assert wrong == {}


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_change_saves(name: str, rows: dict[str, Any]) -> None:
    client = client_of(name)
    for table in ("cooperation_theme", "cooperation_region", "accounts_membership"):
        address = reverse(f"admin:{table}_change", args=[rows[table].pk])
        answer = client.post(address, {"version": "0"})
        if "c" not in rights_on(name, table):
            assert answer.status_code in (302, 403)
            assert "login" in answer.get("Location", "login")
        else:
            assert answer.status_code in (200, 409)


@pytest.mark.parametrize(
    ("name", "password", "undo"),
    [
        ("anonyme", LOGIN, 302),
        ("agent", LOGIN, 302),
        ("lecture", FORBIDDEN, FORBIDDEN),
        ("equipe", FORBIDDEN, MOVED),
        ("responsables", OK, MOVED),
        ("superuser", OK, MOVED),
    ],
)
def test_passwords_are_set_and_merges_undone_by_whom_it_is_for(
    name: str, password: Any, undo: int, rows: dict[str, Any]
) -> None:
    client = client_of(name)
    person = rows["accounts_user"]
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    assert answer_to(client, address) == password
    merge = reverse("admin:cooperation_merge_undo", args=[rows["cooperation_merge"].pk])
    assert client.post(merge).status_code == undo


# Rights themselves -----------------------------------------------------------------


def test_the_roles_are_made_again_without_touching_who_is_in_them() -> None:
    first = make_roles()
    person = factories.UserFactory(staff=True)
    person.groups.add(first[1])
    first[1].permissions.clear()
    other = Group.objects.create(name="Autre")
    make_roles()
    assert list(person.groups.all()) == [first[1]]
    assert person.has_perm("cooperation.change_action")
    assert Group.objects.count() == len(ROLES) + 1
    assert other.permissions.count() == 0


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_names_rights_that_exist(role: Role) -> None:
    """What another part of the site brings is left out until it is there."""
    tables = {
        (model._meta.app_label, model._meta.model_name): model
        for model in apps.get_models()
    }
    own = {
        f"{model._meta.app_label}.{code}"
        for model in tables.values()
        for code, _label in model._meta.permissions
    }
    stock = {
        f"{app}.{deed}_{name}"
        for app, name in tables
        for deed in ("view", "add", "change", "delete")
    }
    known = {
        f"{right.content_type.app_label}.{right.codename}"
        for right in Permission.objects.select_related("content_type")
    }
    (group,) = [one for one in make_roles() if one.name == role.name]
    assert group.permissions.count() == len(role.rights & known)
    assert role.rights & known == role.rights & (own | stock)


def test_every_right_of_the_sites_own_is_some_role_s() -> None:
    own = {
        f"{model._meta.app_label}.{code}"
        for model in apps.get_models()
        for code, _label in model._meta.permissions
    }
    assert own - MANAGER.rights == set()


def rights_asked_for() -> set[str]:
    """Return the rights that code and templates ask for by name."""
    root = Path(settings.BASE_DIR)
    code = "".join(
        path.read_text()
        for app in ("accounts", "cooperation", "surveys")
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts
    )
    pages = "".join(path.read_text() for path in (root / "templates").rglob("*.html"))
    asked_of_surveys = r'has_right\(request, "(\w+)"\)'
    named = r"(?:accounts|cooperation|surveys)\.(?:view|add|change)_[a-z]+"
    return {
        *re.findall(f'"({named})"', code),
        *re.findall(rf"perms\.({named})", pages),
        *(f"surveys.{right}" for right in re.findall(asked_of_surveys, code)),
    }


def test_the_team_may_what_pages_ask_for_but_accounts_and_names() -> None:
    asked = rights_asked_for()
    of_managers = {
        *("surveys.export_answers", "surveys.delete_questionnaire"),
        "accounts.add_membership",
        "cooperation.view_periodicjob",
    }
    assert {"surveys.add_answerreading", "surveys.change_wave"} < asked
    assert asked - MANAGER.rights == set()
    assert asked - CURATOR.rights == of_managers


def test_each_role_holds_what_the_one_below_may() -> None:
    assert VIEWER.rights < CURATOR.rights < MANAGER.rights
    writes = {right for right in VIEWER.rights if ".view_" not in right}
    assert writes == {"cooperation.add_savedview", "cooperation.export_directory"}


# Nobody raises themselves -------------------------------------------------------------


@pytest.fixture
def manager(client: Client) -> User:
    """A manager of accounts, logged in."""
    make_roles()
    person = person_called("responsables")
    log_in_with_second_factor(client, person)
    return person


def save(client: Client, person: User, **fields: Any) -> Any:
    """Save the form of an account."""
    address = reverse("admin:accounts_user_change", args=[person.pk])
    return client.post(address, {"email": person.email, "is_active": "on", **fields})


def test_a_manager_gives_the_roles_below_and_their_own(
    manager: User, client: Client
) -> None:
    person = factories.UserFactory()
    groups = [group.pk for group in Group.objects.all()]
    save(client, person, is_staff="on", groups=groups)
    person.refresh_from_db()
    assert person.is_staff
    assert person.groups.count() == len(ROLES)


def test_a_manager_makes_no_superuser_and_gives_no_single_right(
    manager: User, client: Client
) -> None:
    person = factories.UserFactory()
    right = Permission.objects.get(codename="delete_user")
    save(client, person, is_superuser="on", user_permissions=[right.pk])
    person = User.objects.get(pk=person.pk)
    assert not person.is_superuser
    assert person.user_permissions.count() == 0


def test_a_manager_gives_no_group_that_may_more(manager: User, client: Client) -> None:
    group = Group.objects.create(name="Tout")
    group.permissions.set(Permission.objects.all())
    person = factories.UserFactory()
    answer = save(client, person, groups=[group.pk])
    assert "groups" in answer.context["adminform"].form.errors
    assert person.groups.count() == 0


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("how", ["superuser", "right"])
def test_a_manager_touches_nobody_who_may_more(
    how: str, is_active: bool, manager: User, client: Client
) -> None:
    person = factories.UserFactory(
        staff=True, superuser=how == "superuser", is_active=is_active
    )
    if how == "right":
        person.user_permissions.add(Permission.objects.get(codename="delete_user"))
    before = User.objects.values().get(pk=person.pk)
    assert save(client, person, first_name="Pris").status_code == 403
    password = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.get(password).status_code == 403
    assert client.post(password, {"password1": "x" * 20}).status_code == 403
    delete = reverse("admin:accounts_user_delete", args=[person.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert User.objects.values().get(pk=person.pk) == before


def test_a_manager_does_not_change_their_own_rights(
    manager: User, client: Client
) -> None:
    save(client, manager, first_name="Anne", is_superuser="on", groups=[])
    manager.refresh_from_db()
    assert (manager.first_name, manager.is_superuser) == ("Anne", False)
    assert [group.name for group in manager.groups.all()] == [MANAGER.name]


def test_whoever_may_delete_accounts_deletes_one_at_a_time(client: Client) -> None:
    person = factories.UserFactory(staff=True)
    person.user_permissions.set(Permission.objects.all())
    request = client.get("/").wsgi_request
    request.user = User.objects.get(pk=person.pk)
    page = UserAdmin(User, admin.site)
    assert "delete_selected" not in page.get_actions(request)
    other = factories.UserFactory(superuser=True)
    assert not page.has_delete_permission(request, other)


def test_tables_with_history_have_their_versions_in_the_admin() -> None:
    without = {
        model._meta.model_name
        for model in admin.site._registry
        if has_history(model)
        and f"{model._meta.app_label}_{model._meta.model_name}_simple_history"
        not in names(admin.site.get_urls())
    }
    assert without == set()
