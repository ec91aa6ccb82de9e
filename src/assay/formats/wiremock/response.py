"""WireMock's response definition to what is answered."""

from __future__ import annotations

import msgspec

from assay.formats.wiremock.matchers import read_base64
from assay.formats.wiremock.place import Place, nearest
from assay.model.http import Header, Headers
from assay.model.stub.reply import Delay, Dribble, Fault, Fixed, Forward, LogNormal, Reply, Uniform

FAULTS = ("CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE")
_KNOWN = frozenset(
    {
        *("status", "statusMessage", "headers", "body", "jsonBody", "base64Body", "bodyFileName"),
        *("fault", "fixedDelayMilliseconds", "delayDistribution", "chunkedDribbleDelay", "proxyBaseUrl"),
        *("additionalProxyRequestHeaders", "removeProxyRequestHeaders", "proxyUrlPrefixToRemove"),
        *("transformers", "transformerParameters", "fromConfiguredStub", "proxyPassThrough"),
    }
)
_LONGEST = 24 * 3600.0
"""Seconds of a delay."""


def read_reply(place: Place) -> Reply:
    """The answer that is defined here; nothing at all is 200 without a body."""
    place.only(_KNOWN)
    status = place.at("status").whole(200)
    if not 100 <= status <= 999:
        raise place.at("status").wrong(f"A status has three digits, unlike {status}.")
    transformers = [item.text() for item in place.at("transformers").items()]
    return Reply(
        status=status,
        reason=place.at("statusMessage").text(),
        headers=_headers(place.at("headers")),
        body=_body(place),
        body_file=_body_file(place),
        template="response-template" in transformers,
        settings=place.at("transformerParameters").mapping(),
        delay=_reply_delay(place),
        dribble=_dribble(place.at("chunkedDribbleDelay")),
        fault=_fault(place.at("fault")),
        forward=_forward(place),
    )


def _headers(place: Place) -> Headers:
    headers: list[Header] = []
    for name, item in place.members():
        values = item.items() if isinstance(item.value, list) else [item]
        headers += [Header(name, value.text()) for value in values]
    return tuple(headers)


def _body(place: Place) -> bytes:
    """The first of the three that is there, in WireMock's order."""
    if place.at("body").value is None and place.at("jsonBody").value is not None:
        return msgspec.json.encode(place.at("jsonBody").value)
    if place.at("body").value is None and place.at("base64Body").value is not None:
        return read_base64(place.at("base64Body"))
    return place.at("body").text().encode("utf-8", "replace")


def _body_file(place: Place) -> str:
    """The name of a file, which only counts where no body is written down."""
    written = any(place.at(key).value is not None for key in ("body", "jsonBody", "base64Body"))
    return "" if written else place.at("bodyFileName").text()


def _reply_delay(place: Place) -> Delay | None:
    """The fixed delay, else the distributed one; WireMock adds both up, which one distribution cannot say."""
    if place.at("delayDistribution").value is not None:
        return read_delay(place.at("delayDistribution"))
    fixed = place.at("fixedDelayMilliseconds")
    return None if fixed.value is None else Fixed(seconds=_seconds(fixed))


def read_delay(place: Place) -> Delay | None:
    """The distribution that stands here."""
    if place.value is None:
        return None
    kind = place.at("type").text()
    if kind == "uniform":
        lower, upper = _seconds(place.at("lower")), _seconds(place.at("upper"))
        return Uniform(lower=min(lower, upper), upper=max(lower, upper))
    if kind == "lognormal":
        most = place.at("maxValue")
        return LogNormal(
            median=_seconds(place.at("median")),
            sigma=min(max(place.at("sigma").number(), 0), 10),
            most=None if most.value is None else _seconds(most),
        )
    if kind == "fixed":
        return Fixed(seconds=_seconds(place.at("milliseconds")))
    raise place.at("type").wrong(f'There is no delay "{kind[:40]}".', nearest(kind, ("fixed", "uniform", "lognormal")))


def _seconds(place: Place) -> float:
    milliseconds = place.number()
    if milliseconds < 0 or milliseconds > _LONGEST * 1000:
        raise place.wrong("A delay lies between 0 and 86,400,000 milliseconds.")
    return milliseconds / 1000


def _dribble(place: Place) -> Dribble | None:
    if place.value is None:
        return None
    place.only(("numberOfChunks", "totalDuration"))
    pieces = place.at("numberOfChunks").whole(1)
    if not 1 <= pieces <= 100_000:
        raise place.at("numberOfChunks").wrong("A body is dribbled in 1 to 100,000 chunks.")
    return Dribble(pieces=pieces, seconds=_seconds(place.at("totalDuration")))


def _fault(place: Place) -> Fault | None:
    if place.value is None:
        return None
    name = place.text()
    if name not in FAULTS:
        raise place.wrong(f'There is no fault "{name[:40]}".', nearest(name, FAULTS))
    return Fault(name=name)


def _forward(place: Place) -> Forward | None:
    base = place.at("proxyBaseUrl")
    if base.value is None:
        return None
    if not base.text().lower().startswith(("http://", "https://", "{{")):
        raise base.wrong("The URL of a server begins with http:// or https://.")
    return Forward(
        base_url=base.text(),
        headers=_headers(place.at("additionalProxyRequestHeaders")),
        without=tuple(item.text() for item in place.at("removeProxyRequestHeaders").items()),
        prefix_removed=place.at("proxyUrlPrefixToRemove").text(),
    )
