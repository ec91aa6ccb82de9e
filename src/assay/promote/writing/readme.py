"""Writes the README of a suite: how to run it, what it must be told, what it could not hold."""

from __future__ import annotations

from collections.abc import Sequence

from assay.promote.writing.clients import Client
from assay.promote.writing.settings import Setting


def readme(
    title: str, client: Client, settings: Sequence[Setting], left: Sequence[str], notes: Sequence[str], *, plugin: bool
) -> str:
    """The text."""
    needs = ["pytest", client.module] + (["assay"] if plugin else [])
    lines = [
        f"# {title}",
        "",
        f"Promoted from a collection by `assay promote`; from now on this code is yours. It needs {_listed(needs)}.",
        "",
        "```sh",
        "pytest            # each test alone makes what it needs: any order, any number of workers",
        "```",
        "",
        "| environment variable | what for |",
        "|---|---|",
    ]
    for one in settings:
        what = "where the API is" if one.fixture == "base_url" else f"`{one.variable}`"
        told = (
            "secret, has to be set"
            if one.secret
            else "has to be set"
            if one.default is None
            else f"default `{one.default}`"
        )
        lines.append(f"| `{one.env}` | {_cell(what)}; {_cell(told)} |")
    lines += ["", "Run `assay promote` again after the collection has changed: what you edited stays as it is."]
    if left:
        lines += ["", "## Not removed afterwards", "", "No request of the collection removes what these make:", ""]
        lines += [f"- {_cell(one)}" for one in left]
    if notes:
        lines += ["", "## What is not as in the collection", ""]
        lines += [f"- {_cell(one)}" for one in notes]
    return "\n".join(lines) + "\n"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
