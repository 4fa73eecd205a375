"""Upgrade a running site: migrate, then restart, twenty requests a second meanwhile.

    python scripts/upgrade_under_load.py

Two workers serve the database of the version before the last migrations (those after
``--back`` are taken back first); they are applied while the site serves, then the
server is restarted behind its socket, as docs/upgrade.md says. Prints what visitors
were answered, and ends with 1 if anybody got a 5xx or no answer.
"""

import argparse
import json
import sys
import time
from typing import Any

from trials.load import keep_asking
from trials.site import make_site

SECONDS_BEFORE, SECONDS_AFTER = 3, 8


def upgrade(back_to: str, per_second: float) -> dict[str, Any]:
    """Return the number of answers by status, and the slowest in seconds."""
    with make_site() as site:
        site.manage("migrate", *back_to.split("."), "--verbosity", "0")
        site.start()
        before = site.list_workers()
        with keep_asking(site, per_second) as answers:
            time.sleep(SECONDS_BEFORE)
            site.manage("migrate", "--verbosity", "0")
            site.stop()
            site.start()
            time.sleep(SECONDS_AFTER)
        statuses = {str(status): n for status, n in sorted(answers.count().items())}
        return {
            "answers": statuses,
            "wrong pages": len(answers.wrong),
            "slowest": round(answers.get_slowest(), 2),
            "workers replaced": not set(before) & set(site.list_workers()),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--back", default="accounts.0003")
    parser.add_argument("--per-second", type=float, default=20)
    options = parser.parse_args()
    found = upgrade(options.back, options.per_second)
    print(json.dumps(found))
    is_well = set(found["answers"]) == {"200"} and not found["wrong pages"]
    return int(not (is_well and found["workers replaced"]))


if __name__ == "__main__":
    sys.exit(main())
