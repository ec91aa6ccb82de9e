"""Signing is a step from a request to a request: it sends nothing, and what it cannot do it says in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from assay.engine.url import Parts, encode_parts, split_url
from assay.formats.postman import parse_url
from assay.model.http import Request, Response
from assay.model.world import World

Params = Mapping[str, Any]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MAX_REASON = 300


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is to be signed: the user's headers alone, the URL encoded as it is to be sent."""

    request: Request
    body: bytes | None = None
    """The whole body where it is known or was read; None when it is a stream of unknown content."""
    body_mode: str | None = None
    """raw, urlencoded, formdata, file or graphql."""
    form: tuple[tuple[str, str], ...] | None = None
    """The enabled parameters of an urlencoded body, decoded; None for every other body."""
    encode_url: bool = True
    """False under the setting disableUrlEncoding: what signing adds to the query is then not encoded either."""

    @property
    def content(self) -> bytes | None:
        """The bytes that a body hash covers; None for form-data, whose body no signer of Postman's hashes."""
        return None if self.body_mode == "formdata" else self.body

    def target(self, request: Request) -> Parts:
        """The URL that is signed: encoded, also where disableUrlEncoding sends another one."""
        return split_url(request.url if self.encode_url else encode_parts(parse_url(request.url)))


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it is to leave, signed or not."""

    request: Request
    warnings: tuple[str, ...] = ()
    """Sentences for the console, beginning `runtime~hawk.auth: could not sign the request: `."""
    secrets: tuple[str, ...] = ()
    """Values that no sink may show: passwords, keys, tokens and signatures, also as they stand in the request."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer means for the auth that signed its request."""

    params: Params
    """For the next signing with this auth, of a replay or of any later request."""
    replay: bool = False
    """The same request is to be signed with `params` and sent again (at most three times)."""
    warnings: tuple[str, ...] = ()


class CannotSign(Exception):
    """Why a request goes out unsigned, and what had become of it by then."""

    def __init__(self, reason: str, request: Request | None = None) -> None:
        super().__init__(reason)
        self.request = request


Apply = Callable[[Params, Draft, World], Signed]
React = Callable[[Params, Draft, Response, World], Reaction]


def no_reaction(params: Params, _draft: Draft, _response: Response, _world: World) -> Reaction:
    """Nothing to learn from an answer."""
    return Reaction(params=params)


def never(_params: Params, _draft: Draft) -> bool:
    """No body is read."""
    return False


@dataclass(frozen=True, kw_only=True)
class Signer:
    """One type of auth, by the name that collections give it."""

    name: str
    apply: Apply
    react: React = no_reaction
    wants_body: Callable[[Params, Draft], bool] = never

    def reads_body(self, params: Params, draft: Draft) -> bool:
        """Whether `sign` needs `draft.body`; asked with a draft that may not have it yet."""
        return self.wants_body(params, draft)

    def sign(self, params: Params, draft: Draft, world: World) -> Signed:
        """The request signed, or as it was beside a warning. `params` are resolved, by key."""
        try:
            return self.apply(params, draft, world)
        except CannotSign as why:
            reason = _CONTROL.sub(" ", str(why))[:_MAX_REASON]
            warning = f"runtime~{self.name}.auth: could not sign the request: {reason}"
            return Signed(request=why.request or draft.request, warnings=(warning,))

    def answered(self, params: Params, draft: Draft, response: Response, world: World) -> Reaction:
        """What to do with the answer: `draft` is the one that was signed. Call it for every answer, also good ones."""
        return self.react(params, draft, response, world)
