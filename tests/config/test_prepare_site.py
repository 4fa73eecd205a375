"""What a new version brings to a site in service, each time it starts."""

import pytest
from django.core.management import call_command

from cooperation.models import Synonym
from tests.factories import CountryFactory, SynonymFactory

pytestmark = pytest.mark.django_db


def test_new_words_of_the_search_come_and_those_taken_away_stay_away() -> None:
    CountryFactory()
    SynonymFactory(text="gravière", param="theme", value="eau_assainissement")
    SynonymFactory(text="puits", param="theme", value="eau_assainissement").delete()

    call_command("prepare_site", verbosity=0)

    texts = set(Synonym.objects.values_list("text", flat=True))
    assert {"gravière", "AEP", "italien"} <= texts
    assert "puits" not in texts
