"""What Poppler's tools read in a PDF: its text, its pages, its tags."""

import subprocess


def tool(name: str, content: bytes, *options: str) -> str:
    """Give what a tool of Poppler reads in a PDF."""
    found = subprocess.run(
        [name, *options, "-", *(["-"] if name == "pdftotext" else [])],
        input=content,
        capture_output=True,
        check=True,
    )
    return found.stdout.decode("utf-8", "replace")


def n_pages(content: bytes) -> int:
    """Give the number of pages."""
    (line,) = [
        line for line in tool("pdfinfo", content).splitlines() if "Pages" in line
    ]
    return int(line.split()[-1])
