"""Breakdowns of results: kinds of authorities, departments, a panel."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.enums import CollectivityKind
from cooperation.models import Department
from surveys.results.counting import CountsByStratum, Stratum

KIND, DEPARTMENT, PANEL = "nature", "departement", "panel"
OTHERS_LABEL = _("autres, regroupées")
NO_DEPARTMENT = _("sans département")
IN_PANEL, OUT_OF_PANEL = _("présentes aux deux enquêtes"), _("à celle-ci seulement")

BilingualText = tuple[str, str]


def get_bilingual_text(text: str | Promise) -> BilingualText:
    with translation.override("fr"):
        fr = str(text)
    with translation.override("en"):
        return fr, str(text)


@dataclass(frozen=True)
class Dimension:
    """A property of authorities: its values, in order, with their labels."""

    code: str
    title: BilingualText
    labels: dict[str, BilingualText]
    get_value: Callable[[Stratum], str]

    def count_by_value(self, counts: CountsByStratum) -> dict[str, int]:
        """Return counts by value, in the order in which they are shown."""
        found: dict[str, int] = {}
        for stratum, n in counts.items():
            value = self.get_value(stratum)
            found[value] = found.get(value, 0) + n
        order = list(self.labels)
        return {
            value: found[value]
            for value in sorted(
                found, key=lambda one: (get_order_rank(order, one), one)
            )
        }

    def get_label(self, values: Iterable[str]) -> BilingualText:
        """Return the label of a value, or of several values merged."""
        codes = list(values)
        if len(codes) > 1:
            return get_bilingual_text(OTHERS_LABEL)
        return self.labels.get(codes[0], (codes[0], codes[0]))


def get_order_rank(order: list[str], value: str) -> int:
    """Return the position of a value; unknown values come last."""
    return order.index(value) if value in order else len(order)


def build_kind_dimension() -> Dimension:
    labels = {kind.value: get_bilingual_text(kind.label) for kind in CollectivityKind}
    title = get_bilingual_text(_("Nature de la collectivité"))
    return Dimension(KIND, title, labels, lambda stratum: stratum.kind)


def build_department_dimension() -> Dimension:
    names = Department.objects.order_by("code").values_list("code", "name")
    labels = {code: (name, name) for code, name in names}
    labels[""] = get_bilingual_text(NO_DEPARTMENT)
    title = get_bilingual_text(_("Département"))
    return Dimension(DEPARTMENT, title, labels, lambda stratum: stratum.department)


def build_panel_dimension() -> Dimension:
    labels = {
        "oui": get_bilingual_text(IN_PANEL),
        "non": get_bilingual_text(OUT_OF_PANEL),
    }
    title = get_bilingual_text(_("Panel"))
    return Dimension(
        PANEL, title, labels, lambda stratum: "oui" if stratum.is_in_panel else "non"
    )
