"""What a command line needs from outside: files, standard input, the environment, and a person to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from assay.model.errors import InputError

MOST = 128 * 1024 * 1024
"""Bytes that are taken from one file or from standard input."""


class World(Protocol):
    """The port to all that lies outside of the command line."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The process environment."""

    @property
    def home(self) -> str:
        """The account's home directory as the system tells it, for a process without HOME; empty if unknown."""

    def read(self, path: str, limit: int) -> bytes:
        """The first `limit` bytes of a file, "-" being standard input (empty when it was read before).

        Raises OSError.
        """

    def modified(self, path: str) -> float | None:
        """When the file was last changed, in seconds since 1970; None where there is none."""

    def ask(self, prompt: str) -> str:
        """A password, typed by a person. Raises AssayError where nobody is there to ask."""


def contents(world: World, path: str, *, where: str) -> bytes:
    """All of a file. Raises InputError for one that cannot be read or is larger than MOST."""
    try:
        data = world.read(path, MOST + 1)
    except (OSError, ValueError) as error:
        raise unreadable(path, error, where) from error
    if len(data) > MOST:
        raise InputError(f"{named(path)} holds more than {MOST // 1024 // 1024} MB", where=where)
    return data


def unreadable(path: str, error: Exception, where: str) -> InputError:
    """The sentence for a file that cannot be opened."""
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"{named(path)} cannot be read: {reason[:1].lower()}{reason[1:]}", where=where)


def named(path: str) -> str:
    """How a file is spoken of."""
    return "standard input" if path == "-" else f"the file {path or repr(path)}"


def default_configs(world: World) -> tuple[str, ...]:
    """Where curl looks for its .curlrc, in this order; the first one that can be opened is read."""
    environment = world.environment
    paths = []
    for name in ("CURL_HOME", "XDG_CONFIG_HOME", "HOME"):
        place = environment.get(name)
        if place:
            # Up to 7.88 the file in XDG_CONFIG_HOME had a dot, too; later ones have none.
            paths += [f"{place}/.curlrc"] + [f"{place}/curlrc"] * (name == "XDG_CONFIG_HOME")
    if not environment.get("XDG_CONFIG_HOME"):
        without_dot = [environment.get(name, "") for name in ("CURL_HOME", "HOME")]
        paths += [f"{place}/.config/curlrc" for place in without_dot if place]
    if world.home:
        paths.append(f"{world.home}/.curlrc")
    return tuple(dict.fromkeys(paths))
