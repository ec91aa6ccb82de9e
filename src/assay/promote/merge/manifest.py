"""What was written then: kept beside the tests, to be committed."""

from __future__ import annotations

import hashlib

import msgspec

from assay.model.errors import InputError

NAME = ".assay-promote.json"
FORMAT = 1


class FileThen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file: digests of its functions, or of the whole where it is not Python."""

    blocks: dict[str, str] = {}
    imports: tuple[str, ...] = ()
    whole: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All files of a suite by path."""

    format: int = FORMAT
    collection: str = ""
    """Its name."""
    options: dict[str, str] = {}
    """What has to be said again for the same suite."""
    files: dict[str, FileThen] = {}


def digest(text: str) -> str:
    """Short, and the same for the same lines."""
    return hashlib.sha256(
        "\n".join(line.rstrip() for line in text.strip().split("\n")).encode("utf-8", "replace")
    ).hexdigest()[:20]


def read_manifest(data: bytes, where: str) -> Manifest:
    """The manifest. InputError where it is none, or of a newer assay."""
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise InputError(
            f"this is no manifest of promoted tests: {problem}",
            where=where,
            remedy="Take it back from version control, or remove it to begin anew.",
        ) from None
    if found.format > FORMAT:
        raise InputError("this manifest was written by a newer assay", where=where, remedy="Update assay.")
    outside = [path for path in found.files if not _is_inside(path)]
    if outside:
        raise InputError(f"it names a file outside of its folder: {outside[0][:80]!r}", where=where)
    return found


def _is_inside(path: str) -> bool:
    return (
        bool(path) and "\0" not in path and not {"", ".."} & set(path.replace("\\", "/").split("/")) and ":" not in path
    )


def written(manifest: Manifest) -> bytes:
    """Indented, and sorted so that it makes small differences."""
    document = msgspec.json.encode(manifest, order="sorted")
    return msgspec.json.format(document, indent=1) + b"\n"
