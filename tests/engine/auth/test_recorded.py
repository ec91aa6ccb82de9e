"""Every vector was recorded from postman-runtime 7.39.1: what it would send is what we send, byte for byte."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.world import World

VECTORS = Path(__file__).parent / "vectors"
RECORDED = tuple(sorted(path.stem for path in VECTORS.glob("*.json")))


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


def key_of(keys: dict[str, str], value: Any) -> Any:
    """A key of the table in the shape that the case names, for a value such as `@key:rsa|oneline`."""
    if not (isinstance(value, str) and value.startswith("@key:")):
        return value
    name, _, shape = value[5:].partition("|")
    pem = keys[name]
    der = re.sub(r"-----[A-Z ]+-----|\s", "", pem)
    data_uri = f"data:application/pkcs8;kid={shape.removeprefix('u').removeprefix('data')};base64,{der}"
    shapes = {"": pem, "oneline": pem.replace("\n", ""), "quoted": f'"{pem}"', "uri": quote(pem, safe="")}
    if shape.startswith("udata"):
        return quote(data_uri, safe="")
    return data_uri if shape.startswith("data") else shapes[shape]


def load(name: str) -> list[tuple[dict[str, Any], World]]:
    table = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    for case in table["cases"]:
        case["params"] = {key: key_of(table.get("keys", {}), value) for key, value in case["params"].items()}
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


def comparable(headers: list[list[str]]) -> list[list[str]]:
    """Without the signature of a token that holds chance of its own (PS and ES); test_jws verifies those."""
    random = r"(Bearer eyJ[\w-]*?)(\.[\w-]*\.)[\w-]+$"

    def masked(value: str) -> str:
        found = re.match(random, value)
        head = urlsafe_b64decode(found[1][7:] + "==").decode() if found else ""
        return re.sub(random, r"\1\2", value) if re.search('"alg":"[PE]S', head) else value

    return [[name, masked(value)] for name, value in headers]


def seen(request: Request, expect: dict[str, Any]) -> dict[str, Any]:
    parts = [part.data for part in request.body if isinstance(part, BytesPart)]
    body = None if expect["body"] is None else b"".join(parts).decode()
    return {"url": request.url, "headers": comparable([list(header) for header in request.headers]), "body": body}


def wanted(expect: dict[str, Any]) -> dict[str, Any]:
    return {"url": expect["url"], "headers": comparable(expect["headers"]), "body": expect["body"]}


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
