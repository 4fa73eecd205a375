"""Tasks of a person, shown in their space; other apps register providers."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Task(NamedTuple):
    title: str
    text: str
    url: str
    button: str
    is_done: bool = False


TaskProvider = Callable[[Any], Iterable[Task]]
TASK_PROVIDERS: list[TaskProvider] = []


def register_task_provider(provider: TaskProvider) -> None:
    if provider not in TASK_PROVIDERS:
        TASK_PROVIDERS.append(provider)


def list_tasks(user: Any) -> list[Task]:
    """Return the tasks of a person, those to be done first."""
    found = [task for provider in TASK_PROVIDERS for task in provider(user)]
    return sorted(found, key=lambda task: task.is_done)
