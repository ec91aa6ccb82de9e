"""An answer held against what its operation declares."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.content import UNJUDGED, Unreadable, value_of
from assay.contract.matching import Match
from assay.contract.media_ranges import declared, essence
from assay.contract.mismatch import Mismatch, ordered
from assay.contract.sentences import source_of, told
from assay.contract.styles import read_header
from assay.contract.validation import Validators
from assay.contract.words import alternatives
from assay.model.contract import Answer, Contract, Operation
from assay.model.http import Response

_BODILESS = (204, 205, 304)


def judge_response(
    contract: Contract, match: Match, response: Response, validators: Validators | None = None, *, method: str = ""
) -> tuple[Mismatch, ...]:
    """Where an answer differs from what is declared, in order. `method` is the request's; HEAD is answered bodiless."""
    operation = match.operation
    answer = declared_answer(operation, response.status)
    if answer is None:
        return (_undeclared_status(operation, response.status),)
    judge = _Judge(contract, operation, answer, response, validators or Validators(contract))
    has_body = response.status not in _BODILESS and method.upper() != "HEAD" and operation.method != "HEAD"
    return ordered((*judge.headers(), *(judge.body() if has_body else ())))


def declared_answer(operation: Operation, status: int) -> Answer | None:
    """The answer that is declared for a status: by its number, its class, or as `default`."""
    by_status = {answer.status: answer for answer in operation.answers}
    return by_status.get(str(status)) or by_status.get(f"{status // 100}XX") or by_status.get("default")


def _undeclared_status(operation: Operation, status: int) -> Mismatch:
    wanted = alternatives([answer.status for answer in operation.answers]) or "none at all"
    return Mismatch(
        place="status",
        keyword="undeclared",
        message=f"{operation.name} declares no answer {status}; it declares {wanted}.",
        expected=wanted,
        found=str(status),
        source=source_of(operation.path, operation.method, "responses"),
    )


class _Judge:
    def __init__(
        self, contract: Contract, operation: Operation, answer: Answer, response: Response, validators: Validators
    ) -> None:
        self._definitions = contract.definitions
        self._answer = answer
        self._response = response
        self._validators = validators
        self._source = source_of(operation.path, operation.method, "responses", answer.status)

    def headers(self) -> Iterator[Mismatch]:
        for header in self._answer.headers:
            text, subject = self._response.header(header.name), f"the answer's header {header.name}"
            source = f"{self._source}/headers"
            if text is not None:
                value = read_header(header, text, self._definitions)
                for violation in self._validators.check(header.schema, value, "response"):
                    yield told(violation, place="header", name=header.name, subject=subject, source=source)
            elif header.required:
                message = f"The answer's header {header.name} is required, and missing."
                yield Mismatch(place="header", pointer=header.name, keyword="required", message=message, source=source)

    def body(self) -> Iterator[Mismatch]:
        content_type = self._response.header("content-type") or ""
        media = declared(self._answer.media, content_type)
        if not self._response.body:
            if self._answer.media and self._answer.media[0].schema is not True:
                yield self._note("missing", "The answer has no body, and one is declared.")
        elif not self._answer.media:
            yield self._note("undeclared", "The answer has a body, and none is declared for it.", info=True)
        elif media is None:
            yield self._wrong_media(content_type)
        elif not self._response.truncated:
            yield from self._content(content_type or media.type)

    def _content(self, content_type: str) -> Iterator[Mismatch]:
        media = declared(self._answer.media, content_type)
        if media is None:
            return
        try:
            value = value_of(self._response.body, content_type, media.schema, self._definitions)
        except Unreadable as problem:
            text = f"The answer is sent as {essence(content_type)}, and is no {problem}."
            yield self._note("unreadable", text)
            return
        if value is not UNJUDGED:
            for violation in self._validators.check(media.schema, value, "response"):
                yield told(violation, place="body", name="", subject="the answer", source=f"{self._source}/content")

    def _wrong_media(self, content_type: str) -> Mismatch:
        wanted = alternatives([one.type for one in self._answer.media])
        sent = essence(content_type)[:100] or "nothing: it has no Content-Type"
        return Mismatch(
            place="media",
            pointer="Content-Type",
            keyword="undeclared" if content_type else "missing",
            message=f"The answer must be {wanted}; it is {sent}.",
            expected=wanted,
            found=sent,
            source=f"{self._source}/content",
        )

    def _note(self, keyword: str, message: str, *, info: bool = False) -> Mismatch:
        return Mismatch(place="body", keyword=keyword, message=message, info=info, source=f"{self._source}/content")
