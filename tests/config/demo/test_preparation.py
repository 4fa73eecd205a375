"""A second start does again only what has changed."""

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from config.demo import preparation
from config.demo.people import DEMO_ACCOUNTS
from cooperation.models import Action
from tests.factories import ActionFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def done(settings: Settings, tmp_path: Path) -> list[str]:
    """What was done, in order; the marks go to a folder of the test."""
    settings.VAR_DIR = tmp_path
    return []


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file that a step reads."""
    path = tmp_path / "source.csv"
    path.write_text("a")
    return path


def test_a_step_is_done_once(done: list[str], source: Path) -> None:
    for _start in range(2):
        preparation.run_once("data", "Data", [source], lambda: done.append("data"))

    assert done == ["data"]


def test_a_step_is_done_again_when_a_file_changed(
    done: list[str], source: Path
) -> None:
    preparation.run_once("data", "Data", [source], lambda: done.append("first"))
    os.utime(source, ns=(1, 1))
    preparation.run_once("data", "Data", [source], lambda: done.append("second"))

    assert done == ["first", "second"]


def test_a_step_is_done_again_when_it_was_interrupted(
    done: list[str], source: Path
) -> None:
    def interrupted() -> None:
        done.append("interrupted")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        preparation.run_once("data", "Data", [source], interrupted)
    preparation.run_once("data", "Data", [source], lambda: done.append("whole"))

    assert done == ["interrupted", "whole"]


def test_a_step_that_is_forgotten_is_done_again_and_no_other(
    done: list[str], source: Path
) -> None:
    for _start in range(2):
        for step in ("data", "static"):
            preparation.run_once(
                step, step, [source], lambda step=step: done.append(step)
            )
        preparation.forget_step("data")

    assert done == ["data", "static", "data"]


def test_unreadable_marks_are_no_marks(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo.json").write_text("{")

    assert preparation.read_marks() == {}


def test_static_files_are_those_of_the_project_and_of_the_admin() -> None:
    names = {path.name for path in preparation.iter_static_files()}

    assert {"tokens.css", "autocomplete.css"} <= names


def test_data_come_from_fixtures_and_from_the_code_that_reads_them() -> None:
    files = {path.suffix for path in preparation.iter_data_files()}

    assert {".csv", ".py"} <= files


@pytest.mark.django_db(transaction=True)
def test_a_second_start_prepares_accounts_and_loads_nothing(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR_DIR = tmp_path
    ActionFactory()
    files = {
        "data": preparation.iter_data_files(),
        "static": preparation.iter_static_files(),
    }
    preparation.write_marks(
        {step: preparation.compute_fingerprint(read) for step, read in files.items()}
    )

    preparation.prepare_demo()

    assert User.objects.filter(is_staff=True).count() == len(
        [one for one in DEMO_ACCOUNTS if one.is_staff]
    )
    assert Action.objects.count() == 1
    said = capsys.readouterr().out
    assert said.startswith("Database…\nDatabase: done in ")
    assert said.count("\n") == 2
