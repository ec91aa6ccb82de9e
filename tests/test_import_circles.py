"""No module imports itself by way of others, not even from within a function."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PACKAGES = ["assay.formats.curl", "assay.mutation", "assay.promote.scripts.expect", "assay.app.promoting"]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    try:
        TopologicalSorter(imports(package)).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def imports(package: str) -> dict[str, set[str]]:
    """For each module of a package, those of the package that it imports; what only types need is left out."""
    paths = sorted((SOURCE / package.replace(".", "/")).rglob("*.py"))
    modules = {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path for path in paths
    }
    assert len(modules) > 3, f"{package} is not found"
    return {
        name: {known(one, modules) for one in imported(ast.parse(path.read_text(encoding="utf-8")))} - {name, ""}
        for name, path in modules.items()
    }


def known(name: str, modules: Collection[str]) -> str:
    """The module that a name is, or is in; empty where it is none of these."""
    return next((one for one in (name, name.rpartition(".")[0]) if one in modules), "")


def imported(node: ast.AST) -> Iterator[str]:
    """Modules, and what is taken from them, of the import statements below a node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (one.name for one in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from (f"{child.module}.{one.name}" for one in child.names)
        yield from imported(child)
