"""The command ``load_reference``: what it says, and that it is all or nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cooperation import models
from cooperation.reference.source_files import ReferenceDataError, read_rows, read_text

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_it_tells_what_it_did_in_each_table(
    reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_reference")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sous-régions du monde : 22 créés, 0 modifiés, 0 inchangés"
    assert "communes : 279 créés, 0 modifiés, 0 inchangés" in lines


def test_a_bad_file_at_the_end_undoes_what_came_before(reference: Path) -> None:
    (reference / "resources.csv").unlink()
    with pytest.raises(CommandError, match=r"resources\.csv ne peut pas être lu"):
        call_command("load_reference", verbosity=0)
    assert not models.Country.objects.exists()


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes("code;département".encode("cp1252"))
    with pytest.raises(ReferenceDataError, match="UTF-8"):
        read_text(path)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="son accès est refusé"):
        read_text(tmp_path)


def test_an_empty_file_lacks_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("")
    with pytest.raises(ReferenceDataError, match="lat, lng"):
        read_rows(path, ["lng", "lat"])
