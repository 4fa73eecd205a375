"""The photos of a page of actions, small, beside their cards."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from cooperation.models import Photo
from cooperation.presenters.types import ActionCard, CardPhoto


def add_photos(cards: Sequence[ActionCard], actions: Iterable[int]) -> list[ActionCard]:
    """Return the cards of actions, each with its first photo if it has one; one query.

    ``actions`` are their primary keys, in the same order. Who may see the actions may
    see their photos.
    """
    keys = list(actions)
    first = Photo.objects.filter(action__in=keys).order_by(
        "action_id", "position", "pk"
    )
    photos = {
        photo.action_id: CardPhoto(
            reverse("cooperation:small_photo", args=[photo.pk]), photo.alt, photo.credit
        )
        for photo in first.distinct("action_id")
    }
    pairs = zip(cards, keys, strict=True)
    return [replace(card, photo=photos.get(key)) for card, key in pairs]
