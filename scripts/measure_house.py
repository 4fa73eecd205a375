"""Measure how readable the code is as a whole, and fail where it slides back.

    python scripts/measure_house.py            print the table
    python scripts/measure_house.py --check    print what passes its limit, and exit 1

`make lint` runs the second. A limit is what was reached: lower it when a figure falls,
so that nothing slides back.

"Production" is the Python of accounts, config, cooperation and surveys without
migrations. Each figure is defined by the docstring of the function that takes it.
"""

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import grimp

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "config", "cooperation", "surveys")
# Names that Django or a protocol prescribes, one class a module.
PRESCRIBED_CLASSES = {"Command"}
# The page of the admin that an import starts from.
IMPORT_PAGE = "cooperation.admin.imports.batches"
# A plain field of ``Action`` that every layer shows.
ACTION_FIELD = "contact_function"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Figure(NamedTuple):
    """A measured figure and the most that it may be."""

    label: str
    value: float
    limit: float
    text: str


def list_files() -> list[Path]:
    """Return the files of production, in order."""
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def iter_functions(tree: ast.Module) -> Iterator[FunctionNode]:
    """Yield all functions and methods, inner ones included."""
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            yield node


def count_root_modules() -> int:
    """Return the number of modules directly in ``cooperation/``, packages aside."""
    found = (ROOT / "cooperation").glob("*.py")
    return sum(path.name != "__init__.py" for path in found)


def count_one_word_functions(trees: list[ast.Module]) -> tuple[int, int]:
    """Return how many module-level functions have a one-word name, and how many are.

    A word ends at an underscore; a leading one does not count.
    """
    names = [
        node.name.strip("_")
        for tree in trees
        for node in tree.body
        if isinstance(node, FunctionNode)
    ]
    return sum("_" not in name for name in names), len(names)


def count_shared_class_names(trees: list[ast.Module]) -> tuple[int, int]:
    """Return how many names of module-level classes stand twice, and how many are."""
    names = Counter(
        node.name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name not in PRESCRIBED_CLASSES
    )
    return sum(number > 1 for number in names.values()), len(names)


def count_dated_docstrings(trees: list[ast.Module]) -> int:
    """Return how many docstrings begin with "Give" or "Say"."""
    found = 0
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, FunctionNode | ast.ClassDef | ast.Module):
                words = (ast.get_docstring(node) or "").split(maxsplit=1)
                found += bool(words) and words[0] in {"Give", "Gives", "Say", "Says"}
    return found


def build_graph() -> grimp.ImportGraph:
    """Return the imports of production, those that only types need included."""
    sys.path.insert(0, str(ROOT))
    return grimp.build_graph(*APPS, exclude_type_checking_imports=True, cache_dir=None)


def count_cycles(graph: grimp.ImportGraph) -> int:
    """Return the number of groups of modules that import each other in a circle."""
    edges = {
        module: graph.find_modules_directly_imported_by(module)
        for module in graph.modules
        if ".migrations" not in module
    }
    return sum(len(group) > 1 for group in find_components(edges))


def find_components(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components of a graph (Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []

    def connect(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for other in edges.get(node, set()):
            if other not in index:
                connect(other)
                low[node] = min(low[node], low[other])
            elif other in on_stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group: list[str] = []
            while not group or group[-1] != node:
                group.append(stack.pop())
                on_stack.discard(group[-1])
            found.append(group)

    for node in edges:
        if node not in index:
            connect(node)
    return found


def count_modules_reached(graph: grimp.ImportGraph, start: str) -> int:
    """Return the number of modules that a module imports, whatever the distance.

    Its own package's ``__init__`` and empty packages do not count.
    """
    seen: set[str] = set()
    waiting = {start}
    while waiting:
        module = waiting.pop()
        seen.add(module)
        waiting |= graph.find_modules_directly_imported_by(module) - seen
    return len(seen) - 1


def count_files_of_field(files: list[Path]) -> int:
    """Return the number of production files that name a plain field of ``Action``."""
    texts = [path.read_text() for path in files]
    return sum(ACTION_FIELD in text for text in texts)


def measure_functions(trees: list[ast.Module]) -> tuple[int, int, int]:
    """Return median, 90th percentile and longest function, in lines from ``def``."""
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for tree in trees
        for node in iter_functions(tree)
    )
    return (
        int(statistics.median(lengths)),
        lengths[int(len(lengths) * 0.9)],
        lengths[-1],
    )


def take_figures() -> list[Figure]:
    """Return the table of figures."""
    files = list_files()
    trees = [ast.parse(path.read_text()) for path in files]
    graph = build_graph()
    one_word, functions = count_one_word_functions(trees)
    shared, classes = count_shared_class_names(trees)
    lines = sum(len(path.read_text().splitlines()) for path in files)
    median, ninetieth, longest = measure_functions(trees)
    share = 100 * one_word / functions
    reached = count_modules_reached(graph, IMPORT_PAGE)
    simple = [
        ("modules at the root of cooperation/", count_root_modules(), 5),
        ("docstrings that begin with Give or Say", count_dated_docstrings(trees), 0),
        ("cycles of modules", count_cycles(graph), 0),
        ("modules reached by the admin's import", reached, 137),
        ("files that a field of Action touches", count_files_of_field(files), 5),
        ("production lines of Python", lines, 108_000),
        ("function length, median", median, 7),
        ("function length, 90th percentile", ninetieth, 20),
        ("function length, longest", longest, 60),
    ]
    return [
        Figure(
            "one-word module functions, %",
            share,
            10,
            f"{share:.1f} ({one_word} of {functions})",
        ),
        Figure("class names used twice", shared, 8, f"{shared} of {classes}"),
        *(Figure(label, value, limit, str(value)) for label, value, limit in simple),
    ]


def main() -> int:
    """Print the table; return 1 where ``--check`` finds a limit passed."""
    is_check = "--check" in sys.argv
    figures = take_figures()
    for figure in figures:
        is_passed = figure.value > figure.limit
        if is_passed or not is_check:
            mark = "!" if is_passed else " "
            print(f"{mark} {figure.label:<42} {figure.text:>18}   ≤ {figure.limit:g}")
    return int(is_check and any(figure.value > figure.limit for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
