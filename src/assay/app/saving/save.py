"""The use case: entries chosen, reads sent again, a draft made, collection and environment written."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from assay.app.contracts import project_contract
from assay.app.exploring.identity import credentials_of
from assay.app.outputs import write
from assay.app.preparing import configuration, environment_table, identity_table
from assay.app.project import EnvironmentTable, Lookup, Project, secrets_of
from assay.app.saving.document import Document, Target
from assay.app.saving.environment import EnvironmentFile, given_secrets, is_ignored
from assay.app.saving.merging import merge, names
from assay.app.saving.options import SaveOptions
from assay.app.saving.repeating import repeat
from assay.app.saving.selecting import Chosen, choose, is_morning
from assay.app.variables import URL_VARIABLE
from assay.draft import Draft, Fate, Surroundings, Wish, draft, reads_to_repeat
from assay.model.errors import AssayError, UsageError
from assay.record.history.keeping import home, kept_key
from assay.record.masking import Masker
from assay.record.names import is_secret
from assay.runtime.consent import Consent

COLLECTION = "collection.postman_collection.json"
ENVIRONMENT = "local.postman_environment.json"


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, for a person."""

    collection: str
    environment: str | None
    """None where no value had to be kept apart."""
    path: str
    requests: int
    fates: tuple[Fate, ...]
    gains: tuple[str, ...]
    notes: tuple[str, ...]
    command: str
    """What runs it."""


def save(options: SaveOptions, now: datetime) -> Saved:
    """Save what was asked for. `now` has the person's time zone; raises an AssayError where nothing can be saved."""
    return Saving(options, now).save()


class Saving:
    """One saving, from the command line to the files."""

    def __init__(self, options: SaveOptions, now: datetime) -> None:
        self.options = options
        self.folders, self.name = path_of(options.name)
        self.project: Project = configuration(options.config)
        self.table: EnvironmentTable = environment_table(self.project, options.env)
        self.home = home(self.project.directory, os.environ)
        self.given = given_secrets(options.secrets, os.environ)
        self.document = Document(self._collection_path(), str(uuid4()))
        self.file = EnvironmentFile(self._environment_path(), str(uuid4()))
        self.target: Target = self.document.target(self.folders, self.name)
        self._refuse_second()
        self.masker = Masker(kept_key(self.home) or b"\0" * 32)
        self.chosen: Chosen = choose(options, self.home, now)

    def save(self) -> Saved:
        """The whole; nothing is written before all of it is known."""
        notes = list(self.chosen.notes)
        made = self._draft(notes)
        depth = len(self.folders)
        merge(self.document, self.target, made, depth, replace=self.options.replace)
        empty = self.file.add(made.environment.variables, self.given)
        notes += [
            *made.notes,
            *(f"Fill in {one.variable}: {one.what}." for one in made.missing if one.variable in empty),
        ]
        notes += self._warnings()
        self._write()
        return Saved(
            collection=_shown(self.document.path),
            environment=_shown(self.file.path) if self._has_environment() else None,
            path=" / ".join((*self.folders, self.name)),
            requests=sum(fate.verdict == "written" for fate in made.fates),
            fates=made.fates,
            gains=tuple(f"{gain.name} now keeps what later requests need" for gain in made.gains),
            notes=tuple(dict.fromkeys(notes)),
            command=self._command(),
        )

    def _draft(self, notes: list[str]) -> Draft:
        wish = Wish(
            name=self.name,
            folders=self.folders,
            mode="folder" if is_morning(self.options) else "request",
            numbers=self.chosen.numbers,
            everything=self.options.everything,
            contract=project_contract(self.project, self.home),
        )
        calls = {call.n: call for call in self.chosen.calls}
        if self.options.resend:
            reads = reads_to_repeat(self.chosen.calls, wish, is_secret)
            repeated = repeat(
                reads, self._known_secrets(), Consent(hosts=self._hosts()), self._credentials() if reads else {}
            )
            calls |= {call.n: call for call in repeated.calls}
            notes += _told_untried(repeated.untried)
        return draft(tuple(calls.values()), wish, self._surroundings(), is_secret)

    def _credentials(self) -> dict[str, str]:
        """The headers of --identity, logged in where it logs in."""
        table = identity_table(self.project, self.options.identity)
        if table is None or self.options.identity is None:
            return {}
        options = self.options
        found = credentials_of(self.options.identity, table, self.project, options.env, options.config)
        lines = (line.partition(":") for line in found.headers)
        return {name.strip(): value.strip() for name, _, value in lines}

    def _hosts(self) -> frozenset[str] | None:
        hosts = self.project.project.hosts
        return None if hosts is None else frozenset(hosts)

    def _surroundings(self) -> Surroundings:
        place = self.target.folder
        items = self.document.items(place) if not self.target.missing else []
        here = (*place, self.target.at if self.target.at is not None else len(self.document.items(place)))
        base = self.project.variables.get("url", URL_VARIABLE)
        return Surroundings(
            variables=self._present(),
            steps=self.document.steps(here),
            taken=frozenset(names(items)) - {self.name},
            has_auth=self.document.has_auth(place),
            base_url=base,
            urls=self._urls(base),
        )

    def _present(self) -> dict[str, str]:
        """Names that are taken, each with its value; secrets by their stand-ins, as the history has them."""
        held = {one.key: str(one.value if one.value is not None else "") for one in self.document.variables}
        secret = {one.key for one in self.file.variables if one.secret or is_secret(one.key)}
        for key, value in self.file.values.items():
            held[key] = self.masker.stand_in(value) if value and key in secret else value
        for key, value in self.given.items():
            held[key] = self.masker.stand_in(value)
        return held

    def _urls(self, base: str) -> dict[str, str]:
        """Base URLs that have names: of the environment, the file and the collection."""
        found = {key: value for key, value in self._present().items() if key == base or key.endswith("_url")}
        if self.table.url is not None:
            found[base] = Lookup(self.project).fill(self.table.url, "url")
        return {key: value for key, value in found.items() if value.startswith(("http://", "https://"))}

    def _known_secrets(self) -> dict[str, str]:
        """Every secret that this project can get at, by its stand-in."""
        values = [*self.given.values(), *(value for value in self.file.values.values()), *self._identities()]
        return {self.masker.stand_in(value): value for value in values if value}

    def _identities(self) -> Iterator[str]:
        lookup = Lookup(self.project)
        for name, identity in self.project.identity.items():
            for _, text in secrets_of(msgspec.to_builtins(identity)):
                try:
                    yield lookup.fill(text, name)
                except UsageError:
                    continue  # it is not set here, and so nothing was sent with it

    def _refuse_second(self) -> None:
        if self.target.at is not None and not self.options.replace:
            raise UsageError(
                f"{' / '.join((*self.folders, self.name))} is in the collection already",
                where=str(self.document.path),
                remedy="Use another name, or --replace to write it anew.",
            )

    def _warnings(self) -> Iterator[str]:
        secret = any(row.get("type") == "secret" for row in self.file.content["values"] if isinstance(row, dict))
        if self._has_environment() and secret and not is_ignored(self.file.path):
            yield f"Add {self.file.path.name} to .gitignore: it is for secrets."

    def _has_environment(self) -> bool:
        return self.file.changed or not self.file.is_new

    def _write(self) -> None:
        """The environment first: a collection without it would not run."""
        if self.file.changed:
            self.file.write()
        try:
            write(self.document.path, [self.document.text()])
        except AssayError:
            if self.file.changed and self.file.is_new:
                self.file.path.unlink(missing_ok=True)
            raise

    def _collection_path(self) -> Path:
        if self.options.collection:
            return Path(self.options.collection)
        return Path(self.project.locate(self.project.project.collection or COLLECTION))

    def _environment_path(self) -> Path:
        if self.options.environment:
            return Path(self.options.environment)
        if self.table.postman is not None:
            return Path(self.project.locate(self.table.postman))
        return self._collection_path().with_name(ENVIRONMENT)

    def _command(self) -> str:
        parts = ["assay", "run", _shown(self.document.path)]
        if self.options.env is not None:
            parts += ["--env", self.options.env]
        is_named = self.options.env is not None and self.table.postman is not None and not self.options.environment
        return shlex.join([*parts, "-e", _shown(self.file.path)] if self._has_environment() and not is_named else parts)


def path_of(text: str) -> tuple[tuple[str, ...], str]:
    """Folders and name. Raises UsageError where a part is empty."""
    parts = [part.strip() for part in text.split("/")]
    if not all(parts):
        raise UsageError(f"{text!r} is no path of folders and a name", where="NAME", remedy='Write "Users/Get user".')
    return tuple(parts[:-1]), parts[-1]


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _told_untried(untried: Mapping[int, str]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for n, reason in untried.items():
        by_reason.setdefault(reason, []).append(f"#{n}")
    for reason, numbers in by_reason.items():
        yield f"Not sent again to see what changes: {', '.join(numbers)} ({reason})."
