"""Every vector was recorded from postman-runtime 7.39.1: what it would send is what we send, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.world import World

VECTORS = Path(__file__).parent / "vectors"
RECORDED = ("apikey", "awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "noauth", "oauth2")


class Recorded:
    """The chance that the recording had: a short list of floats, over and over, and no bits in a UUID."""

    def __init__(self, floats: list[float]) -> None:
        self._floats = floats
        self._drawn = 0

    def random(self) -> float:
        self._drawn += 1
        return self._floats[(self._drawn - 1) % len(self._floats)]

    def randrange(self, start: int, stop: int, /) -> int:
        return start + int(self.random() * (stop - start))

    def choice(self, seq: Any, /) -> Any:
        return seq[int(self.random() * len(seq))]

    def getrandbits(self, k: int, /) -> int:
        return 0 * k

    def randbytes(self, n: int, /) -> bytes:
        return bytes(n)


def load(name: str) -> list[tuple[dict[str, Any], World]]:
    table = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return [(case, World(now=lambda: table["now"], chance=Recorded(table["random"]))) for case in table["cases"]]


def draft_of(case: dict[str, Any]) -> Draft:
    asked = case["request"]
    body = None if asked["body"] is None else asked["body"].encode()
    request = Request(
        id="1",
        method=asked["method"],
        url=asked["url"],
        headers=tuple(Header(*pair) for pair in asked["headers"]),
        body=(BytesPart(data=body),) if body else (),
    )
    form = None if asked["form"] is None else tuple((key, value) for key, value in asked["form"])
    return Draft(
        request=request, body=body, body_mode=asked["mode"], form=form, encode_url=case.get("encode_url", True)
    )


def seen(request: Request, expect: dict[str, Any]) -> dict[str, Any]:
    parts = [part.data for part in request.body if isinstance(part, BytesPart)]
    body = None if expect["body"] is None else b"".join(parts).decode()
    return {"url": request.url, "headers": [list(header) for header in request.headers], "body": body}


def wanted(expect: dict[str, Any]) -> dict[str, Any]:
    return {key: expect[key] for key in ("url", "headers", "body")}


def cases() -> list[Any]:
    return [
        pytest.param(name, case, world, id=f"{name}-{index}")
        for name in RECORDED
        for index, (case, world) in enumerate(load(name))
    ]


@pytest.mark.parametrize(("name", "case", "world"), cases())
def test_sends_what_postman_sends(name: str, case: dict[str, Any], world: World) -> None:
    signer, draft, params = SIGNERS[name], draft_of(case), case["params"]
    signed = signer.sign(params, draft, world)
    assert seen(signed.request, case["expect"]) == wanted(case["expect"]), case["name"]
    assert signed.warnings or not case["expect"]["warnings"]
    for turn in case.get("answers", ()):
        answer = Response(status=turn["status"], headers=tuple(Header(*pair) for pair in turn["headers"]))
        reaction = signer.answered(params, draft, answer, world)
        params = reaction.params
        assert reaction.replay == turn["replay"], turn
        assert bool(reaction.warnings) == bool(turn["error"])
        signed = signer.sign(params, draft, world)
        assert seen(signed.request, turn["expect"]) == wanted(turn["expect"]), case["name"]
