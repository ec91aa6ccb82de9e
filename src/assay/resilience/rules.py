"""What a good answer to a dependency's fault keeps: one rule for each way in which it is not good."""

from __future__ import annotations

from assay.model.rule import Rule

OUTLASTS = Rule(
    name="fault-outlasts-budget",
    title="An answer waits for a dependency for longer than its time budget",
    law="Whatever a dependency does, the answer is there within the time budget",
    severity="high",
    basis="effect",
    assumes="An operation answers in the request; one that answers 202 does, too. The budget is --time-budget.",
)
UNANSWERED = Rule(
    name="fault-unanswered",
    title="A dependency's fault ends the connection to the client",
    law="Whatever a dependency does, the client gets an answer",
    severity="high",
    basis="effect",
    assumes="The API answered the same request when nothing was wrong.",
)
UNDECLARED = Rule(
    name="fault-undeclared",
    title="A dependency's fault is answered with a status that the contract does not declare",
    law="A dependency's fault is answered with a status that is declared: 502, 503 or 504, or a result that degrades",
    severity="medium",
    basis="declared",
    assumes="The contract of the API lists the statuses of the operation.",
)
CRASHES = Rule(
    name="fault-crashes",
    title="A dependency's fault is answered as a failure of the API itself",
    law="500 tells that the API failed; a dependency's fault is 502, 503 or 504 (RFC 9110, 15.6)",
    severity="high",
    basis="effect",
    assumes="A client can tell by the status whether to try again. An API that declares 500 only, and answers it in "
    "its declared shape, is told as inferred.",
)
BLAMES = Rule(
    name="fault-blames-client",
    title="A dependency's fault is told as a mistake of the client",
    law="A request that is right is not refused with 4xx because a dependency failed (RFC 9110, 15.5)",
    severity="medium",
    basis="effect",
    assumes="The same request succeeds before the fault and after it. 409, 423, 424 and 429 may tell of a state, and a "
    "refusal of the dependency itself (its 4xx) may be passed on.",
)
SHAPE = Rule(
    name="fault-error-shape",
    title="An answer to a dependency's fault is not of the declared shape",
    law="What is answered when a dependency fails is as the contract declares it",
    severity="medium",
    basis="declared",
    assumes="The contract declares the status of the answer, with its content.",
)
LEAKED = Rule(
    name="fault-leaked",
    title="An answer tells of the dependency behind the API",
    law="No text, address or stack of a dependency reaches the client",
    severity="high",
    basis="effect",
    assumes="The dependency's address and the words of its failure are nobody's business but the API's.",
)
CORRUPT = Rule(
    name="corrupt-data-passed-on",
    title="Values that the dependency may not give are passed on to the client",
    law="No success carries values that the dependency's contract forbids, or that break the API's own",
    severity="high",
    basis="effect",
    assumes="The value that was planted stands in the answer, and did not before; or the answer breaks its own schema.",
)
UNCHECKED = Rule(
    name="dependency-answer-unchecked",
    title="A write succeeds on an answer of the dependency that makes no sense",
    law="A write is told as done where the dependency's answer says so, and is of its contract",
    severity="medium",
    basis="inferred",
    assumes="Only the field that says how it went is held against it (status, result, approved …): a reader may be "
    "tolerant of the rest.",
)
PRETENDS = Rule(
    name="success-without-dependency",
    title="A write is told as done though the dependency that it rests on never did its part",
    law="A write that rests on a dependency does not succeed where the dependency fails",
    severity="high",
    basis="effect",
    assumes="The dependency's call changes something there (POST, PUT, PATCH, DELETE), it failed each time, and the "
    "answer is the same success as ever, not 202. What an API does later by itself is declared as 202.",
)
STORM = Rule(
    name="retry-storm",
    title="A failing dependency is called again and again",
    law="Retries are few, so that a dependency that is down is not kept down",
    severity="high",
    basis="effect",
    assumes="Four calls more than when nothing is wrong are enough for any request.",
)
DOUBLED = Rule(
    name="side-effect-doubled",
    title="A retry does at the dependency once more what was done already",
    law="What a dependency has done for a request it does once, however often it is tried",
    severity="critical",
    basis="effect",
    assumes="Calls that carry the same Idempotency-Key, or to which the dependency gives the same answer, are one. A "
    "repeated PUT or DELETE is, too.",
)
HALF = Rule(
    name="half-done",
    title="A write that failed with its dependency has changed something",
    law="A write that is told as failed has changed nothing",
    severity="high",
    basis="effect",
    assumes="The owner's reads before and after it tell. A thing that says itself that it failed or is pending is "
    "meant so.",
)
STUCK = Rule(
    name="no-recovery",
    title="After a dependency's fault is over, the API goes on failing",
    law="When a dependency is well again, so is what uses it",
    severity="high",
    basis="effect",
    assumes="One failed call is no reason to stay away from a dependency for more than three seconds.",
)
BLOCKS = Rule(
    name="dependency-blocks-others",
    title="A slow dependency stops operations that do not use it",
    law="What waits for a dependency is not in the way of what does not",
    severity="critical",
    basis="effect",
    assumes="An API serves twenty requests at once, and one more in the meantime.",
)
RULES = (
    OUTLASTS, UNANSWERED, UNDECLARED, CRASHES, BLAMES, SHAPE, LEAKED, CORRUPT, UNCHECKED, PRETENDS, STORM, DOUBLED,
    HALF, STUCK, BLOCKS,
)  # fmt: skip
