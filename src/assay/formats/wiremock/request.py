"""WireMock's request pattern to what a request has to be."""

from __future__ import annotations

from assay.formats.wiremock.matchers import read_many, read_matcher, told_regex
from assay.formats.wiremock.place import Place
from assay.model.stub.mapping import Address, Expected, MultipartPattern
from assay.model.stub.matcher import EqualTo, Matcher

_ADDRESSES = {
    "url": "url",
    "urlPattern": "url_pattern",
    "urlPath": "path",
    "urlPathPattern": "path_pattern",
    "urlPathTemplate": "path_template",
}
_KNOWN = frozenset(
    {
        *_ADDRESSES,
        *("method", "scheme", "host", "port", "clientIp", "headers", "pathParameters", "queryParameters"),
        *("formParameters", "cookies", "basicAuth", "basicAuthCredentials", "bodyPatterns", "multipartPatterns"),
        "customMatcher",
    }
)
_PART_KEYS = ("matchingType", "name", "fileName", "headers", "bodyPatterns")
_MAX_NAMES = 1_000


def read_expected(place: Place) -> Expected:
    """The pattern that stands here; nothing at all fits every request."""
    place.only(_KNOWN)
    if place.at("customMatcher").value is not None:
        raise place.at("customMatcher").wrong("A matcher written in Java cannot run here.")
    return Expected(
        method=_method(place.at("method")),
        address=_address(place),
        path_parameters=_named(place.at("pathParameters")),
        query=_named(place.at("queryParameters"), many=True),
        headers=_named(place.at("headers"), many=True),
        cookies=_named(place.at("cookies")),
        form=_named(place.at("formParameters"), many=True),
        body=tuple(read_matcher(item) for item in place.at("bodyPatterns").items()),
        multipart=tuple(_part(item) for item in place.at("multipartPatterns").items()),
        basic_auth=_basic_auth(place),
        scheme=place.at("scheme").text().lower(),
        host=_optional(place.at("host")),
        port=None if place.at("port").value is None else place.at("port").whole(),
        client=_optional(place.at("clientIp")),
    )


def _method(place: Place) -> str:
    if isinstance(place.value, dict):
        place.only(("oneOf", "noneOf"))
        mark = "" if place.at("oneOf").value is not None else "!"
        names = place.at("oneOf" if not mark else "noneOf").items()
        return mark + "|".join(name.text().upper() for name in names)
    name = place.text("ANY").upper()
    return "GET|HEAD" if name == "GET_OR_HEAD" else name


def _address(place: Place) -> Address:
    """The first of the kinds in WireMock's order that is there."""
    for key, kind in _ADDRESSES.items():
        here = place.at(key)
        if here.value is not None:
            text = told_regex(here, here) if kind.endswith("pattern") else here.text()
            return Address(kind=kind, text=text)
    return Address()


def _named(place: Place, many: bool = False) -> dict[str, Matcher]:
    members = place.members()
    if len(members) > _MAX_NAMES:
        raise place.wrong(f"More than {_MAX_NAMES} names are expected here.")
    return {name: read_many(item) if many else read_matcher(item) for name, item in members}


def _optional(place: Place) -> Matcher | None:
    return None if place.value is None else read_matcher(place)


def _basic_auth(place: Place) -> tuple[str, str] | None:
    here = place.at("basicAuthCredentials")
    here = place.at("basicAuth") if here.value is None else here
    if here.value is None:
        return None
    here.only(("username", "password"))
    return here.at("username").text(), here.at("password").text()


def _part(place: Place) -> MultipartPattern:
    place.only(_PART_KEYS)
    kind = place.at("matchingType").text("ANY").upper()
    if kind not in {"ANY", "ALL"}:
        raise place.at("matchingType").wrong("matchingType is ANY or ALL.")
    return MultipartPattern(
        name=_text_or_matcher(place.at("name")),
        filename=_text_or_matcher(place.at("fileName")),
        headers=_named(place.at("headers"), many=True),
        body=tuple(read_matcher(item) for item in place.at("bodyPatterns").items()),
        every=kind == "ALL",
    )


def _text_or_matcher(place: Place) -> Matcher | None:
    if place.value is None:
        return None
    return read_matcher(place) if isinstance(place.value, dict) else EqualTo(text=place.text())
