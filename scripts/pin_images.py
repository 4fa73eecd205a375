"""Write the digests of base images into Dockerfile and docker-compose.yml.

    python scripts/pin_images.py

Needs docker with buildx, and a registry that it reaches: run it before a release.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = (ROOT / "Dockerfile", ROOT / "docker-compose.yml")
# What others made: "FROM python:3.13.5-slim", "image: postgres:15.14".
NAMED = re.compile(
    r"^(FROM |\s+image: )((?!passerelles)[\w./-]+:[\w.-]+)(?:@sha256:\w+)?", re.M
)


def read_digest(image: str) -> str:
    """Return the digest of an image of all architectures, as its registry says it."""
    command = ["docker", "buildx", "imagetools", "inspect", image]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^Digest:\s+(sha256:[0-9a-f]{64})$", done.stdout, re.MULTILINE)
    if found is None:
        raise SystemExit(f"No digest of {image}: {done.stdout}")
    return found[1]


def pin(text: str, digests: dict[str, str]) -> str:
    return NAMED.sub(lambda match: f"{match[1]}{match[2]}@{digests[match[2]]}", text)


def main() -> int:
    texts = {path: path.read_text() for path in FILES}
    images = {found[1] for text in texts.values() for found in NAMED.findall(text)}
    digests = {image: read_digest(image) for image in sorted(images)}
    for path, text in texts.items():
        path.write_text(pin(text, digests))
    for image, digest in digests.items():
        print(image, digest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
