"""Tells whether a script, on the recorded answer, came to set a variable that it sets under a condition."""

from __future__ import annotations

from assay.model.http import Response
from assay.promote.scripts.bounds import Exhausted
from assay.promote.scripts.execution import Program
from assay.promote.scripts.standin import NO_REQUEST, Answer
from assay.promote.scripts.translation import Assignment, Test


def holds(assignment: Assignment, response: str, recorded: Response) -> bool:
    """Whether the conditions around it hold on that answer, which the lines call `response`; those that cannot be told
    count as holding.
    """
    if not assignment.guard:
        return True
    test = Test(name="", lines=assignment.guard, span=assignment.span)
    try:
        return not Program(test, response).fails(Answer(recorded, milliseconds=0.0, request=NO_REQUEST), {})
    except Exhausted:
        return True
