"""The columns that full-text search reads."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from cooperation.models.common import generated_name_key


class Searchable(models.Model):
    """An entry with a title, found by full-text search.

    PostgreSQL triggers fill both vectors (see ``cooperation/sql``), so that they
    follow every change of their sources, bulk changes included.
    """

    title_key = generated_name_key("title")
    search_vector = SearchVectorField(null=True, editable=False)
    related_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["search_vector"], name="%(class)s_search")]
