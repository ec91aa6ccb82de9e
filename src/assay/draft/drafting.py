"""Turns calls that were sent by hand into steps that run on their own, again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.draft.anatomy import Anatomy, IsSecret, anatomy
from assay.draft.assertions import Seen, assertions, changing_fields
from assay.draft.bases import Bases
from assay.draft.blocks import script
from assay.draft.chain import Chain, chain
from assay.draft.extraction import made_lines, setting_lines
from assay.draft.likeness import STAND_IN
from assay.draft.naming import Names
from assay.draft.notes import notes_of
from assay.draft.origins import json_of
from assay.draft.plan import Plan, Planner
from assay.draft.promised import Promise, Promises
from assay.draft.render import Rendering, settings_of
from assay.draft.sift import Sifted, sift, take_all
from assay.draft.titles import title, told_apart
from assay.draft.values import Call, Draft, Fate, Gain, Surroundings, Wish
from assay.formats.postman.ids import stable_id
from assay.model.errors import InputError
from assay.model.suite import Folder, Script, Step, Suite
from assay.model.variable import Environment


def draft(calls: Sequence[Call], wish: Wish, around: Surroundings, is_secret: IsSecret) -> Draft:
    """What `wish` asks for, written from the calls.

    `calls` are in the order in which they were sent, and more than `wish.numbers` names: the others are looked at for
    where values came from, and written too where their answers are needed. Raises InputError where nothing is left.
    """
    return Drafting(calls, wish, around, is_secret).draft()


def reads_to_repeat(calls: Sequence[Call], wish: Wish, is_secret: IsSecret) -> tuple[Call, ...]:
    """The reads among the calls that will be kept, to be sent again to see what changes."""
    parts = [anatomy(call, is_secret) for call in calls if call.exchanges and call.n in wish.numbers]
    kept = _sifted(parts, wish).kept
    return tuple(one.call for one in parts if one.call.n in kept and one.method in ("GET", "HEAD"))


def _sifted(chosen: Sequence[Anatomy], wish: Wish) -> Sifted:
    return take_all(chosen) if wish.everything or wish.mode == "request" else sift(chosen)


class Drafting:
    """One draft: each part is known when the next one needs it."""

    def __init__(self, calls: Sequence[Call], wish: Wish, around: Surroundings, is_secret: IsSecret) -> None:
        self.wish = wish
        self.around = around
        self.parts: Mapping[int, Anatomy] = {call.n: anatomy(call, is_secret) for call in calls if call.exchanges}
        self.sifted = _sifted([self.parts[n] for n in sorted(wish.numbers) if n in self.parts], wish)
        if not self.sifted.kept:
            raise InputError(_nothing(self.sifted), remedy="`assay history` lists what there is.")
        self.links: Chain = chain(self.parts, self.sifted.kept, wish.numbers, around.steps)
        self.written = [self.parts[n] for n in self.links.numbers]
        names = Names(around.variables, "\n".join(step.script for step in around.steps))
        self.bases = Bases(self.written, around)
        for variable in self.bases.variables:
            names.give(variable.key, "base", value=str(variable.value))
        self.plan: Plan = Planner(self.parts, self.links, names).plan()
        self.promises = Promises(wish.contract, tuple(base for base in around.urls.values()))
        self.titles = self._titles()

    def draft(self) -> Draft:
        """The whole."""
        steps = tuple(self._step(parts) for parts in self.written)
        variables = (*self.bases.variables, *self.plan.collection)
        return Draft(
            suite=Suite(id="", name=self.wish.name, items=self._tree(steps), variables=variables),
            environment=Environment(variables=self.plan.environment),
            gains=tuple(self._gains()),
            fates=tuple(self._fate(parts) for n, parts in self.parts.items() if self._is_told(n)),
            missing=self.plan.missing,
            notes=(*self.bases.notes, *notes_of(self.written, self._changes())),
        )

    def _titles(self) -> dict[int, str]:
        names = [self._title(parts) for parts in self.written]
        asked = self._asked_last() if self.wish.mode == "request" else None
        taken = self.around.taken if asked is not None else frozenset[str]()
        others = [name for n, name in zip(self.links.numbers, names, strict=True) if n != asked]
        apart = iter(told_apart(others, taken | ({self.wish.name} if asked is not None else set())))
        return {n: self.wish.name if n == asked else next(apart) for n in self.links.numbers}

    def _asked_last(self) -> int:
        """The call that the request's own name is for."""
        return max(self.sifted.kept)

    def _title(self, parts: Anatomy) -> str:
        return title(parts, self._promise(parts))

    def _promise(self, parts: Anatomy) -> Promise | None:
        return self.promises.of(parts.method, parts.call.url, parts.call.response)

    def _seen(self, parts: Anatomy) -> Seen:
        same = [self.parts[n].call.response for n in self.sifted.same.get(parts.call.n, ())]
        repeats = [one.response for one in parts.call.repeats if one.response]
        fresh = [one for one in repeats if one.status == parts.call.status]
        return Seen(
            parts=parts,
            texts=self.plan.texts[parts.call.n],
            promise=self._promise(parts),
            samples=(*(one for one in same if one), *fresh),
            repeated=len(fresh),
        )

    def _changes(self) -> dict[int, tuple[str, ...]]:
        return {parts.call.n: changing_fields(self._seen(parts)) for parts in self.written if parts.call.repeats}

    def _step(self, parts: Anatomy) -> Step:
        n = parts.call.n
        base, segments = self.bases.of(parts)
        rendering = Rendering(parts, self.plan.texts[n], self.plan.carried[n], base)
        name = self.titles[n]
        return Step(
            id=self._id(name),
            name=name,
            request=rendering.request(segments, "", inherits=self.around.has_auth),
            scripts=tuple(self._scripts(parts, name)),
            settings=settings_of(parts),
        )

    def _scripts(self, parts: Anatomy, name: str) -> list[Script]:
        n = parts.call.n
        before = script(made_lines(made) for made in self.plan.made.get(n, ()))
        tests = [
            text for text in (block.text() for block in assertions(self._seen(parts))) if not STAND_IN.search(text)
        ]
        after = script([*tests, *self._settings(n)])
        events = (("prerequest", before), ("test", after))
        return [
            Script(id=self._id(name, listen), listen=listen, source=source)
            for listen, source in events
            if source.strip()
        ]

    def _settings(self, n: int) -> list[str]:
        response = self.parts[n].call.response
        body = json_of(response) if response else None
        return [setting_lines(setting, body, self.titles) for setting in self.plan.settings.get(n, ())]

    def _gains(self) -> list[Gain]:
        return [
            Gain(place=step.place, name=step.name, source=script(self._settings(n)))
            for n, step in self.links.known.items()
            if self.plan.settings.get(n)
        ]

    def _tree(self, steps: tuple[Step, ...]) -> tuple[Folder | Step, ...]:
        items: tuple[Folder | Step, ...] = steps
        folders = self.wish.folders if self.wish.mode == "request" else (*self.wish.folders, self.wish.name)
        for depth in range(len(folders), 0, -1):
            items = (Folder(id=self._folder_id(folders[:depth]), name=folders[depth - 1], items=items),)
        return items

    def _id(self, *parts: str) -> str:
        return stable_id("draft", *self.wish.folders, self.wish.name, *parts)

    def _folder_id(self, folders: tuple[str, ...]) -> str:
        return stable_id("draft folder", *folders)

    def _is_told(self, n: int) -> bool:
        return n in self.wish.numbers or n in self.links.numbers or n in self.links.known

    def _fate(self, parts: Anatomy) -> Fate:
        n, status = parts.call.n, parts.call.status
        what = f"{parts.method} {parts.address.path} → {status or 'no answer'}"
        known = self.links.known.get(n)
        if known is not None:
            return Fate(n=n, what=what, verdict="held", why=f"in the collection already, as {known.name}")
        if n not in self.titles:
            return Fate(n=n, what=what, verdict="dropped", why=self.sifted.dropped.get(n, "it is not needed"))
        added = "" if n in self.sifted.kept else ", for its answer holds what others need"
        return Fate(n=n, what=what, verdict="written", why=f"{self._path(n)}{added}")

    def _path(self, n: int) -> str:
        folders = self.wish.folders if self.wish.mode == "request" else (*self.wish.folders, self.wish.name)
        return " / ".join((*folders, self.titles[n]))


def _nothing(sifted: Sifted) -> str:
    reasons = [f"#{n}: {why}" for n, why in list(sifted.dropped.items())[:3]]
    return f"nothing is left to be saved ({'; '.join(reasons)})" if reasons else "there is nothing to be saved"
