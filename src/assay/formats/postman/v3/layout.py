"""Where things lie in a v3 folder: collections of a repository, folders, requests and their examples."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from assay.model.errors import InputError

DEFINITION = ".resources/definition.yaml"
REQUEST = (".request.yaml", ".request.yml")
EXAMPLE = (".example.yaml", ".example.yml")
MAX_DEPTH = 100


class Directory(msgspec.Struct, kw_only=True):
    """A directory by its path, with what lies in it; directories of resources are left out."""

    path: str
    directories: dict[str, Directory] = {}
    requests: list[str] = []


def stem(path: str, suffixes: tuple[str, ...]) -> str:
    """The name of a file without directory and suffix."""
    name = posixpath.basename(path)
    return next((name[: -len(suffix)] for suffix in suffixes if name.endswith(suffix)), name)


def collection_root(tree: Mapping[str, Any], name: str) -> str:
    """The prefix of the one collection in the tree, with a slash at its end; empty where the tree is the collection."""
    if DEFINITION in tree or any("/" not in path and path.endswith(REQUEST) for path in tree):
        return ""
    for prefix in ("postman/collections/", "collections/"):
        found = sorted({path[len(prefix) :].partition("/")[0] for path in tree if _is_inside(path, prefix)})
        if len(found) > 1:
            shown = ", ".join(found[:20])
            raise InputError(
                f"There are {len(found)} collections in here.", where=name, remedy=f"Name one of: {shown}."
            )
        if found:
            return f"{prefix}{found[0]}/"
    if not any(path.endswith((*REQUEST, f"/{DEFINITION}")) for path in tree):
        raise _no_collection(tree, name)
    return ""


def _is_inside(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and path.endswith((*REQUEST, "/definition.yaml"))


def _no_collection(tree: Iterable[str], name: str) -> InputError:
    if any(posixpath.basename(path) in ("collection.yaml", "folder.yaml") for path in tree):
        what = "This folder has an older form (collection.yaml), which Postman itself no longer reads."
        return InputError(what, where=name, remedy="Export the collection anew, as v2.1 or with Postman 12.")
    what = "This folder is no Postman collection: it holds neither .resources/definition.yaml nor *.request.yaml."
    return InputError(what, where=name, remedy="Name the folder of one collection, or an exported .json file.")


def laid_out(tree: Iterable[str], root: str, name: str) -> Directory:
    """The directories below the root that hold requests or definitions."""
    top = Directory(path=root)
    for path in sorted(tree):
        if path.startswith(root) and path.endswith((*REQUEST, f"/{DEFINITION}")):
            _place(top, path, root, name)
    return top


def _place(top: Directory, path: str, root: str, name: str) -> None:
    is_request = path.endswith(REQUEST)
    inner = path.removeprefix(root)
    parts = inner.split("/")[:-1] if is_request else inner.removesuffix(DEFINITION).split("/")[:-1]
    if any(part.startswith(".") or part.endswith(".resources") for part in parts):
        return
    if len(parts) > MAX_DEPTH:
        raise InputError(f"Folders are nested deeper than {MAX_DEPTH} levels.", where=f"{name}/{path[:200]}")
    here = top
    for part in parts:
        here = here.directories.setdefault(part, Directory(path=f"{here.path}{part}/"))
    if is_request:
        here.requests.append(path)


def examples_directory(request: str, named: str, root: str, where: str) -> str:
    """The directory of a request's examples, with a slash at its end. Raises InputError where it leads outside."""
    home = posixpath.dirname(request)
    default = f".resources/{stem(request, REQUEST)}.resources/examples"
    path = posixpath.normpath(posixpath.join(home, named or default))
    if named.startswith(("/", "\\")) or not f"{path}/".startswith(root) or path.startswith(".."):
        raise InputError("`examples` leads out of the collection.", where=where)
    return f"{path}/"
