"""The rules by which a test is found wanting; what a script merely looks like only reports."""

from __future__ import annotations

from assay.model.finding import Finding
from assay.model.rule import Rule

_ALL = (
    Rule(
        name="guards-nothing",
        title="A test that nothing turns red",
        law="Some change of the answer turns a test red",
        severity="medium",
        basis="effect",
        assumes="The test is about the answer that it was run on, and not about the request or about variables.",
    ),
    Rule(
        name="unguarded-operation",
        title="An operation whose answers nobody checks",
        law="Some harmful change of an operation's answer turns a test red",
        severity="high",
        basis="effect",
        assumes="What the collection sends is there to be tested, and not only to prepare something.",
    ),
    Rule(
        name="red-at-the-start",
        title="A test that was red when it was recorded",
        law="A suite is green before anybody asks what it guards",
        severity="high",
        basis="effect",
        assumes="The API was up, with the data that the collection needs.",
    ),
    Rule(
        name="only-status",
        title="Only the status is checked",
        law="A test looks at what an answer says, too",
        severity="low",
        basis="inferred",
        assumes="Clients read the fields of the answer.",
    ),
    Rule(
        name="no-test",
        title="A request without a test",
        law="Whatever a collection sends is checked",
        severity="low",
        basis="inferred",
        assumes="The request is not there only to prepare something.",
    ),
    Rule(
        name="asserts-nothing",
        title="A test without an assertion",
        law="A test asserts something",
        severity="medium",
        basis="inferred",
        assumes="What the test calls does not assert in its place.",
    ),
    Rule(
        name="cannot-fail",
        title="An assertion that cannot fail",
        law="An assertion compares what came with what was expected",
        severity="medium",
        basis="inferred",
        assumes="Nothing, where both sides are constants.",
    ),
    Rule(
        name="swallowed",
        title="A failed assertion that is caught",
        law="Whatever an assertion throws reaches the runner",
        severity="medium",
        basis="inferred",
        assumes="Who catches the error does not look at it later.",
    ),
    Rule(
        name="broad-status",
        title="Success and failure are both right",
        law="A test knows whether a request is to succeed",
        severity="medium",
        basis="inferred",
        assumes="The request is the same each time.",
    ),
    Rule(
        name="disabled-test",
        title="A test that is switched off",
        law="Tests run",
        severity="low",
        basis="inferred",
        assumes="Nobody switches it on in another run.",
    ),
    Rule(
        name="skipped-request",
        title="A request that is never sent",
        law="Requests of a collection are sent",
        severity="low",
        basis="inferred",
        assumes="The call is reached each time.",
    ),
    Rule(
        name="sleep",
        title="A fixed wait",
        law="A test waits for something that it can see",
        severity="low",
        basis="inferred",
        assumes="What is waited for can be asked for.",
    ),
    Rule(
        name="shared-literal",
        title="Two requests create with the same value",
        law="Whatever must be unique is made up for each run",
        severity="low",
        basis="inferred",
        assumes="An e-mail address may be used once.",
    ),
)
RULES = {rule.name: rule for rule in _ALL}


def finding(
    rule: str,
    message: str,
    *,
    operation: str = "",
    where: str = "",
    test: str = "",
    exchange: str = "",
) -> Finding:
    """A finding by this rule. What was tried is confirmed, what is read off a script is suspected."""
    known = RULES[rule]
    return Finding(
        rule=rule,
        title=known.title,
        severity=known.severity,
        confidence="confirmed" if known.basis == "effect" else "suspected",
        basis=known.basis,
        operation=operation,
        where=where,
        message=message,
        test=test,
        exchanges=(exchange,) if exchange else (),
    )
