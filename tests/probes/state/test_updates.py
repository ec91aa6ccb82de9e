"""What an update sent is read afterwards, and nothing else moves; what is normal in other APIs is not blamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.model.http import BytesPart
from tests.probes.probing import ALICE, Answer, Asked, contract, probe
from tests.probes.state.tasks import CONTRACT, Tasks

UPDATES = ("update-*", "null-ignored", "put-*")


class AnswersAndForgets(Tasks):
    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        return self.told(200, {**task, **fields})


class DoesNothing(Tasks):
    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return self.told(200, task) if asked.json != {"state": "archived"} else super().patched(asked, task)


class ForgetsTheNote(Tasks):
    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return self.changed(task, {"note": None, **asked.json}) if self.valid(asked.json) else (422, None)


class EmptiesTheNote(Tasks):
    """A PUT keeps no note, and says so."""

    def replaced(self, asked: Asked, task: dict[str, Any]) -> Answer:
        status, content, *rest = super().replaced(asked, task)
        if status == 200:
            task["note"] = None
            return self.told(200, task)
        return (status, content, *rest)


class ReplacesTheTitle(Tasks):
    """A title that is not sent becomes another one."""

    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return self.changed(task, {"title": "-", **asked.json}) if self.valid(asked.json) else (422, None)


class IgnoresNull(Tasks):
    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        if not self.valid(asked.json):
            return 422, None
        return self.changed(task, {name: one for name, one in asked.json.items() if one is not None})


class Merges(Tasks):
    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        kept = {"note": task["note"]} if fields.get("note") is None and "title" in fields else {}
        return super().changed(task, {**fields, **kept})


class Adds(Tasks):
    """A PUT adds to the points."""

    def replaced(self, asked: Asked, task: dict[str, Any]) -> Answer:
        before = task["points"]
        answer = super().replaced(asked, task)
        if answer[0] == 200 and "points" in asked.json:
            task["points"] = before + asked.json["points"]
        return answer


@pytest.mark.parametrize(
    ("api", "found"),
    [
        (AnswersAndForgets, {("update-lost", "PATCH", ""), ("update-lost", "PUT", "")}),
        (DoesNothing, {("update-lost", "PATCH", "")}),
        (ForgetsTheNote, {("update-resets", "PATCH", "/note")}),
        (EmptiesTheNote, {("update-lost", "PUT", "/note")}),
        (ReplacesTheTitle, {("update-resets", "PATCH", "/title")}),
        (IgnoresNull, {("null-ignored", "PATCH", "/note")}),
        (Merges, {("put-merges", "PUT", "/note")}),
        (Adds, {("put-not-idempotent", "PUT", "/points")}),
    ],
)
def test_an_update_that_does_something_else_is_found(api: type[Tasks], found: set[tuple[str, str, str]]) -> None:
    outcome = probe(CONTRACT, api(), only=UPDATES, identities=(ALICE,))
    assert {(one.rule, one.operation.split()[0], one.where) for one in outcome.findings} == found
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


class Normalises(Tasks):
    """Texts are kept in capitals."""

    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        return super().changed(
            task, {name: one.upper() if isinstance(one, str) else one for name, one in fields.items()}
        )


class ShowsItLater(Tasks):
    """Reads are those of a copy that follows two reads later."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: dict[str, list[dict[str, Any]]] = {}

    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        copies = self.copies.setdefault(task["id"], [dict(task)] * 3)
        copies.append(dict(task))
        return super().read(asked, copies.pop(0))


class SetOnce(Tasks):
    """The points are set when a task is made, and ignored afterwards; the answer says so."""

    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        return super().changed(task, {name: one for name, one in fields.items() if name != "points"})


class Accepts(Tasks):
    """A change is only accepted, and made some time."""

    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return (202, None) if self.valid(asked.json) else (422, None)


class Derives(Tasks):
    """The points are computed from the title, whatever is sent; there is a counter of changes."""

    def changed(self, task: dict[str, Any], fields: dict[str, Any]) -> Answer:
        points = 1 + len(fields.get("title", task["title"])) % 9
        return super().changed(task, {**fields, "points": points, "number": task["number"] + 1})


class Cached(DoesNothing):
    """What a cache between us and the API kept is no proof."""

    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        status, content, *_ = super().read(asked, task)
        return status, content, {"Age": "12"}


@pytest.mark.parametrize("api", [Tasks, Normalises, ShowsItLater, SetOnce, Accepts, Derives, Cached])
def test_what_other_apis_mean_is_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=UPDATES, identities=(ALICE,)).findings == ()


def test_a_put_may_merge_where_the_contract_says_nothing_of_it() -> None:
    item = CONTRACT["paths"]["/tasks/{task_id}"]
    silent = {**item, "put": {**item["put"], "description": "Replace a task."}}
    document = {**CONTRACT, "paths": {**CONTRACT["paths"], "/tasks/{task_id}": silent}}
    assert probe(document, Merges(), only=UPDATES, identities=(ALICE,)).findings == ()


class Settings:
    """One thing that is always there, and whose volume is not kept."""

    def __init__(self, *, keeps: bool) -> None:
        self.now = {"theme": "dark", "volume": 3}
        self.keeps = keeps

    def __call__(self, asked: Asked) -> Answer:
        if asked.path != "/settings":
            return 404, None
        if asked.method == "PATCH":
            self.now.update(asked.json if self.keeps else {})
        return 200, self.now


def _settings() -> dict[str, Any]:
    fields = {"theme": {"type": "string", "enum": ["dark", "light"]}, "volume": {"type": "integer"}}
    media = {"content": {"application/json": {"schema": {"type": "object", "properties": fields}}}}
    answers = {"200": {"description": "", **media}}
    change = {"requestBody": {"required": True, **media}, "responses": answers}
    return contract({"/settings": {"get": {"responses": answers}, "patch": change}})


@pytest.mark.parametrize(("keeps", "rules"), [(True, set()), (False, {"update-lost"})])
def test_what_there_is_one_of_is_probed_and_is_as_before_in_the_end(keeps: bool, rules: set[str]) -> None:
    settings = Settings(keeps=keeps)
    outcome = probe(_settings(), settings, only=("update-*",), identities=(ALICE,))
    assert outcome.rules == rules
    assert sum(one.request.method == "PATCH" for one in outcome.exchanges) > 2
    taught = next(one for one in outcome.exchanges if one.request.method == "PATCH")
    sent = json.loads(taught.request.body[0].data) if isinstance(taught.request.body[0], BytesPart) else {}
    assert settings.now == ({"theme": "dark", "volume": 3} | (sent if keeps else {}))


class Labelled:
    """Things with labels, which a PATCH merges, or which one of other fields takes away."""

    def __init__(self, *, drops: bool = False, fixed: bool = False) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.drops = drops
        self.fixed = fixed

    def __call__(self, asked: Asked) -> Answer:
        found = asked.match("/things/{thing_id}")
        if found is None and asked.method == "POST":
            thing = {"name": "", "labels": {}, **asked.json, "id": f"thing-{len(self.things):05}"}
            self.things[thing["id"]] = thing
            return 201, thing
        if found is None or found["thing_id"] not in self.things:
            return 404, None
        thing = self.things[found["thing_id"]]
        if asked.method == "PATCH":
            labels = {"by": "us"} if self.fixed else {**thing["labels"], **asked.json.get("labels", {})}
            thing.update(asked.json, labels={} if self.drops and "labels" not in asked.json else labels)
        return 200, thing


def _labelled() -> dict[str, Any]:
    labels = {"type": "object", "additionalProperties": {"type": "string"}}
    fields = {"name": {"type": "string"}, "labels": labels}
    shown = {"type": "object", "properties": {"id": {"type": "string"}, **fields}}
    one = {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}
    sent = {"required": True, "content": {"application/json": {"schema": {"type": "object", "properties": fields}}}}
    good = {"description": "", "content": {"application/json": {"schema": shown}}}
    return contract(
        {
            "/things": {"post": {"requestBody": sent, "responses": {"201": good}}},
            "/things/{thing_id}": {
                "parameters": [one],
                "get": {"responses": {"200": good}},
                "patch": {"requestBody": sent, "responses": {"200": good}},
            },
        }
    )


@pytest.mark.parametrize(
    ("api", "found"),
    [(Labelled(drops=True), {("update-resets", "/labels")}), (Labelled(), set()), (Labelled(fixed=True), set())],
)
def test_a_map_is_filled_before_it_is_looked_for(api: Labelled, found: set[tuple[str, str]]) -> None:
    outcome = probe(_labelled(), api, only=("update-resets",), identities=(ALICE,))
    assert {(one.rule, one.where) for one in outcome.findings} == found
