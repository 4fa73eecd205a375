"""Admin of questionnaires: pages, questions, options; preview; new version.

Three levels of inlines: questionnaire and pages, page and questions, question and
options. A version that a wave used is read-only.
"""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperation.admin.mixins.lists import ListAdmin
from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section
from surveys.questionnaires.checkup import list_questionnaire_problems
from surveys.questionnaires.versions import create_new_version

if TYPE_CHECKING:
    SectionsBase = admin.TabularInline[Section, Questionnaire]
    QuestionsBase = admin.TabularInline[Question, Section]
    OptionsBase = admin.TabularInline[Option, Question]
    QuestionnaireFormBase = forms.ModelForm[Questionnaire]
else:
    SectionsBase = QuestionsBase = OptionsBase = admin.TabularInline
    QuestionnaireFormBase = forms.ModelForm


def get_questionnaire(row: Any) -> Questionnaire | None:
    """Return the questionnaire of a question, a page or a questionnaire, else None."""
    if isinstance(row, Question):
        return row.section.questionnaire
    if isinstance(row, Section):
        return row.questionnaire
    return row if isinstance(row, Questionnaire) else None


class FrozenVersionMixin:
    """Make the rows of a version read-only once a wave used it."""

    def is_frozen(self, row: Any) -> bool:
        """Return whether the version of a row was used by a wave."""
        questionnaire = get_questionnaire(row)
        return bool(questionnaire and questionnaire.pk and questionnaire.is_frozen)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse changes of a used version, which can still be viewed."""
        allowed = super().has_change_permission(request, obj)  # type: ignore[misc]
        return bool(allowed and not self.is_frozen(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return bool(allowed and not self.is_frozen(obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = (
            super().has_add_permission(request, obj)  # type: ignore[misc]
            if isinstance(self, admin.options.InlineModelAdmin)
            else super().has_add_permission(request)  # type: ignore[misc]
        )
        return bool(allowed and not self.is_frozen(obj))


class QuestionnaireForm(QuestionnaireFormBase):
    """A questionnaire; it is usable only where it can be answered to the end."""

    def clean_state(self) -> str:
        state: str = self.cleaned_data["state"]
        is_checked = state == QuestionnaireState.USABLE and self.instance.pk
        if is_checked and (problems := list_questionnaire_problems(self.instance)):
            raise forms.ValidationError(problems)
        return state


class SectionInline(FrozenVersionMixin, SectionsBase):
    model = Section
    fields = ("position", "title_fr", "title_en", "code", "is_repeated")
    prepopulated_fields = {"code": ("title_fr",)}
    show_change_link = True
    extra = 0


class QuestionInline(FrozenVersionMixin, QuestionsBase):
    model = Question
    fields = ("position", "label_fr", "code", "kind", "is_required")
    show_change_link = True
    extra = 0


class OptionInline(FrozenVersionMixin, OptionsBase):
    """The options of a question; of a scale, the labels of its points."""

    model = Option
    fields = ("position", "label_fr", "label_en", "code", "is_other", "is_row")
    extra = 0


@admin.register(Questionnaire)
class QuestionnaireAdmin(FrozenVersionMixin, ListAdmin):
    form = QuestionnaireForm
    list_display = ("title_fr", "code", "version", "state", "frozen", "preview")
    list_filter = ("state",)
    search_fields = ("title_fr", "code")
    inlines = (SectionInline,)
    readonly_fields = ("preview",)
    show_full_result_count = False
    actions = ("copy_as_new_version",)
    change_form_template = "surveys/admin/questionnaire.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return cast(Any, super().get_queryset(request)).with_used()

    @admin.display(description=gettext_lazy("verrouillé"), boolean=True)
    def frozen(self, row: Any) -> bool:
        return bool(row.used)

    @admin.display(description=gettext_lazy("aperçu"))
    def preview(self, row: Questionnaire) -> SafeString | str:
        if not row.pk:
            return ""
        url = reverse("waves:preview", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, _("Voir comme un répondant"))

    @admin.action(
        description=gettext_lazy("Copier comme nouvelle version"),
        permissions=["add"],
    )
    def copy_as_new_version(self, request: HttpRequest, rows: Any) -> None:
        for row in rows:
            made = create_new_version(row)
            self.message_user(request, _("%(name)s est prête.") % {"name": made})

    def get_urls(self) -> list[URLPattern]:
        """Add the URL of the button that copies a questionnaire."""
        copy = path(
            "<int:pk>/nouvelle-version/",
            self.admin_site.admin_view(require_POST(self.copy_one)),
            name="surveys_questionnaire_copy",
        )
        return [copy, *super().get_urls()]

    def copy_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy a questionnaire, and open the copy."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        rows = Questionnaire.objects.filter(pk=pk)
        made = create_new_version(get_object_or_404(rows))
        messages.success(request, _("%(name)s est prête.") % {"name": made})
        return redirect("admin:surveys_questionnaire_change", made.pk)


class QuestionnairePartMixin(FrozenVersionMixin):
    """Hide a part of a questionnaire from the admin index."""

    def has_module_permission(self, _request: HttpRequest) -> bool:
        return False


@admin.register(Section)
class SectionAdmin(QuestionnairePartMixin, ListAdmin):
    is_feminine = True
    inlines = (QuestionInline,)
    list_display = ("title_fr", "questionnaire", "position")
    list_select_related = ("questionnaire",)
    list_filter = ("questionnaire",)
    search_fields = ("title_fr", "code")
    readonly_fields = ("questionnaire", "condition")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: pages are added on their questionnaire."""
        return False


@admin.register(Question)
class QuestionAdmin(QuestionnairePartMixin, ListAdmin):
    is_feminine = True
    inlines = (OptionInline,)
    list_display = ("label_fr", "code", "kind", "section")
    list_select_related = ("section__questionnaire",)
    list_filter = ("section__questionnaire",)
    search_fields = ("label_fr", "code")
    readonly_fields = ("section", "condition")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: questions are added on their page."""
        return False
