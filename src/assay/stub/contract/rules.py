"""What is told of a stand-in that does not keep to its contract, or to the real service."""

from __future__ import annotations

from assay.model.rule import Rule

UNKNOWN_CALL = Rule(
    name="call-undeclared",
    title="A dependency is called at a place that its contract does not have",
    law="Only operations of the dependency's contract are called",
    severity="high",
    basis="declared",
    assumes="The contract names every operation that may be called.",
)
WRONG_CALL = Rule(
    name="call-off-contract",
    title="A dependency is called in a way that its contract does not allow",
    law="Each request to a dependency is one that its contract allows",
    severity="high",
    basis="declared",
    assumes="The contract is that of the dependency that the API will meet.",
)
STUB_DRIFT = Rule(
    name="stub-drift",
    title="A stand-in answers what the contract does not allow",
    law="A stand-in answers only what the dependency may answer",
    severity="high",
    basis="declared",
    assumes="Answers that are broken on purpose say so by a fault; 429 and 5xx may come from anything on the way.",
)
REAL_DRIFT = Rule(
    name="real-drift",
    title="The real service answers unlike its stand-in",
    law="A stand-in answers as the real service does",
    severity="high",
    basis="effect",
    assumes="The real service holds what was recorded, or what the routes name.",
)
REAL_OFF_CONTRACT = Rule(
    name="real-off-contract",
    title="The real service answers what its contract does not allow",
    law="The real service answers only what its contract allows",
    severity="high",
    basis="declared",
    assumes="The contract is that of the service that is asked.",
)
REAL_GROWTH = Rule(
    name="real-new-field",
    title="The real service has a field that its stand-in has not",
    law="A stand-in has every field of the real service",
    severity="low",
    basis="inferred",
    assumes="A new field breaks nobody.",
)
RULES = (UNKNOWN_CALL, WRONG_CALL, STUB_DRIFT, REAL_DRIFT, REAL_OFF_CONTRACT, REAL_GROWTH)
