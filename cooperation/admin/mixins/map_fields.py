"""Points in the forms of the admin: two number fields and a map that fills them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from cooperation.maps.widgets import COORDINATE_WIDGETS

if TYPE_CHECKING:
    Base = admin.options.BaseModelAdmin[Any]
else:
    Base = object


class MapFieldsMixin(Base):
    """Adds the map widgets to the latitude and longitude of a model with a point."""

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """Put the point last in a form without an explicit order."""
        fields = list(super().get_fields(request, obj))
        if self.fields:
            return fields
        return sorted(fields, key=lambda name: name in COORDINATE_WIDGETS)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Use the widgets that parse latitude and longitude as people write them."""
        if db_field.name in COORDINATE_WIDGETS:
            options["widget"] = COORDINATE_WIDGETS[db_field.name]()
        return super().formfield_for_dbfield(db_field, request, **options)
