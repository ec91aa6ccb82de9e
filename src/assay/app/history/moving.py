"""A transfer at another base URL: that of an environment, or one that was given."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

import msgspec

from assay.app.project import EnvironmentTable, Lookup, Project
from assay.model.errors import UsageError
from assay.model.transfer import Transfer


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The transfer where it is to go, and what was changed for it beside the base URL."""

    transfer: Transfer
    notes: tuple[str, ...] = ()


def base_of(name: str, table: EnvironmentTable, lookup: Lookup) -> str:
    """The base URL of an environment. Raises UsageError where it has none."""
    if table.url is None:
        raise UsageError(f"[environment.{name}] has no url", where="--env", remedy="Add url = … there, or give --url.")
    return lookup.fill(table.url, f"[environment.{name}] url").rstrip("/")


def moved(transfer: Transfer, base: str, known: Mapping[str, str]) -> tuple[Transfer, str]:
    """The transfer below `base`, and the name of the environment that it came from (empty where it is unknown).

    `known` holds the base URLs of the environments by their names. What stands behind the longest of them that the URL
    begins with stays; a URL at no known base keeps all behind its host.
    """
    url = transfer.url if "://" in transfer.url else f"http://{transfer.url}"
    for name, old in sorted(known.items(), key=lambda pair: -len(pair[1])):
        if old and is_below(url, old):
            return msgspec.structs.replace(transfer, url=base + url[len(old) :]), name
    for name, old in known.items():
        if old and origin(old) == origin(url):
            return msgspec.structs.replace(transfer, url=origin(base) + behind(url)), name
    return msgspec.structs.replace(transfer, url=base + behind(url)), ""


def environment_of(transfer: Transfer, known: Mapping[str, str]) -> str | None:
    """The environment whose base URL the transfer's is below: the longest such base."""
    below = [(len(base), name) for name, base in known.items() if base and is_below(transfer.url, base)]
    return max(below)[1] if below else None


def is_below(url: str, base: str) -> bool:
    """Whether a URL is the base or stands below it: `/v1` is not above `/v10`."""
    return url.startswith(base) and url[len(base) : len(base) + 1] in ("", "/", "?", "#")


def origin(url: str) -> str:
    """scheme://host:port, in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def behind(url: str) -> str:
    """Everything behind the host, as it is written."""
    start = url.index("://") + 3
    ends = [at for at in (url.find(mark, start) for mark in "/?#") if at >= 0]
    return url[min(ends) :] if ends else ""


def bases(project: Project, lookup: Lookup) -> dict[str, str]:
    """The base URLs of all environments whose variables are set."""
    found = {}
    for name, table in project.environment.items():
        try:
            found[name] = base_of(name, table, lookup)
        except UsageError:
            continue  # an environment that cannot be used from here
    return found


def with_variables(transfer: Transfer, old: EnvironmentTable, new: EnvironmentTable) -> Moved:
    """The transfer with the variables of another environment: where a segment of the path or a query parameter is the
    value that a variable has in the old one, it becomes the value in the new one."""
    url, notes = transfer.url, []
    for name in old.variables.keys() & new.variables.keys():
        before, after = old.variables[name], new.variables[name]
        if before == after or not (isinstance(before, str) and isinstance(after, str)) or "${" in before + after:
            continue
        changed = _replaced(url, before, after)
        if changed != url:
            url = changed
            notes.append(f"{name}: {before} became {after}")
    return Moved(transfer=msgspec.structs.replace(transfer, url=url), notes=tuple(sorted(notes)))


def _replaced(url: str, before: str, after: str) -> str:
    head = url[: len(url) - len(behind(url))]
    rest, mark, fragment = behind(url).partition("#")
    path, asked, query = rest.partition("?")
    value = quote(after, safe="")
    segments = [value if unquote(segment) == before else segment for segment in path.split("/")]
    pairs = [_pair(pair, before, value) for pair in query.split("&")]
    return f"{head}{'/'.join(segments)}{asked}{'&'.join(pairs)}{mark}{fragment}"


def _pair(pair: str, before: str, value: str) -> str:
    name, sign, old = pair.partition("=")
    return f"{name}={value}" if sign and unquote(old) == before else pair
