"""The guided stories that come with the site, as drafts: staff publish them.

Their numbers are those of the directory, which is empty at first. One that was loaded
once is never loaded again, whatever people made of it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction

from cooperation.models import GuidedStory, StoryStep
from cooperation.reference.sync import SyncCount


def load_stories() -> SyncCount:
    count = SyncCount()
    for content in iter_story_files():
        if is_known(content["slug"]):
            count.unchanged += 1
        else:
            create_story(content)
            count.created += 1
    return count


def iter_story_files() -> Iterator[dict[str, Any]]:
    for path in sorted((settings.FIXTURES_ROOT / "stories").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def is_known(slug: str) -> bool:
    """Return whether a story has or had an address; one that was deleted counts."""
    past = GuidedStory.history.model.objects
    stored = GuidedStory.objects.filter(slug=slug)
    return past.filter(slug=slug).exists() or stored.exists()


@transaction.atomic
def create_story(content: dict[str, Any]) -> None:
    steps = content.pop("steps")
    story = GuidedStory.objects.create(**content)
    for position, step in enumerate(steps, 1):
        StoryStep.objects.create(story=story, position=position, **step)
