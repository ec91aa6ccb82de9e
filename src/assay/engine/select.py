"""Which steps of a suite run, in which order, and what each inherits from the folders around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from assay.model.errors import SelectionError
from assay.model.event import ItemRef
from assay.model.suite import Auth, Folder, Script, Step, Suite
from assay.model.variable import Variable


class OwnedScript(msgspec.Struct, frozen=True, kw_only=True):
    """A script, and the name of the step, folder or collection that it was written for."""

    script: Script
    owner: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A step with all that it inherits: scripts outermost first, the nearest auth, settings merged inwards."""

    step: Step
    path: tuple[str, ...] = ()
    scripts: tuple[OwnedScript, ...] = ()
    suite: str = ""
    """The name of the collection."""
    auth: Auth | None = None
    """The nearest of the folders and the collection; the step's own stands in its request."""
    settings: dict[str, Any] = {}
    variables: tuple[Variable, ...] = ()
    """Of the folders around it, the nearest last."""

    @property
    def ref(self) -> ItemRef:
        """The item's name in events."""
        return ItemRef(id=self.step.id, name=self.step.name, path=self.path)

    def listeners(self, listen: str) -> tuple[OwnedScript, ...]:
        """The enabled scripts for one event, outermost first."""
        return tuple(one for one in self.scripts if one.script.listen == listen and one.script.enabled)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a step inherits at one place of the tree."""

    suite: str = ""
    path: tuple[str, ...] = ()
    scripts: tuple[OwnedScript, ...] = ()
    auth: Auth | None = None
    settings: dict[str, Any] = {}
    variables: tuple[Variable, ...] = ()
    scoped: bool = False
    """Whether the variables of folders count: in format v3, and never in v2 (as Newman)."""

    def inside(self, folder: Folder) -> Place:
        """The place one folder further in."""
        return Place(
            suite=self.suite,
            path=(*self.path, folder.name),
            scripts=self.scripts + owned(folder.scripts, folder.name),
            auth=folder.auth or self.auth,
            settings={**self.settings, **folder.settings},
            variables=self.variables + folder.variables if self.scoped else (),
            scoped=self.scoped,
        )

    def item(self, step: Step) -> Item:
        """A step as it stands here."""
        return Item(
            step=step,
            suite=self.suite,
            path=self.path,
            scripts=self.scripts + owned(step.scripts, step.name),
            auth=self.auth,
            settings={**self.settings, **step.settings},
            variables=self.variables,
        )


def owned(scripts: tuple[Script, ...], owner: str) -> tuple[OwnedScript, ...]:
    """Scripts with the name of whom they were written for."""
    return tuple(OwnedScript(script=script, owner=owner) for script in scripts)


def at_root(suite: Suite) -> Place:
    """Where the collection's own items stand."""
    return Place(
        suite=suite.name,
        scripts=owned(suite.scripts, suite.name),
        auth=suite.auth,
        settings=suite.settings,
        scoped=suite.version.startswith("3"),
    )


Node = tuple[Folder | Step, Place]


def walk(nodes: Sequence[Folder | Step], place: Place) -> Iterator[Node]:
    """Every folder and step below, depth first, in the order of the collection."""
    stack: list[Node] = [(node, place) for node in reversed(nodes)]
    while stack:
        node, here = stack.pop()
        yield node, here
        if isinstance(node, Folder):
            inner = here.inside(node)
            stack.extend((child, inner) for child in reversed(node.items))


def flatten(node: Folder | Step, place: Place) -> tuple[Item, ...]:
    """The items of a folder, or the one that a step is."""
    return tuple(here.item(found) for found, here in walk((node,), place) if isinstance(found, Step))


def runnable(suite: Suite, names: Sequence[str] = ()) -> tuple[Item, ...]:
    """The items to run: all, or those that `names` (folders or requests, by id or name) select.

    Raises SelectionError for a name that nothing in the collection answers to.
    """
    root = at_root(suite)
    names = [name for name in names if name]  # as in Newman: a folder that a variable of the shell left empty
    if not names:
        return tuple(here.item(node) for node, here in walk(suite.items, root) if isinstance(node, Step))
    if len(names) == 1:
        return flatten(*find_one(suite, root, names[0]))
    return find_many(suite, root, names)


def find_one(suite: Suite, root: Place, name: str) -> Node:
    """The folder or request with this id or name: at each level its own children before theirs, as Postman looks."""
    level: list[list[Node]] = [[(node, root) for node in suite.items]]
    while level:
        siblings = level.pop()
        match = next((node for node in siblings if name in (node[0].id, node[0].name)), None)
        if match:
            return match
        inner = [(node, place) for node, place in siblings if isinstance(node, Folder)]
        level.extend([(child, place.inside(node)) for child in node.items] for node, place in reversed(inner))
    raise SelectionError(
        f'Unable to find a folder or request: "{name}"',
        where="--folder",
        remedy=f"It has: {', '.join(choices(suite)) or 'nothing'}.",
    )


def find_many(suite: Suite, root: Place, names: Sequence[str]) -> tuple[Item, ...]:
    """The items of several folders or requests, in the collection's order, none of them twice."""
    wanted = dict.fromkeys(names)
    found: list[Item] = []
    stack: list[tuple[Folder | Step, Place, bool]] = [(node, root, False) for node in reversed(suite.items)]
    while stack:
        node, place, taken = stack.pop()
        match = next((name for name in (node.id, node.name) if name in wanted), None)
        if match is not None:
            del wanted[match]
            if not taken:
                found.extend(flatten(node, place))
        if isinstance(node, Folder):
            inner = place.inside(node)
            stack.extend((child, inner, taken or match is not None) for child in reversed(node.items))
    if wanted:
        raise SelectionError(
            f'Unable to find a folder or request: "{next(iter(wanted))}"',
            where="--folder",
            remedy=f"It has: {', '.join(choices(suite)) or 'nothing'}.",
        )
    return tuple(found)


def choices(suite: Suite, most: int = 12) -> list[str]:
    """What could have been meant, folders first, to name it in an error."""
    nodes = [node for node, _ in walk(suite.items, Place())]
    found = list(dict.fromkeys(node.name for node in sorted(nodes, key=lambda node: isinstance(node, Step))))
    return found[:most] + ["…"] * (len(found) > most)
