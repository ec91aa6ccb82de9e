"""One operation as a step of a collection: its request, its saved answers and its test."""

from __future__ import annotations

from typing import Any

from assay.formats.openapi.collection.auth import Signatures, Signing
from assay.formats.openapi.collection.bodies import body_of, chosen, example_of, language, raw
from assay.formats.openapi.collection.chain import Chain
from assay.formats.openapi.collection.media_types import is_json
from assay.formats.openapi.collection.names import replaced, title_of, variable_name
from assay.formats.openapi.collection.script import expected, script_of
from assay.formats.openapi.collection.values import query_entries, text_of, value_of
from assay.formats.postman.ids import stable_id
from assay.formats.postman.write_request import request_json
from assay.model.contract import Answer, Contract, Operation
from assay.model.suite import Auth, Entry, RequestTemplate, Script, Step, UrlTemplate

MAX_EXAMPLES = 12
MAX_EXAMPLE = 20_000
"""Characters of a saved answer's body."""
BASE = "base_url"


class Steps:
    """Makes the steps of one contract."""

    def __init__(
        self, contract: Contract, signatures: Signatures, usual: Auth, chain: Chain, ids: dict[str, str], seed: int
    ) -> None:
        """`ids` are the variables of the collection with their values."""
        self._contract = contract
        self._ids = ids
        self._signatures = signatures
        self._usual = usual
        self._chain = chain
        self._seed = seed

    def of(self, operation: Operation) -> Step:
        """The step; its id is that of the operation, run after run."""
        identity = stable_id("operation", self._contract.title, operation.name)
        request = self._request(operation)
        source = script_of(operation, self._contract, self._chain.kept(operation), self._ids)
        return Step(
            id=identity,
            name=title_of(operation),
            request=request,
            scripts=(Script(id=stable_id("script", identity), listen="test", source=source),),
            examples=tuple(self._examples(operation, request, identity)),
        )

    def _request(self, operation: Operation) -> RequestTemplate:
        signing = self._signatures.of(operation)
        made = body_of(operation.body, self._contract, self._chain, self._seed) if operation.body is not None else None
        content_type = made[1] if made else ""
        return RequestTemplate(
            method=operation.method,
            url=self._url(operation, signing),
            headers=(*_media_headers(operation, content_type), *self._headers(operation), *signing.headers),
            body=made[0] if made else None,
            auth=None if signing.auth == self._usual else signing.auth,
            description=operation.description or operation.summary,
        )

    def _url(self, operation: Operation, signing: Signing) -> UrlTemplate:
        path = operation.path.partition("?")[0].partition("#")[0]
        parts = [_part(part, path) for part in path.split("/")[1:]]
        query = [
            entry
            for parameter in operation.parameters
            if parameter.place == "query"
            for entry in query_entries(parameter, value_of(parameter, self._contract, self._seed))
        ]
        described = {one.name: one.description for one in operation.parameters if one.place == "path"}
        variables = [
            Entry(key=name, value="{{" + variable_name(path, name) + "}}", description=described.get(name, ""))
            for name in (part[1:] for part in parts if part.startswith(":"))
        ]
        host = (operation.servers[0],) if operation.servers else ("{{" + BASE + "}}",)
        return UrlTemplate(host=host, path=tuple(parts), query=(*query, *signing.query), variables=tuple(variables))

    def _headers(self, operation: Operation) -> list[Entry]:
        headers = [
            Entry(
                key=one.name,
                value=text_of(value_of(one, self._contract, self._seed)),
                enabled=one.required,
                description=one.description,
            )
            for one in operation.parameters
            if one.place == "header"
        ]
        cookies = [
            f"{one.name}={text_of(value_of(one, self._contract, self._seed))}"
            for one in operation.parameters
            if one.place == "cookie" and one.required
        ]
        return [*headers, *([Entry(key="Cookie", value="; ".join(cookies))] if cookies else [])]

    def _examples(self, operation: Operation, request: RequestTemplate, identity: str) -> list[dict[str, Any]]:
        numbered = [answer for answer in operation.answers if answer.status.isdigit()]
        original = request_json(request)
        return [self._example(answer, original, identity) for answer in numbered[:MAX_EXAMPLES]]

    def _example(self, answer: Answer, original: dict[str, Any], identity: str) -> dict[str, Any]:
        """A saved response in Postman's v2.1 structure."""
        media = chosen(answer.media)
        kind = media.type if media is not None else ""
        body = ""
        if media is not None and (media.examples or is_json(kind)):
            body = raw(example_of(media, self._contract, self._seed, "response"), kind)
        return {
            "id": stable_id("example", identity, answer.status),
            "name": answer.description.strip().split("\n")[0][:120] or answer.status,
            "originalRequest": original,
            "status": "",
            "code": int(answer.status),
            "_postman_previewlanguage": language(kind) or "text",
            "header": [{"key": "Content-Type", "value": kind}] if kind else [],
            "body": body if len(body) <= MAX_EXAMPLE else "",
        }


def _part(part: str, path: str) -> str:
    """A part of a path: `:id` for a variable, as it is or with variables of the collection elsewhere."""
    if part.startswith("{") and part.endswith("}") and part.count("{") == 1:
        return f":{part[1:-1]}"
    return replaced(part, path)


def _media_headers(operation: Operation, content_type: str) -> list[Entry]:
    media = next((answer.media[0].type for answer in expected(operation) if answer.media), "")
    accept = [Entry(key="Accept", value=media)] if media and "*" not in media else []
    return [*accept, *([Entry(key="Content-Type", value=content_type)] if content_type else [])]
