"""Where two outcomes differ: one entry for each leaf, named by its path, told side by side."""

from __future__ import annotations

from typing import Any

import msgspec

ABSENT = "<absent>"
SHOWN = 600


class Difference(msgspec.Struct, frozen=True):
    """One place where the two sides do not agree."""

    where: str
    curl: Any
    assay: Any

    def __str__(self) -> str:
        return f"  {self.where}\n      curl   {short(self.curl)}\n      assay  {short(self.assay)}"


def short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def differences(where: str, curl: Any, assay: Any) -> list[Difference]:
    """Every leaf at which two plain values differ; lists and mappings are walked together."""
    if isinstance(curl, dict) and isinstance(assay, dict):
        keys = [*curl, *(key for key in assay if key not in curl)]
        paths = [f"{where}.{key}" if where else key for key in keys]
        pairs = [(curl.get(key, ABSENT), assay.get(key, ABSENT)) for key in keys]
        return [one for path, pair in zip(paths, pairs, strict=True) for one in differences(path, *pair)]
    if isinstance(curl, list) and isinstance(assay, list) and not of_texts(curl, assay):
        inner = [
            one
            for at, pair in enumerate(zip(curl, assay, strict=False))
            for one in differences(f"{where}[{at}]", *pair)
        ]
        return inner if len(curl) == len(assay) else [Difference(f"{where}.length", len(curl), len(assay)), *inner]
    return [] if curl == assay else [Difference(where, curl, assay)]


def of_texts(*values: list[Any]) -> bool:
    """Lists of lines (headers, -v) are shown whole: their order counts."""
    return all(isinstance(one, str) for value in values for one in value)
