"""The file of one test: YAML that people read and review."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

from assay.formats.yaml_text import decode_yaml, meaning
from assay.interfaces.pytest_plugin.recording.entry import Entry, from_builtins, to_builtins
from assay.model.errors import InputError
from assay.report.clean import line

LONGEST = 80


def place(folder: Path, test: str) -> Path:
    """The file of a test by its node id; never outside the folder."""
    file, _, name = test.partition("::")
    parts = [_safe(part) for part in file.removesuffix(".py").split("/")]
    return folder.joinpath(*parts, _safe(name.replace("::", ".")) + ".yaml")


def _safe(name: str) -> str:
    """A name for a file; one that had to be changed is told apart by a few digits of its hash."""
    safe = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.")[:LONGEST] or "test"
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"


def write(path: Path, test: str, entries: list[Entry]) -> None:
    """Put the entries in the place of what was recorded before; no file where there are none."""
    if not entries:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text(test, entries), encoding="utf-8")
    draft.replace(path)


def text(test: str, entries: list[Entry]) -> str:
    """The file's text."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Texts in quotes, so that none is taken for a number; those of several lines as they are."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - nothing is written by reference
            return True

    def represent(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value and not _OTHER_BREAKS.search(value) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, represent)
    Dumper.add_representer(Name, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value)))
    document = named({"test": test, "exchanges": [to_builtins(one) for one in entries]})
    body = yaml.dump(document, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return (
        f"# What third parties answered to {line(test)}; secrets stand as ***. Made by pytest --assay-record.\n{body}"
    )


class Name(str):
    """A key that needs no quotes."""

    __slots__ = ()


_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""YAML reads these as the end of a line, and some of them as another one."""
_PLAIN = re.compile(r"[A-Za-z_][\w-]{0,99}", re.ASCII)


def named(value: Any) -> Any:
    """The value with its plain keys as such."""
    if isinstance(value, dict):
        return {Name(key) if _PLAIN.fullmatch(key) else key: named(one) for key, one in value.items()}
    return [named(one) for one in value] if isinstance(value, list) else value


def read(path: Path) -> list[Entry]:
    """The entries; none where there is no file. Raises InputError for one that cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path)) from None
    value = meaning(decode_yaml(data, name=str(path)))
    try:
        return [from_builtins(one) for one in value["exchanges"]]
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InputError(
            f"is no recording: {type(problem).__name__}: {problem}",
            where=str(path),
            remedy="Record it again with --assay-record.",
        ) from None
