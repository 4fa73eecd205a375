"""Write the hostile spreadsheets that the tests read, the small ones into the project.

python scripts/make_hostile_files.py           # into tests/files/hostile/
python scripts/make_hostile_files.py FOLDER    # every one, the large ones too
"""

import sys
from pathlib import Path

from hostile import FILES

HOME = Path(__file__).resolve().parent.parent / "tests" / "files" / "hostile"


def write_files(folder: Path, *, with_large: bool) -> int:
    """Write the files into a folder, and give their number."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [one for one in FILES if with_large or not one.is_large]
    for one in made:
        (folder / one.name).write_bytes(one.make())
    return len(made)


def main() -> None:
    """Write the small ones, or every one where a folder is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    number = write_files(folder, with_large=folder != HOME)
    print(f"{number} files in {folder}")


if __name__ == "__main__":
    main()
