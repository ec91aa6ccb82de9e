"""Every step of a suite in order, with the folders around it and what it inherits from them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.formats.document import Loss
from assay.model.suite import Auth, Folder, Script, Step, Suite


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A step where it stands. `auth` is its own, or the nearest above it; `scripts` are all that run for it."""

    step: Step
    folders: tuple[Folder, ...] = ()
    auth: Auth | None = None
    inherited: tuple[Script, ...] = ()
    """Scripts of the folders and the suite, the outermost first."""

    @property
    def where(self) -> str:
        """Folders and name, as a loss tells them."""
        return " / ".join([*(folder.name for folder in self.folders), self.step.name])

    def source(self, listen: str) -> str:
        """The step's own code for an event."""
        kept = [one for one in self.step.scripts if one.listen == listen and one.enabled and not one.blank]
        return "\n".join(script.source for script in kept)


def spots(suite: Suite) -> Iterator[Spot]:
    """The steps, depth first."""
    yield from _below(suite.items, (), suite.auth, suite.scripts)


def _below(
    items: tuple[Folder | Step, ...], folders: tuple[Folder, ...], auth: Auth | None, scripts: tuple[Script, ...]
) -> Iterator[Spot]:
    for item in items:
        if isinstance(item, Folder):
            inner = item.auth or auth
            yield from _below(item.items, (*folders, item), inner, (*scripts, *item.scripts))
        else:
            yield Spot(step=item, folders=folders, auth=item.request.auth or auth, inherited=scripts)


def suite_losses(
    suite: Suite, *, variables: frozenset[str] | None = frozenset(), scripts: bool = False, descriptions: bool = False
) -> Iterator[Loss]:
    """What stands outside of the steps and is not held: variables but those named (None: all are held), scripts of
    the suite and its folders, descriptions, folders without a step."""
    kept = {one.key for one in suite.variables} if variables is None else variables
    yield from (Loss(where="", what=f"the variable {one.key}") for one in suite.variables if one.key not in kept)
    yield from _owner_losses(suite, "", scripts=scripts, descriptions=descriptions)
    for folder, where in _folders(suite.items, ""):
        yield from _owner_losses(folder, where, scripts=scripts, descriptions=descriptions)
        yield from (Loss(where=where, what=f"the variable {one.key}") for one in folder.variables)
        if not folder.items:
            yield Loss(where=where, what="the folder, which is empty")


def _owner_losses(owner: Suite | Folder, where: str, *, scripts: bool, descriptions: bool) -> Iterator[Loss]:
    for script in owner.scripts:
        if not scripts and script.enabled and not script.blank:
            yield Loss(where=where, what=f"the {script_name(script.listen)} that all of its requests share")
    if owner.description and not descriptions:
        yield Loss(where=where, what="the description")
    if owner.settings:
        yield Loss(where=where, what=f"the settings {', '.join(sorted(owner.settings))}")


def script_name(listen: str) -> str:
    """How a person calls a script."""
    return {"prerequest": "pre-request script", "test": "test script"}.get(listen, f"script for {listen}")


def _folders(items: tuple[Folder | Step, ...], above: str) -> Iterator[tuple[Folder, str]]:
    for item in items:
        if isinstance(item, Folder):
            where = f"{above} / {item.name}" if above else item.name
            yield item, where
            yield from _folders(item.items, where)
