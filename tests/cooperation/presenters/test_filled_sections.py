"""Sections of the site that have something to show."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cooperation.enums import Publication
from cooperation.models import Event, Offer
from cooperation.presenters.filled_sections import list_filled_sections

pytestmark = pytest.mark.django_db


def add_event(day: datetime.date, publication: str = Publication.PUBLISHED) -> Event:
    return Event.objects.create(
        title="Rencontres", starts_on=day, publication=publication
    )


def test_a_section_without_a_row_is_not_offered() -> None:
    assert list_filled_sections() == frozenset()


def test_a_section_is_offered_for_what_its_page_shows() -> None:
    today = timezone.localdate()
    add_event(today - datetime.timedelta(days=1))
    add_event(today, Publication.DRAFT)
    Offer.objects.create(
        title="Volontariat", kind="volontariat", publication=Publication.PUBLISHED
    )
    assert list_filled_sections() == {"offres"}
    add_event(today)
    assert list_filled_sections() == {"offres", "agenda"}


def test_all_sections_are_read_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):  # whether this transaction wrote, and the rows
        list_filled_sections(version="known")


def test_a_template_asks_for_the_sections() -> None:
    add_event(timezone.localdate())
    template = Template(
        "{% load sections %}{% filled_sections as filled %}"
        "{% if 'agenda' in filled %}agenda{% endif %}"
        "{% if 'offres' in filled %}offres{% endif %}"
    )
    assert template.render(Context()) == "agenda"
