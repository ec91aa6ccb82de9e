"""A request held against its operation, before anybody blames the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from assay.contract.content import UNJUDGED, Unreadable, value_of
from assay.contract.credentials import Carried, lacking
from assay.contract.matching import Match
from assay.contract.media_ranges import declared, essence
from assay.contract.mismatch import Mismatch, Where, ordered
from assay.contract.sentences import source_of, told
from assay.contract.styles import ABSENT, Pairs, pairs_of, query_names, read_cookie, read_header, read_path, read_query
from assay.contract.validation import Validators
from assay.contract.words import alternatives
from assay.model.contract import Contract, Media, Operation, Parameter
from assay.model.http import BytesPart, Request

_WORDS = {"path": "path parameter", "query": "query parameter", "header": "header", "cookie": "cookie"}


def judge_request(
    contract: Contract, match: Match, request: Request, validators: Validators | None = None
) -> tuple[Mismatch, ...]:
    """Where a request differs from what its operation asks for, in order. Keep `validators` for many requests."""
    return _Judge(contract, match, request, validators or Validators(contract)).judge()


class _Judge:
    def __init__(self, contract: Contract, match: Match, request: Request, validators: Validators) -> None:
        self._contract = contract
        self._definitions = contract.definitions
        self._operation: Operation = match.operation
        self._values = match.values
        self._request = request
        self._validators = validators
        self._headers = {name.lower(): value for name, value in request.headers}
        self._query: Pairs = pairs_of(_query(request.url))
        self._cookies = _cookies(self._headers.get("cookie", ""))

    def judge(self) -> tuple[Mismatch, ...]:
        return ordered((*self._security(), *self._parameters(), *self._unknown(), *self._body()))

    def _source(self, *parts: str) -> str:
        return source_of(self._operation.path, self._operation.method, *parts)

    def _security(self) -> Iterator[Mismatch]:
        carried = Carried(
            headers=self._headers,
            query=frozenset(name for name, _ in self._query),
            cookies=frozenset(self._cookies),
            certificate=self._request.delivery.certificate is not None,
        )
        wanted = lacking(self._contract, self._operation, carried)
        if wanted:
            yield Mismatch(
                place="security",
                keyword="missing",
                message=f"{self._operation.name} wants {wanted}, and the request has none.",
                expected=wanted,
                source=self._source("security"),
            )

    def _parameters(self) -> Iterator[Mismatch]:
        for parameter in self._operation.parameters:
            value = self._value(parameter)
            subject = f"the {_WORDS[parameter.place]} {parameter.name}"
            source = self._source("parameters")
            if value is not ABSENT:
                for violation in self._validators.check(parameter.schema, value, "request"):
                    yield told(violation, place=parameter.place, name=parameter.name, subject=subject, source=source)
            elif parameter.required and parameter.place != "path":
                yield _missing(parameter.place, parameter.name, subject, source)

    def _value(self, parameter: Parameter) -> Any:
        if parameter.place == "query":
            return read_query(parameter, self._query, self._definitions)
        if parameter.place == "path":
            text, read = self._values.get(parameter.name), read_path
        elif parameter.place == "header":
            text, read = self._headers.get(parameter.name.lower()), read_header
        else:
            text, read = self._cookies.get(parameter.name), read_cookie
        return ABSENT if text is None else read(parameter, text, self._definitions)

    def _unknown(self) -> Iterator[Mismatch]:
        """Query parameters that nothing speaks of. Many servers take them without a word."""
        declared_ones = [one for one in self._operation.parameters if one.place == "query"]
        known = {scheme.key for scheme in self._contract.security_schemes if scheme.place == "query"}
        for parameter in declared_ones:
            known |= query_names(parameter, self._query, self._definitions)
        for name in dict.fromkeys(name for name, _ in self._query if name not in known):
            offered = alternatives([one.name for one in declared_ones])
            yield Mismatch(
                place="query",
                pointer=name[:200],
                keyword="undeclared",
                message=f"{self._operation.name} declares no query parameter {name[:200]}"
                + (f"; it has {offered}." if offered else "."),
                expected=offered,
                info=True,
                source=self._source("parameters"),
            )

    def _body(self) -> Iterator[Mismatch]:
        body, source = self._operation.body, self._source("requestBody")
        size = sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in self._request.body)
        if body is None:
            if size:
                yield _undeclared_body(self._operation, source)
        elif not size:
            if body.required:
                yield _missing("body", "", "the body", source)
        else:
            yield from self._content(body.media, source)

    def _content(self, media: tuple[Media, ...], source: str) -> Iterator[Mismatch]:
        content_type = self._headers.get("content-type", "")
        found = declared(media, content_type) if content_type else None
        if media and found is None:
            yield _wrong_media(content_type, media, source)
            if content_type or len(media) > 1:
                return
            content_type, found = media[0].type, media[0]  # the only one: judged as if it had been told
        data = _known(self._request)
        if found is None or data is None:
            return
        try:
            value = value_of(data, content_type, found.schema, self._definitions)
        except Unreadable as problem:
            yield _unreadable(str(problem), content_type, source)
            return
        if value is not UNJUDGED:
            for violation in self._validators.check(found.schema, value, "request"):
                yield told(violation, place="body", name="", subject="the body", source=source)


def _known(request: Request) -> bytes | None:
    """The body, where all of it is at hand and not compressed."""
    encoding = request.header("content-encoding")
    if encoding not in (None, "", "identity") or not all(isinstance(part, BytesPart) for part in request.body):
        return None
    return b"".join(part.data for part in request.body if isinstance(part, BytesPart))


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def _cookies(header: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in header.split(";")[:1000])
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _missing(place: Where, name: str, subject: str, source: str) -> Mismatch:
    start = subject[0].upper() + subject[1:]
    return Mismatch(
        place=place, pointer=name, keyword="required", message=f"{start} is required, and missing.", source=source
    )


def _undeclared_body(operation: Operation, source: str) -> Mismatch:
    message = f"{operation.name} declares no body, and the request has one."
    return Mismatch(place="body", keyword="undeclared", message=message, info=True, source=source)


def _unreadable(kind: str, content_type: str, source: str) -> Mismatch:
    message = f"The body is sent as {essence(content_type)}, and is no {kind}."
    return Mismatch(place="body", keyword="unreadable", message=message, expected=kind, source=source)


def _wrong_media(content_type: str, media: tuple[Media, ...], source: str) -> Mismatch:
    wanted, sent = alternatives([one.type for one in media]), essence(content_type)[:100]
    told_as = f"it is sent as {sent}" if sent else "it is sent without a Content-Type"
    return Mismatch(
        place="media",
        pointer="Content-Type",
        keyword="undeclared" if sent else "missing",
        message=f"The body must be {wanted}; {told_as}.",
        expected=wanted,
        found=sent,
        source=f"{source}/content",
    )
