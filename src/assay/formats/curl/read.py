"""Reads a text with curl commands as a suite: one step for each request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

import msgspec

from assay.formats.curl.command import read_command
from assay.formats.curl.octets import to_bytes, to_text
from assay.formats.curl.pasted import Pasted, pasted
from assay.formats.curl.placeholders import Placeholders
from assay.formats.curl.step import to_step
from assay.formats.document import Document
from assay.formats.postman import parse_url
from assay.formats.postman.ids import stable_id
from assay.model.errors import AssayError, InputError
from assay.model.suite import BodyTemplate, Step, Suite
from assay.model.transfer import Data, Job
from assay.model.variable import Variable

MOST_STEPS = 200
"""Requests that are taken from one command with globs."""
_LEFT_OUT = ("retry", "limit-rate", "etag-save", "cookie-jar")
"""Options that change what is sent or kept, and that no step has."""


def read_curl(data: bytes, *, name: str) -> Document:
    """One step a request. `$NAME` and `${NAME}` become variables; files are not read, but for a body that is one.

    What could not be read or kept is in the suite's warnings. Raises InputError for a text without any command, and
    for an open quote.
    """
    reader = _Reader(to_text(data))
    for number, command in enumerate(reader.pasted, start=1):
        reader.take(command, number)
    if not reader.steps:
        what = reader.warnings[0] if reader.warnings else "there is no curl command in it"
        raise InputError(what, where=name)
    suite = Suite(
        id=stable_id("curl", name),
        name=re.sub(r"\.\w+$", "", re.split(r"[/\\]", name)[-1]) or "curl",
        items=tuple(reader.steps),
        variables=tuple(Variable(key=key, value=value) for key, value in reader.values.items()),
        warnings=tuple(dict.fromkeys(reader.warnings)),
    )
    return Document(suite=suite)


class _Paper:
    """The world as a text knows it: nothing but its own here-document. A file's content is stood for by its name."""

    def __init__(self, stdin: str | None, held: Placeholders) -> None:
        self.environment: Mapping[str, str] = {}
        self.home = ""
        self.stdin = stdin
        self.held = held

    def read(self, path: str, limit: int) -> bytes:
        del limit
        if path == "-" and self.stdin is not None:
            found, self.stdin = self.stdin, ""
            return to_bytes(found)
        if path.endswith("curlrc"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return to_bytes(self.held.file(path))

    def modified(self, path: str) -> float | None:
        del path
        return None

    def ask(self, prompt: str) -> str:
        del prompt
        return self.held.variable("password")


class _Reader:
    def __init__(self, text: str) -> None:
        self.held = Placeholders()
        found = pasted(text, expand=self.held.expansion)
        self.pasted = found.commands
        self.values = self.held.values(found.assigned)
        self.steps: list[Step] = []
        self.warnings: list[str] = []

    def take(self, found: Pasted, number: int) -> None:
        """The steps of one command; a command that cannot be read is told and left out."""
        place = f"line {found.line}"
        self.warnings += [f"{place}: {self.held.restored(what)}" for what in found.warnings]
        try:
            command = read_command(found.argv, _Paper(found.stdin, self.held))
            jobs = list(islice(command.jobs(), MOST_STEPS + 1))
        except AssayError as error:
            self.warnings.append(f"{place}: {self._sentence(error)}, so the command is left out")
            return
        self.warnings += [f"{place}: {self.held.restored(what)}" for what in command.warnings]
        if len(jobs) > MOST_STEPS:
            self.warnings.append(f"{place}: only the first {MOST_STEPS} of its requests are taken")
        for index, job in enumerate(jobs[:MOST_STEPS], start=1):
            name = found.comment if len(jobs) == 1 else f"{found.comment} {index}" if found.comment else ""
            self._step(job, name, number * 1000 + index, place, bare=_is_bare(found.argv))

    def _sentence(self, error: AssayError) -> str:
        """What is wrong with a command; where it needs the content of a file, that nobody reads files here."""
        told = self.held.restored(str(error).partition("\n")[0])
        needed = re.search(r"\{\{content of (.*?)\}\}", told)
        return f"the content of {needed[1]} is not read here" if needed else told

    def _step(self, job: Job, name: str, number: int, place: str, *, bare: bool) -> None:
        url = self.held.restored_url(job.transfer.url, bare=bare)
        transfer = self.held.restored_transfer(job.transfer, url)
        step, losses = to_step(transfer, name, number=number)
        request = msgspec.structs.replace(step.request, url=parse_url(url)) if url.startswith("{{") else step.request
        content = job.transfer.content
        path = self.held.whole_file(content.content) if isinstance(content, Data) else None
        if path is not None:
            request = msgspec.structs.replace(request, body=BodyTemplate(mode="file", src=path))
        self.steps.append(msgspec.structs.replace(step, request=request))
        self.warnings += [f"{place}: {loss.what} cannot be kept" for loss in losses if "{{" not in loss.what]
        kept = [option for option in _LEFT_OUT if option in job.output or option in job.transfer.options]
        self.warnings += [f"{place}: --{option} cannot be kept" for option in kept]


def _is_bare(argv: tuple[str, ...]) -> bool:
    """Whether no word has a scheme before a variable, so that the variable holds it."""
    return not any("://\ue000" in word for word in argv)
