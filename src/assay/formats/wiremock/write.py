"""A mapping as WireMock's JSON, for those that came from elsewhere; what WireMock has no word for is left out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from assay.model.stub.mapping import LOWEST, Address, Expected, Hook, Mapping, MultipartPattern
from assay.model.stub.matcher import (
    Absent,
    AllOf,
    AnyOf,
    BinaryEqualTo,
    Contains,
    EqualTo,
    EqualToJson,
    EqualToXml,
    HasExactly,
    Includes,
    Matcher,
    Matches,
    MatchesJsonPath,
    MatchesJsonSchema,
    MatchesXPath,
    Moment,
    Not,
)
from assay.model.stub.reply import Delay, Fixed, Reply, Uniform

_ADDRESSES = {
    "url": "url",
    "url_pattern": "urlPattern",
    "path": "urlPath",
    "path_pattern": "urlPathPattern",
    "path_template": "urlPathTemplate",
}


def write_mapping(mapping: Mapping) -> dict[str, Any]:
    """The JSON that it was read from, or one that reads as the same mapping."""
    if mapping.raw:
        return dict(mapping.raw)
    told: dict[str, Any] = {
        "id": mapping.id,
        "name": mapping.name,
        "request": write_expected(mapping.when),
        "response": write_reply(mapping.replies[0]),
        "uuid": mapping.id,
        "persistent": mapping.persistent,
        "priority": mapping.priority if mapping.priority != LOWEST else None,
        "scenarioName": mapping.scenario,
        "requiredScenarioState": mapping.state,
        "newScenarioState": mapping.next_state,
        "serveEventListeners": [_hook(hook) for hook in mapping.hooks],
        "metadata": mapping.metadata,
    }
    return _said(told, keep=("request", "response"))


def _said(told: dict[str, Any], keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """Without what is empty."""
    return {key: value for key, value in told.items() if key in keep or value not in ("", None, False, [], {})}


def write_expected(when: Expected) -> dict[str, Any]:
    """A request pattern."""
    user = {"username": when.basic_auth[0], "password": when.basic_auth[1]} if when.basic_auth else None
    told = {
        **_address(when.address),
        "method": _method(when.method),
        "scheme": when.scheme,
        "host": write_matcher(when.host) if when.host else None,
        "port": when.port,
        "clientIp": write_matcher(when.client) if when.client else None,
        "pathParameters": _named(when.path_parameters),
        "queryParameters": _named(when.query),
        "headers": _named(when.headers),
        "cookies": _named(when.cookies),
        "formParameters": _named(when.form),
        "basicAuthCredentials": user,
        "bodyPatterns": [write_matcher(matcher) for matcher in when.body],
        "multipartPatterns": [_part(part) for part in when.multipart],
    }
    return _said(told, keep=("method",))


def _address(address: Address) -> dict[str, str]:
    return {_ADDRESSES[address.kind]: address.text} if address.kind in _ADDRESSES else {}


def _method(method: str) -> Any:
    if method.startswith("!"):
        return {"noneOf": method[1:].split("|")}
    return {"oneOf": method.split("|")} if "|" in method else method


def _named(matchers: dict[str, Matcher]) -> dict[str, Any]:
    return {name: write_matcher(matcher) for name, matcher in matchers.items()}


def _part(part: MultipartPattern) -> dict[str, Any]:
    told = {
        "name": write_matcher(part.name) if part.name else None,
        "fileName": write_matcher(part.filename) if part.filename else None,
        "headers": _named(part.headers),
        "bodyPatterns": [write_matcher(matcher) for matcher in part.body],
    }
    return {"matchingType": "ALL" if part.every else "ANY", **_said(told)}


def write_matcher(matcher: Matcher) -> dict[str, Any]:  # noqa: C901 - one case a kind of matcher
    """A value pattern."""
    match matcher:
        case EqualTo():
            return {"equalTo": matcher.text, **_said({"caseInsensitive": matcher.any_case})}
        case BinaryEqualTo():
            return {"binaryEqualTo": base64.b64encode(matcher.data).decode()}
        case Contains():
            return {"doesNotContain" if matcher.negated else "contains": matcher.text}
        case Matches():
            return {"doesNotMatch" if matcher.negated else "matches": matcher.pattern}
        case EqualToJson():
            options = {"ignoreArrayOrder": matcher.ignore_array_order}
            return {
                "equalToJson": matcher.content,
                **_said(options | {"ignoreExtraElements": matcher.ignore_extra_elements}),
            }
        case MatchesJsonPath():
            return {"matchesJsonPath": _expression(matcher.expression, matcher.value)}
        case MatchesJsonSchema():
            return {"matchesJsonSchema": matcher.schema, "schemaVersion": matcher.version}
        case EqualToXml():
            return _xml(matcher)
        case MatchesXPath():
            found = {"matchesXPath": _expression(matcher.expression, matcher.value)}
            return {**found, **_said({"xPathNamespaces": matcher.namespaces})}
        case Moment():
            return _moment(matcher)
        case Absent():
            return {"absent": True}
        case AllOf():
            return {"and": [write_matcher(each) for each in matcher.matchers]}
        case AnyOf():
            return {"or": [write_matcher(each) for each in matcher.matchers]}
        case Not():
            return {"not": write_matcher(matcher.matcher)}
        case HasExactly() | Includes():
            key = "hasExactly" if isinstance(matcher, HasExactly) else "includes"
            return {key: [write_matcher(each) for each in matcher.matchers]}
    raise TypeError(f"WireMock has no {type(matcher).__name__}")


def _expression(expression: str, value: Matcher | None) -> Any:
    return expression if value is None else {"expression": expression, **write_matcher(value)}


def _xml(matcher: EqualToXml) -> dict[str, Any]:
    options = {
        "enablePlaceholders": matcher.placeholders,
        "placeholderOpeningDelimiterRegex": matcher.opening,
        "placeholderClosingDelimiterRegex": matcher.closing,
        "exemptedComparisons": list(matcher.exempt),
        "namespaceAwareness": matcher.namespace_awareness,
        "ignoreOrderOfSameNode": matcher.ignore_order,
    }
    return {"equalToXml": matcher.text, **_said(options)}


def _moment(matcher: Moment) -> dict[str, Any]:
    options = {
        "actualFormat": matcher.actual_format,
        "truncateExpected": matcher.truncate_expected,
        "truncateActual": matcher.truncate_actual,
        "applyTruncationLast": matcher.apply_truncation_last,
    }
    key = "equalToDateTime" if matcher.relation == "equal" else matcher.relation
    return {key: matcher.expected, **_said(options)}


def write_reply(reply: Reply) -> dict[str, Any]:
    """A response definition."""
    forward = reply.forward
    told = {
        "statusMessage": reply.reason,
        "headers": _headers(reply.headers),
        **_body(reply),
        "bodyFileName": reply.body_file,
        "delayDistribution": _delay(reply.delay),
        "chunkedDribbleDelay": _dribble(reply),
        "fault": reply.fault.name if reply.fault else None,
        "proxyBaseUrl": forward.base_url if forward else None,
        "additionalProxyRequestHeaders": _headers(forward.headers) if forward else None,
        "removeProxyRequestHeaders": list(forward.without) if forward else None,
        "proxyUrlPrefixToRemove": forward.prefix_removed if forward else None,
        "transformers": ["response-template"] if reply.template else [],
        "transformerParameters": reply.settings,
    }
    return {"status": reply.status, **_said(told)}


def _headers(headers: Sequence[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _body(reply: Reply) -> dict[str, str]:
    try:
        return {"body": reply.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64Body": base64.b64encode(reply.body).decode()}


def _delay(delay: Delay | None) -> dict[str, Any] | None:
    if delay is None:
        return None
    if isinstance(delay, Fixed):
        return {"type": "fixed", "milliseconds": delay.seconds * 1000}
    if isinstance(delay, Uniform):
        return {"type": "uniform", "lower": delay.lower * 1000, "upper": delay.upper * 1000}
    most = {"maxValue": delay.most * 1000} if delay.most is not None else {}
    return {"type": "lognormal", "median": delay.median * 1000, "sigma": delay.sigma, **most}


def _dribble(reply: Reply) -> dict[str, Any] | None:
    if reply.dribble is None:
        return None
    return {"numberOfChunks": reply.dribble.pieces, "totalDuration": reply.dribble.seconds * 1000}


def _hook(hook: Hook) -> dict[str, Any]:
    told = {
        **hook.settings,
        "method": hook.method,
        "url": hook.url,
        "headers": _headers(hook.headers),
        "body": hook.body.decode("utf-8", "replace"),
        "delay": _delay(hook.delay),
    }
    return {"name": "webhook", "parameters": _said(told)}
