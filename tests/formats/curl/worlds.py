"""A world in memory for the reader of curl's command line."""

from __future__ import annotations

from collections.abc import Mapping

from assay.formats.curl import Command, read_command
from assay.model.errors import UsageError
from assay.model.transfer import Job, Transfer


class Memory:
    """Files, standard input, environment and answers that are known beforehand."""

    def __init__(
        self,
        files: Mapping[str, bytes] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        home: str = "",
        answers: Mapping[str, str] | None = None,
        times: Mapping[str, float] | None = None,
    ) -> None:
        self.files = dict(files or {})
        self.environment = dict(environment or {})
        self.home = home
        self.answers = dict(answers or {})
        self.times = dict(times or {})
        self.asked: list[str] = []

    def read(self, path: str, limit: int) -> bytes:
        if path == "-":
            return self.files.pop("-", b"")[:limit]
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.files[path][:limit]

    def modified(self, path: str) -> float | None:
        return self.times.get(path)

    def ask(self, prompt: str) -> str:
        self.asked.append(prompt)
        if prompt not in self.answers:
            raise UsageError("a password is missing")
        return self.answers[prompt]


def command(*argv: str, world: Memory | None = None) -> Command:
    return read_command(argv, world or Memory())


def all_jobs(*argv: str, world: Memory | None = None) -> list[Job]:
    return list(command(*argv, world=world).jobs())


def job(*argv: str, world: Memory | None = None) -> Job:
    """The only job of a command, to http://h/ unless a URL is among the words."""
    if not any(word.startswith(("http", "-x/")) and ";auto" not in word for word in argv):
        argv = (*argv, "http://h/")
    (only,) = all_jobs(*argv, world=world)
    return only


def transfer(*argv: str, world: Memory | None = None) -> Transfer:
    return job(*argv, world=world).transfer
