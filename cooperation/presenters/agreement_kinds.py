"""Short explanations of the kinds of agreement.

Written for this site from facts of the founding survey (Enquête CSI 2021, published in
December 2022) and of the Code général des collectivités territoriales, L1115-1 to 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import AgreementKind
from cooperation.presenters.list_links import get_list_url


@dataclass(frozen=True)
class ExplainedKind:
    """A kind of agreement: explanation, glossary code, number of agreements, list."""

    kind: str
    label: str
    title: str
    gloss: str
    text: str
    n: int
    url: str


def list_explained_kinds(numbers: Mapping[str, int]) -> list[ExplainedKind]:
    """Return each kind with its explanation.

    ``numbers`` counts the published agreements by kind.
    """
    return [
        ExplainedKind(
            kind=kind.value,
            label=str(kind.label),
            title=str(capfirst(kind.label)),
            gloss=kind.value.replace("_", "-"),
            text=text,
            n=numbers.get(kind, 0),
            url=get_list_url("agreement_list", type=kind.value),
        )
        for kind, text in get_kind_explanations().items()
    ]


def get_kind_explanations() -> dict[AgreementKind, str]:
    return {
        AgreementKind.COOPERATION: _(
            "Une collectivité française et une autorité locale étrangère s’engagent "
            "ensemble dans la durée. Une convention dit ce qu’elles vont faire et avec "
            "quels moyens : services publics, appui aux institutions, développement, "
            "projets de part et d’autre d’une frontière."
        ),
        AgreementKind.TWINNING: _(
            "Deux communes se lient sans fixer de terme. Les premiers jumelages sont "
            "nés après 1945 pour rapprocher les peuples d’Europe ; école, culture, "
            "sport ou économie, ils touchent aujourd’hui à tout."
        ),
        AgreementKind.FRIENDSHIP: _(
            "Deux villes, deux peuples ou deux pays disent qu’ils se rapprochent. "
            "L’engagement est léger, et ouvre souvent la voie à un jumelage ou à une "
            "coopération."
        ),
    }
