"""What the contract says is refused in a state is refused; an action may be done again where nothing forbids it."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.contract import Operation
from assay.probes.state.laws import broken, laws_of
from tests.probes.probing import ALICE, Answer, Asked, probe
from tests.probes.state.tasks import ARCHIVE, CONTRACT, PATCH, Tasks

STATES = frozenset({"draft", "open", "paid", "shipped", "in_transit", "cancelled", "archived"})


class NeverClosed(Tasks):
    def is_closed(self, task: dict[str, Any]) -> bool:
        return False


def test_what_a_state_forbids_is_found_and_the_sentence_quoted() -> None:
    outcome = probe(CONTRACT, NeverClosed(), only=("state-ignored",), identities=(ALICE,))
    found = {(one.operation, one.basis) for one in outcome.findings}
    assert found == {("PATCH /tasks/{task_id}", "declared"), ("POST /tasks/{task_id}/archive", "declared")}
    messages = " ".join(one.message for one in outcome.findings)
    assert ARCHIVE in messages
    assert PATCH.rpartition("away. ")[2] in messages


def _saying(text: str) -> dict[str, Any]:
    """The contract with other words for archiving."""
    item = CONTRACT["paths"]["/tasks/{task_id}/archive"]
    path = {**item, "post": {**item["post"], "description": text}}
    return {**CONTRACT, "paths": {**CONTRACT["paths"], "/tasks/{task_id}/archive": path}}


class CountsArchiving(NeverClosed):
    """Archiving again moves something."""

    def archived(self, asked: Asked, task_id: str) -> Answer:
        if task_id in self.tasks:
            self.tasks[task_id]["points"] = self.tasks[task_id]["points"] % 9 + 1
        return super().archived(asked, task_id)

    def patched(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return (409, None) if task["state"] == "archived" else super().patched(asked, task)


class ArchivesAgain(CountsArchiving):
    """Archiving again is a success that changes nothing."""

    def archived(self, asked: Asked, task_id: str) -> Answer:
        task = self.tasks.get(task_id)
        if task is not None and task["state"] == "archived" and task["owner"] == asked.who:
            return self.told(200, task)
        return super().archived(asked, task_id)


def test_without_a_word_it_is_inferred_where_something_moves() -> None:
    outcome = probe(_saying("Archive a task."), CountsArchiving(), only=("state-ignored",), identities=(ALICE,))
    assert [(one.operation, one.basis) for one in outcome.findings] == [("POST /tasks/{task_id}/archive", "inferred")]


@pytest.mark.parametrize(
    ("text", "api"),
    [
        (ARCHIVE, Tasks),
        ("Archive a task.", ArchivesAgain),
        ("Archiving again changes nothing.", CountsArchiving),
        ("An archived task stays archived.", CountsArchiving),
    ],
)
def test_other_ways_are_not_blamed(text: str, api: type[Tasks]) -> None:
    assert probe(_saying(text), api(), only=("state-ignored",), identities=(ALICE,)).findings == ()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("From open or paid to cancelled; from any other state 409.", STATES - {"open", "paid"}),
        ("Only in state open, else 409.", STATES - {"open"}),
        ("Only the owner: 403 for others.", frozenset()),
        ("The order must be paid, otherwise 409.", STATES - {"paid"}),
        ("A cancelled order is 409.", frozenset({"cancelled"})),
        ("A shipped order stays shipped; an archived one is 409.", frozenset({"archived"})),
        ("Shipped orders cannot be cancelled.", frozenset({"shipped"})),
        ("An order cannot be cancelled once shipped.", frozenset({"shipped"})),
        ("Answers 409 if the order is in transit or shipped.", frozenset({"in_transit", "shipped"})),
        ("409 until it is paid.", frozenset()),
        ("409 when it is not paid.", frozenset()),
        ("Marks an order as shipped.", frozenset()),
        ("Ends the session at once and refuses further logins.", frozenset()),
    ],
)
def test_states_are_read_from_sentences(text: str, refused: frozenset[str]) -> None:
    operation = Operation(method="POST", path="/orders/{id}/do", description=text)
    laws = laws_of(operation, STATES)
    assert {one for one in STATES if broken(laws, frozenset({one}), again=False)} == refused


@pytest.mark.parametrize(
    ("path", "text", "again"),
    [
        ("/users/{id}/disable", "A user who is disabled already is 409.", True),
        ("/users/{id}/disable", "409 if already deleted.", False),
        ("/coupons/{id}/redeem", "Each user redeems it once; a second time is 409.", True),
        ("/coupons/{id}/redeem", "A second time changes nothing.", False),
        ("/orders/{id}/pay", "The same key a second time gets the first answer, another body 409.", False),
        ("/users/{id}/disable", "Ends the session at once and refuses logins.", False),
    ],
)
def test_a_second_time_is_read_from_sentences(path: str, text: str, again: bool) -> None:
    operation = Operation(method="POST", path=path, description=text)
    assert (broken(laws_of(operation, STATES), frozenset(), again=True) is not None) == again


def test_words_that_only_look_like_states_are_not_blamed() -> None:
    """Nothing succeeds in the states that they seem to allow: they mean something else."""
    text = "What is left must be archived in the cellar, otherwise 409."
    assert probe(_saying(text), Tasks(), only=("state-ignored",), identities=(ALICE,)).findings == ()


class InBulk(NeverClosed):
    """Tasks are archived several at once, too."""

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/tasks/archive":
            for name in asked.json["ids"]:
                self.archived(asked, name)
            return 200, {"archived": len(asked.json["ids"])}
        return super().__call__(asked)


def test_a_state_that_only_a_bulk_operation_leads_to_is_reached() -> None:
    body = {
        "type": "object",
        "required": ["ids"],
        "properties": {"ids": {"type": "array", "items": {"type": "string"}}},
    }
    media = {"content": {"application/json": {"schema": body}}}
    bulk = {"post": {"requestBody": {"required": True, **media}, "responses": {"200": {"description": ""}}}}
    paths = {name: item for name, item in CONTRACT["paths"].items() if not name.endswith("/archive")}
    document = {**CONTRACT, "paths": {**paths, "/tasks/archive": bulk}}
    outcome = probe(document, InBulk(), only=("state-ignored",), identities=(ALICE,))
    assert [one.operation for one in outcome.findings] == ["PATCH /tasks/{task_id}"]


class OnceAUser(Tasks):
    """Everybody archives a task once, also that of a colleague."""

    def __init__(self) -> None:
        super().__init__()
        self.done: set[tuple[str, str]] = set()

    def archived(self, asked: Asked, task_id: str) -> Answer:
        if task_id not in self.tasks:
            return 404, None
        if (asked.who, task_id) in self.done:
            return 409, None
        self.done.add((asked.who, task_id))
        return self.changed(self.tasks[task_id], {"points": 1 + len(self.done) % 9})


def test_what_each_user_may_do_once_is_asked_of_one_user_twice() -> None:
    text = "Each user archives a task once; a second time is 409."
    assert probe(_saying(text), OnceAUser(), only=("state-ignored", "*-raced")).findings == ()
