"""The secrets that this project and this process know, by the stand-ins that a history shows for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.app.exploring.identity import credentials_of
from assay.app.project import Lookup, Project
from assay.model.errors import AssayError
from assay.model.names import is_secret
from assay.record.forms import findable


class Known:
    """Real values by their stand-ins. One that two different values would have is known by neither: 4 hex digits tell
    few secrets apart, and a wrong one must not be sent."""

    def __init__(self, stand_in: Callable[[str], str]) -> None:
        self._stand_in = stand_in
        self._found: dict[str, tuple[str, str]] = {}
        self._doubtful: set[str] = set()

    def add(self, value: str, origin: str) -> None:
        """A value, and where it comes from in words for a person."""
        if not findable(value):
            return
        mark = self._stand_in(value)
        if mark in self._found and self._found[mark][0] != value:
            self._doubtful.add(mark)
        self._found.setdefault(mark, (value, origin))

    def get(self, mark: str) -> tuple[str, str] | None:
        """Value and origin."""
        return None if mark in self._doubtful else self._found.get(mark)


def known_secrets(project: Project, lookup: Lookup, stand_in: Callable[[str], str]) -> Known:
    """What identities, .env and the process environment hold: of the last only what is called like a secret."""
    known = Known(stand_in)
    for value, origin in (*_of_identities(project), *_of_environment(lookup)):
        known.add(value, origin)
        if value[:7].lower() == "bearer ":
            known.add(value[7:], origin)
    return known


def _of_identities(project: Project) -> Iterator[tuple[str, str]]:
    for name, table in project.identity.items():
        if table.login is not None:
            continue  # it takes a request to log in, and gives another token each time
        try:
            secrets = credentials_of(name, table, project, None, None).secrets
        except AssayError:
            continue  # its variables are not set
        yield from ((secret, f"[identity.{name}]") for secret in secrets)


def _of_environment(lookup: Lookup) -> Iterator[tuple[str, str]]:
    yield from ((value, f"{name} in .env") for name, value in lookup.file.items())
    for name, value in lookup.process.items():
        if is_secret(name):
            yield value, f"{name} in the environment"
