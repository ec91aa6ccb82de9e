"""An entry of the history made ready to be sent again: changed, moved, and with real secrets in the place of masks."""

from __future__ import annotations

import msgspec

from assay.app.history.changing import changed
from assay.app.history.credentials import without_credentials
from assay.app.history.moving import base_of, bases, environment_of, moved, with_variables
from assay.app.history.parameters import with_variable
from assay.app.history.secrets import known_secrets
from assay.app.history.unmasking import unmasked
from assay.app.inputs import check_url
from assay.app.preparing import environment_table, identity_table
from assay.app.project import Lookup, Project
from assay.formats.curl import World
from assay.model.transfer import Job, OptionValue, Transfer
from assay.record.history.entry import Entry
from assay.record.masking import Masker


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be different this time."""

    words: tuple[str, ...] = ()
    """curl's options."""
    variables: tuple[tuple[str, str], ...] = ()
    env: str | None = None
    identity: str | None = None
    url: str | None = None


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What can be sent, and what a person should know of it."""

    job: Job
    settings: dict[str, OptionValue]
    parent: str | None
    """The id of the exchange that it comes from."""
    identity: str | None
    env: str | None
    """The environment that it goes to: the one that was asked for, else the one at whose URL it is."""
    secrets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def ready(entry: Entry, wish: Wish, project: Project, key: bytes, world: World) -> Ready:
    """The entry as it is to be sent. Raises UsageError for a change that cannot be, or a secret that nobody gives."""
    lookup = Lookup(project)
    identity = wish.identity or (entry.last.request.identity if entry.last else None)
    change = changed(entry.transfer, wish.words, world)
    transfer, notes = _moved(change.job.transfer, wish, project, lookup)
    for name, value in wish.variables:
        transfer = with_variable(transfer, name, value)
    if identity is not None:
        identity_table(project, identity)
        transfer = without_credentials(transfer, project)
    known = known_secrets(project, lookup, Masker(key).stand_in)
    filled = unmasked(transfer, known)
    notes += [f"secrets from {', '.join(filled.origins)}"] if filled.origins else []
    return Ready(
        job=msgspec.structs.replace(change.job, transfer=filled.transfer),
        settings=dict(change.settings),
        parent=entry.first.id if entry.first else None,
        identity=identity,
        env=wish.env or environment_of(transfer, bases(project, lookup)),
        secrets=filled.secrets,
        notes=tuple(notes),
        warnings=change.warnings,
    )


def _moved(transfer: Transfer, wish: Wish, project: Project, lookup: Lookup) -> tuple[Transfer, list[str]]:
    """The transfer at --url, else at the environment's."""
    table = environment_table(project, wish.env)
    if wish.url is None and wish.env is None:
        return transfer, []
    base = (check_url(wish.url) or "").rstrip("/") if wish.url else base_of(wish.env or "", table, lookup)
    transfer, origin = moved(transfer, base, bases(project, lookup))
    if wish.env is None or not origin or origin == wish.env:
        return transfer, []
    found = with_variables(transfer, project.environment[origin], table)
    return found.transfer, list(found.notes)
