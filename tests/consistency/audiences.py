"""Whom each route of the site is for, and why no link leads to some.

Staff have four roles, each of which may what those before it may. A new route must be
put here, and is then looked for by the walks of ``test_links``.
"""

from django.contrib import admin
from django.http import HttpRequest

from accounts.people.roles import CURATOR, MANAGER, VIEWER

# The roles of staff with their group, from the one who may least.
STAFF_ROLES = {
    "reader": VIEWER.name,
    "curator": CURATOR.name,
    "manager": MANAGER.name,
    "owner": "",
}
OPERATIONS = {
    "changelist": "view",
    "change": "view",
    "history": "view",
    "beside": "view",
    "add": "add",
    "delete": "delete",
}
EXPORTED = ("action", "agreement", "partner")
MERGED = (*EXPORTED, "collectivity", "place")
SIMPLE_TABLES = (
    *(
        "theme",
        "synonym",
        "collectivityalias",
        "fundingwindow",
        "ceilingrule",
        "exchangerate",
    ),
    *("resource", "event", "fundingcall", "offer", "glossaryterm", "testimony"),
    "place",
)
# Beside the lists and forms of each table: the least role that a page is for.
STAFF_PAGES = {
    "reader": {
        *("admin:index", "admin:app_list", "admin:changes", "admin:search"),
        *("moderation:mail_texts", "moderation:mail_text"),
        *("moderation:queue", "moderation:decide"),
        *("moderation:campaigns", "moderation:campaign"),
        *("waves:waves", "waves:wave", "waves:preview", "report_editing:drafts"),
        *("waves:questionnaires", "waves:builder", "waves:translation"),
        *("waves:questionnaire_json", "waves:questionnaire_xlsform"),
    },
    "curator": {
        "admin:cooperation_action_simple_history",
        *(f"admin:cooperation_{table}_export" for table in EXPORTED),
        *(f"admin:cooperation_{table}_export_xlsx" for table in EXPORTED),
        *(f"admin:cooperation_{table}_export_zip" for table in EXPORTED),
        *(f"admin:cooperation_{table}_export_csv" for table in EXPORTED),
        *(f"admin:cooperation_{table}_twins" for table in MERGED),
        *(f"admin:cooperation_{table}_merge" for table in MERGED),
        *(f"admin:cooperation_{table}_export" for table in SIMPLE_TABLES),
        *(f"admin:cooperation_{table}_import" for table in SIMPLE_TABLES),
        *(
            f"admin:cooperation_collectivity_{page}"
            for page in (
                *("closed", "edition", "edition_run", "edition_undo", "heirs"),
                "template",
            )
        ),
        "admin:cooperation_epci_template",
        *(
            f"admin:cooperation_importbatch_{page}"
            for page in ("batch", "columns", "remarks", "send", "template")
        ),
        *(
            f"moderation:{page}"
            for page in (
                *("queue", "decide", "correct", "campaigns", "campaign", "call_list"),
                *("invite", "access_requests", "access_request"),
            )
        ),
        *(
            f"waves:{page}"
            for page in (
                *("waves", "new_wave", "wave", "invited", "edit_wave", "call_list"),
                *(
                    "preview",
                    "results",
                    "publication",
                    "comparison",
                    "aggregates",
                    "coding",
                    "code_answers",
                ),
                *("import_questionnaire", "library"),
                *("edit_themes", "returns", "aggregates", "exports"),
                *("aggregates_workbook", "crossing"),
                *("interview_home", "interview_page", "interview_block"),
                *("interview_review", "interview_decline", "interview_hand_on"),
                "interview_copy",
            )
        ),
        *(
            f"report_editing:{page}"
            for page in (
                *("drafts", "new", "write", "describe", "section"),
                *("images", "partners", "image", "reviews", "texts"),
            )
        ),
        "admin:surveys_participation_export",
    },
    "manager": {
        "admin:jobs",
        "admin:auth_user_password_change",
        *("admin:accounts_user_export", "admin:accounts_user_import"),
    },
    "owner": {"admin:accounts_user_address"},
}
# Routes that no link leads to, with the reason.
POSTED = "a button posts to it"
SCRIPTS = "scripts ask it"
AFTERWARDS = "a message after what was done leads to it"
NOT_LINKED = {
    "admin:": "answers addresses that do not exist",
    "admin:login": "the site's own login stands instead",
    "admin:logout": "the bar posts to account_logout",
    "admin:password_change": "the site's own account pages stand instead",
    "admin:password_change_done": "the site's own account pages stand instead",
    "admin:view_on_site": "lists and forms lead to the public page itself",
    "admin:autocomplete": SCRIPTS,
    "admin:jsi18n": SCRIPTS,
    "report_editing:texts": "for an edition that comes with the site alone",
    **{f"admin:cooperation_{table}_process_import": POSTED for table in SIMPLE_TABLES},
    "admin:accounts_user_process_import": POSTED,
    **{
        f"admin:cooperation_importbatch_{page}": POSTED
        for page in ("apply", "discard", "leave_refused", "publish", "stop", "undo")
    },
    "admin:cooperation_importbatch_shipped": POSTED,
    "waves:shipped_questionnaires": POSTED,
    "report_editing:shipped_reports": POSTED,
    "admin:cooperation_importbatch_choose_publication": POSTED,
    "admin:cooperation_importbatch_line": SCRIPTS,
    "admin:cooperation_importbatch_progress": SCRIPTS,
    "admin:cooperation_merge_undo": POSTED,
    **{f"admin:cooperation_{table}_dismiss": POSTED for table in MERGED},
    **{f"admin:cooperation_{table}_near": SCRIPTS for table in MERGED},
    "admin:cooperation_collectivity_edition_apply": POSTED,
    "admin:cooperation_collectivity_edition_wait": SCRIPTS,
    "admin:cooperation_action_undo": AFTERWARDS,
    "admin:cooperation_agreement_undo": AFTERWARDS,
    "admin:cooperation_importbatch_history": "its own page tells what it did",
    **{f"admin:cooperation_{table}_lock": AFTERWARDS for table in EXPORTED},
    "waves:preview_frame": "the builder frames it",
    "waves:board": SCRIPTS,
    "waves:quote": POSTED,
    "waves:export_file": AFTERWARDS,
    "waves:interview_notes": POSTED,
    "waves:interview_suggestions": SCRIPTS,
    "waves:interview_file": "a file that an answer holds",
    "waves:interview_reopen": POSTED,
    "waves:interview_give_up": POSTED,
    "report_editing:preview": SCRIPTS,
    "former_address": "what was linked before",
    "cooperation:prepared_file": "a large export leads to it",
    "cooperation:send_prepared_file": "a large export leads to it",
    **{
        f"admin:{page.opts.app_label}_{page.opts.model_name}_{view}": why
        for page in admin.site._registry.values()
        for view, why in (
            *(("save_view", POSTED), ("own_view", POSTED)),
            ("beside", "a frame beside its form"),
        )
    },
}


def list_table_routes(request: HttpRequest) -> set[str]:
    """Return the lists and forms that the admin's own tests open to a user."""
    return ALL_TABLE_ROUTES & {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_module_permission(request)
        for page, operation in OPERATIONS.items()
        if getattr(model_admin, f"has_{operation}_permission")(request)
    }


ALL_TABLE_ROUTES = {
    f"admin:{url.name}"
    for model_admin in admin.site._registry.values()
    for url in model_admin.get_urls()
    if url.name and url.name.endswith(tuple(f"_{page}" for page in OPERATIONS))
}
# Versions are one page for all tables, that of actions stands for it; saved views are
# linked once there is one, and have their own tests.
NOT_TRIED = ("_simple_history", "_views", "_save_view", "_own_view")


def list_pages_for(role: str) -> set[str]:
    """Return the other staff pages that are for a role."""
    lesser = list(STAFF_ROLES)[: list(STAFF_ROLES).index(role) + 1]
    return set[str]().union(*(STAFF_PAGES[one] for one in lesser))
