"""Merges a whole suite with the folder that it goes to."""

from __future__ import annotations

import msgspec

from assay.promote.merge.manifest import FileThen, Manifest
from assay.promote.merge.three_way import Change, Merged, Reader, merge_file, merge_module, removed_module
from assay.promote.writing.code import Module


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written and removed, and what became of each function."""

    write: dict[str, str]
    remove: tuple[str, ...]
    manifest: Manifest
    changes: tuple[Change, ...]

    @property
    def drifted(self) -> tuple[Change, ...]:
        """Where code and collection are apart."""
        return tuple(one for one in self.changes if one.kind in ("added", "updated", "removed", "conflict"))


def merge_suite(modules: tuple[Module, ...], files: dict[str, str], read: Reader, then: Manifest) -> Outcome:
    """Merge; `read` gives what stands in the folder now."""
    merged: list[Merged] = []
    for module in modules:
        merged.append(merge_module(module, read(module.path), then.files.get(module.path)))
    for path, text in files.items():
        merged.append(merge_file(path, text, read(path), then.files.get(path)))
    known = {module.path for module in modules} | set(files)
    gone: list[Merged] = []
    for path, was in then.files.items():
        if path not in known:
            gone.append(_gone(path, read(path), was))
    changes = tuple(change for one in (*merged, *gone) for change in one.changes)
    texts = {one.path: one.text for one in (*merged, *gone) if one.text is not None}
    empty = {
        path for path, text in texts.items() if path.endswith(".py") and path not in known and not _has_functions(text)
    }
    removed = {one.path for one in gone if any(change.kind == "removed" and not change.name for change in one.changes)}
    return Outcome(
        write={path: text for path, text in texts.items() if path not in empty},
        remove=tuple(sorted(removed | empty)),
        manifest=msgspec.structs.replace(then, files={one.path: one.then for one in merged}),
        changes=changes,
    )


def _gone(path: str, now: str | None, was: FileThen) -> Merged:
    return merge_file(path, None, now, was) if was.whole else removed_module(path, now, was)


def _has_functions(text: str) -> bool:
    return "\ndef " in text or "\nclass " in text or "\nasync def " in text
