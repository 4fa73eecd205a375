"""The tables that the list shows, unmanaged."""

from typing import Any, ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Unmanaged(models.Model):
    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class Country(Unmanaged):
    iso2 = models.CharField(max_length=2, primary_key=True)
    name_fr = models.CharField(max_length=200)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_country"


class Theme(Unmanaged):
    name_fr = models.CharField(max_length=200)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_theme"


class Goal(Unmanaged):
    number = models.IntegerField(primary_key=True)
    name_fr = models.CharField(max_length=200)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_goal"


class Window(Unmanaged):
    name_fr = models.CharField(max_length=200)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_fundingwindow"


class Authority(Unmanaged):
    name = models.CharField(max_length=200)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_collectivity"


class Action(Unmanaged):
    slug = models.CharField(max_length=200)
    title = models.CharField(max_length=250)
    summary = models.CharField(max_length=300)
    status = models.CharField(max_length=10)
    start_year = models.IntegerField(null=True)
    publication = models.CharField(max_length=20)
    search_vector = SearchVectorField(null=True)
    lead = models.ForeignKey(Authority, models.PROTECT)
    themes = models.ManyToManyField(Theme, db_table="cooperation_action_themes")
    goals = models.ManyToManyField(Goal, db_table="cooperation_action_goals")

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_action"
        ordering: ClassVar = [models.F("start_year").desc(nulls_last=True), "title"]


class Location(Unmanaged):
    action = models.ForeignKey(Action, models.CASCADE, related_name="locations")
    country = models.ForeignKey(Country, models.PROTECT)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_location"


class Funding(Unmanaged):
    action = models.ForeignKey(Action, models.CASCADE, related_name="fundings")
    window = models.ForeignKey(Window, models.PROTECT)

    class Meta(Unmanaged.Meta):
        db_table = "cooperation_funding"
