"""Breakdowns of results: kinds of authorities, departments, a panel."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.enums import CollectivityKind
from cooperation.models import Department
from surveys.results.counting import ByStratum, Stratum

KIND, DEPARTMENT, PANEL = "nature", "departement", "panel"
OTHERS = _("autres, regroupées")
NO_DEPARTMENT = _("sans département")
IN_PANEL, OUT_OF_PANEL = _("présentes aux deux enquêtes"), _("à celle-ci seulement")

Pair = tuple[str, str]


def pair(text: str | Promise) -> Pair:
    with translation.override("fr"):
        fr = str(text)
    with translation.override("en"):
        return fr, str(text)


@dataclass(frozen=True)
class Dimension:
    """A property of authorities: its values, in order, with their labels."""

    code: str
    title: Pair
    labels: dict[str, Pair]
    value_of: Callable[[Stratum], str]

    def spread(self, counts: ByStratum) -> dict[str, int]:
        """Return counts by value, in the order in which they are shown."""
        found: dict[str, int] = {}
        for stratum, n in counts.items():
            value = self.value_of(stratum)
            found[value] = found.get(value, 0) + n
        order = list(self.labels)
        return {
            value: found[value]
            for value in sorted(found, key=lambda one: (rank(order, one), one))
        }

    def label(self, values: Iterable[str]) -> Pair:
        """Return the label of a value, or of several values merged."""
        codes = list(values)
        if len(codes) > 1:
            return pair(OTHERS)
        return self.labels.get(codes[0], (codes[0], codes[0]))


def rank(order: list[str], value: str) -> int:
    """Return the position of a value; unknown values come last."""
    return order.index(value) if value in order else len(order)


def kinds() -> Dimension:
    labels = {kind.value: pair(kind.label) for kind in CollectivityKind}
    title = pair(_("Nature de la collectivité"))
    return Dimension(KIND, title, labels, lambda stratum: stratum.kind)


def departments() -> Dimension:
    names = Department.objects.order_by("code").values_list("code", "name")
    labels = {code: (name, name) for code, name in names}
    labels[""] = pair(NO_DEPARTMENT)
    title = pair(_("Département"))
    return Dimension(DEPARTMENT, title, labels, lambda stratum: stratum.department)


def panels() -> Dimension:
    labels = {"oui": pair(IN_PANEL), "non": pair(OUT_OF_PANEL)}
    title = pair(_("Panel"))
    return Dimension(
        PANEL, title, labels, lambda stratum: "oui" if stratum.is_in_panel else "non"
    )
