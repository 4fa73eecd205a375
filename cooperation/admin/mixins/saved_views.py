"""Views of a list: those that come with it, one's own, those that the team shares.

What a view keeps is what the list's address says: filters, order and search.
"""

from typing import Any, ClassVar, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperation.admin.base import ModelAdmin, ModelForm, build_path, get_page_url
from cooperation.admin.mixins.list_parameters import clean_view_query, split_parameters
from cooperation.models import SavedView
from cooperation.models.saved_views import MAX_QUERY_LENGTH
from cooperation.web.context import Context

MAY_KEEP, MAY_TIDY = "cooperation.add_savedview", "cooperation.delete_savedview"


class ViewLink(NamedTuple):
    """A link above a list to one of its views."""

    label: Any
    query: str
    is_current: bool
    owner: str = ""


class ViewForm(ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        labels: ClassVar = {
            "name": gettext_lazy("Nom de la vue"),
            "is_shared": gettext_lazy("La partager avec l’équipe"),
        }

    def clean_name(self) -> str:
        """Refuse to rename a view as another of the same person and list."""
        name, view = str(self.cleaned_data["name"]), self.instance
        others = SavedView.objects.of_table(view.table).filter(
            owner=view.owner_id, name=name
        )
        if view.pk and others.exclude(pk=view.pk).exists():
            raise ValidationError(_("Vous avez déjà une vue de ce nom."))
        return name


class SavedViewsAdmin(ModelAdmin):
    """A list with views; ``shipped_views`` come with it: (label, querystring)."""

    shipped_views: ClassVar[tuple[tuple[Any, str], ...]] = ()

    def get_urls(self) -> list[Any]:
        return [
            build_path(self, "vues/", self.views_view, "views"),
            build_path(
                self, "vues/enregistrer/", require_POST(self.save_view), "save_view"
            ),
            build_path(
                self, "vues/<int:pk>/", require_POST(self.change_saved_view), "own_view"
            ),
            *super().get_urls(),
        ]

    @property
    def view_table(self) -> str:
        return str(self.opts.label_lower)

    def get_saved_views(self, request: HttpRequest) -> QuerySet[SavedView]:
        saved = SavedView.objects.of_table(self.view_table)
        return saved.visible_to(request.user).select_related("owner")

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> HttpResponse:
        context = self.get_views_context(request) | (extra_context or {})
        return super().changelist_view(request, context)

    def get_views_context(self, request: HttpRequest) -> Context:
        """Return the links to views, and what a new one would keep."""
        query = clean_view_query(request.GET)
        own: list[ViewLink] = []
        shared: list[ViewLink] = []
        for view in self.get_saved_views(request):
            is_own = view.owner_id == request.user.pk
            owner = "" if is_own or view.owner is None else str(view.owner)
            link = ViewLink(view.name, view.query, view.query == query, owner)
            (own if is_own else shared).append(link)
        return {
            "shipped_views": [
                ViewLink(label, text, clean_view_query(QueryDict(text)) == query)
                for label, text in self.shipped_views
            ],
            "own_views": own,
            "shared_views": shared,
            "view_query": query,
            "may_keep_views": request.user.has_perm(MAY_KEEP),
            "views_url": get_page_url(self.model, "views"),
            "save_view_url": get_page_url(self.model, "save_view"),
        }

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the list as it is filtered; the same name again replaces the view."""
        self.check_may_keep(request)
        params = QueryDict(request.POST.get("query", ""))
        unknown = split_parameters(self, request, params)[1]
        query = clean_view_query(params)
        form = ViewForm(request.POST)
        problems = [str(one) for errors in form.errors.values() for one in errors]
        if unknown or len(query) > MAX_QUERY_LENGTH:
            problems.append(_("Cette liste ne connaît pas tous ces filtres."))
        if problems:
            self.message_user(request, " ".join(problems), messages.ERROR)
            return self.open_list("" if unknown else query)
        SavedView.objects.update_or_create(
            owner=cast(Any, request.user),
            table=self.view_table,
            name=form.cleaned_data["name"],
            defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]},
        )
        saved = _("Vue « %(name)s » enregistrée.") % form.cleaned_data
        self.message_user(request, saved, messages.SUCCESS)
        return self.open_list(query)

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Show one's own views, to rename, share or delete; and those of the team."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        saved = self.get_saved_views(request)
        own = [view for view in saved if view.owner_id == request.user.pk]
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Vues de cette liste"),
            "list_url": get_page_url(self.model, "changelist"),
            "own": [
                (view, ViewForm(instance=view, prefix=f"vue-{view.pk}")) for view in own
            ],
            "shared": [
                (view, view.is_left_by_owner) for view in saved if view not in own
            ],
            "may_tidy": request.user.has_perm(MAY_TIDY),
        }
        return render(request, "cooperation/admin/views.html", context)

    def change_saved_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Rename, share or delete a view; only its owner may, or none is left."""
        self.check_may_keep(request)
        view = get_object_or_404(self.get_saved_views(request), pk=pk)
        may_tidy = view.is_left_by_owner and request.user.has_perm(MAY_TIDY)
        if view.owner_id != request.user.pk and not may_tidy:
            raise PermissionDenied
        if "supprimer" in request.POST:
            view.delete()
            done = _("Vue « %(name)s » supprimée.") % {"name": view.name}
            self.message_user(request, done, messages.SUCCESS)
            return redirect(get_page_url(self.model, "views"))
        form = ViewForm(request.POST, instance=view, prefix=f"vue-{view.pk}")
        if form.is_valid():
            form.save()
            done = _("Vue « %(name)s » enregistrée.") % {"name": view.name}
            self.message_user(request, done, messages.SUCCESS)
        else:
            problems = [str(one) for errors in form.errors.values() for one in errors]
            self.message_user(request, " ".join(problems), messages.ERROR)
        return redirect(get_page_url(self.model, "views"))

    def check_may_keep(self, request: HttpRequest) -> None:
        """Raise PermissionDenied for those who may not see the list or keep views."""
        may_see = self.has_view_permission(request)
        if not (may_see and request.user.has_perm(MAY_KEEP)):
            raise PermissionDenied

    def open_list(self, query: str) -> HttpResponse:
        address = get_page_url(self.model, "changelist")
        return redirect(f"{address}?{query}" if query else address)
