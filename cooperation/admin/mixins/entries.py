"""What the admins of entries share: slugs, history, inline rows, files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import FileField, ImageField, Model, QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.conflicts import VersionedAdmin, VersionedForm
from cooperation.admin.mixins.map_fields import MapFieldsMixin
from cooperation.admin.mixins.search import NormalizedSearchAdmin
from cooperation.models import FormerSlug
from cooperation.models.slugs import make_unique_slug

if TYPE_CHECKING:
    BaseForm = forms.ModelForm[Any]
    BaseInline = admin.TabularInline[Any, Any]
else:
    BaseForm = forms.ModelForm
    BaseInline = admin.TabularInline


class SluggedForm(VersionedForm):
    """The form of an entry: an empty slug is made from the name."""

    slug_source: ClassVar[str] = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Fill an empty slug; refuse one that another entry has or had."""
        data: dict[str, Any] = super().clean() or {}
        name, slug = data.get(self.slug_source), data.get("slug")
        if name and not slug:
            data["slug"] = self.instance.slug or make_unique_slug(
                self._meta.model, name
            )
        elif slug and is_slug_taken(self.instance, slug):
            free = make_unique_slug(self._meta.model, slug)
            message = _("Cette adresse est ou fut celle d’une autre fiche. Libre : %s")
            self.add_error("slug", ValidationError(message % free))
        return data


class TitledForm(SluggedForm):
    """The form of an entry whose name is its title."""

    slug_source = "title"


def is_slug_taken(entry: Model, slug: str) -> bool:
    """Return whether another entry of the same kind has or had this slug."""
    others = type(entry)._base_manager.filter(slug=slug).exclude(pk=entry.pk)
    former = FormerSlug.objects.filter(table=entry._meta.db_table, slug=slug)
    return others.exists() or former.exclude(object_id=entry.pk or 0).exists()


class FileWidget(AdminFileWidget):
    """A file field that names its file without a link: files of drafts have no URL."""

    template_name = "cooperation/admin/file.html"


class RecordAdmin(NormalizedSearchAdmin, VersionedAdmin):
    """Admin of a table with history."""

    form: type[VersionedForm] = VersionedForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        FileField: {"widget": FileWidget},
        ImageField: {"widget": FileWidget},
        URLField: {"assume_scheme": "https"},
    }
    list_per_page = 50


class EntryAdmin(RecordAdmin):
    """Admin of a table with history whose rows have a slug made from a name."""

    form: type[SluggedForm] = SluggedForm

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, Sequence[str]]:
        """Fill the slug while the name of a new entry is typed, never later."""
        return {} if obj else {"slug": (self.form.slug_source,)}


class CachedAutocompleteSelect(AutocompleteSelect):
    """An autocomplete field that is given the row it already holds.

    Django would query it, field by field and row by row.
    """

    selected_row: Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the selected option, without a query where its row is given."""
        chosen = {str(one) for one in value if one not in (None, "")}
        if self.selected_row is None or chosen != {str(self.selected_row.pk)}:
            return super().optgroups(name, value, attr)
        options = [
            self.create_option(
                name, self.selected_row.pk, str(self.selected_row), True, 1
            )
        ]
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class InlineRowForm(BaseForm):
    """The form of an inline row, whose fields are given the rows that they hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance._state.fields_cache
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, CachedAutocompleteSelect):
                widget.selected_row = held.get(name)


class RowInline(MapFieldsMixin, BaseInline):
    """Inline rows of an entry; ``label_relations`` are what their labels are made of.

    ``deferred_fields`` are the columns of these that no label shows.
    """

    extra = 0
    form = InlineRowForm
    label_relations: ClassVar[tuple[str, ...]] = ()
    deferred_fields: ClassVar[tuple[str, ...]] = ()
    formfield_overrides: ClassVar[dict[Any, Any]] = RecordAdmin.formfield_overrides

    class Media:
        js: ClassVar = [forms.Script("js/rows.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related(*self.label_relations)
        return rows.defer(*self.deferred_fields)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **options: Any
    ) -> Any:
        """Return an autocomplete field that does not query the row it holds."""
        if db_field.name in self.autocomplete_fields:
            options["widget"] = CachedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)
