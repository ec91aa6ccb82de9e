"""explain() ends soon and never raises, whatever the exchange holds."""

from __future__ import annotations

import random
import time
from functools import cache

import msgspec
import pytest

from assay.explain.evidence import Evidence
from assay.explain.explaining import MOST, explain
from assay.explain.registry import RULES
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import BytesPart, Header, Request, Response

from .scenes import SCENES
from .scenes.scene import NOW, Scene
from .stage import evidence_of

QUICK = tuple(each for each in SCENES if not each.tls and each.rule not in ("timed-out", "slow-phase"))
TEXTS = (
    *(
        "",
        " ",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "ÿ" * 50,
        "{{",
        "}}",
        "%",
        "$",
        "=",
        ",",
        ";",
        '"',
        "\\",
        "eyJ.",
        "eyJhbGciOi..",
    ),
    *(
        "Bearer ",
        "Basic ",
        "-1",
        "9" * 40,
        "1e400",
        "0x10",
        "NaN",
        "Thu, 99 Foo 20 99:99:99",
        "[",
        "://",
        "#",
        "?",
        "@",
    ),
    *("gzip, gzip", "utf-8;", "charset=punycode", 'a="', "../", "//", "http://[", "*/*;q=", "bytes */", "@99999999999"),
)
CUTS = 25
"""Changes of one exchange."""


@cache
def seen(scene: Scene) -> Evidence:
    return evidence_of(scene)


def twisted(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + chance.choice(TEXTS) + text[at:]
    if kind == 2:
        return chance.choice(TEXTS) * chance.randint(1, 9)
    return text[at:] + text[:at]


def fields(headers: tuple[Header, ...], chance: random.Random) -> tuple[Header, ...]:
    twist = [Header(name, twisted(value, chance) if chance.random() < 0.5 else value) for name, value in headers]
    return tuple(twist + [Header(twisted(name, chance), value) for name, value in headers[:1]])


def mutant(evidence: Evidence, chance: random.Random) -> Evidence:
    exchanges = tuple(change(each, chance) for each in evidence.exchanges)
    return Evidence(
        exchanges=exchanges[: chance.randint(0, 3)] if chance.random() < 0.1 else exchanges,
        transfer=evidence.transfer,
        code=chance.choice((evidence.code, 0, 3, 6, 7, 18, 23, 28, 35, 47, 52, 56, 60, 92, 97)),
        error=twisted(evidence.error, chance),
        now=chance.choice((NOW, 0.0, -1e15, 1e15)),
    )


def change(exchange: Exchange, chance: random.Random) -> Exchange:
    request, outcome = exchange.request, exchange.outcome
    sent = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    changed = msgspec.structs.replace(
        request,
        url=twisted(request.url, chance) if chance.random() < 0.3 else request.url,
        method=twisted(request.method, chance) if chance.random() < 0.2 else request.method,
        headers=fields(request.headers, chance),
        body=(BytesPart(data=twisted(sent.decode("latin-1"), chance).encode("latin-1", "replace")),),
    )
    head = twisted(exchange.head, chance) if chance.random() < 0.5 else ""
    return msgspec.structs.replace(exchange, request=changed, outcome=outcome_of(outcome, chance), head=head)


def outcome_of(outcome: Answered | Unanswered, chance: random.Random) -> Answered | Unanswered:
    if isinstance(outcome, Unanswered):
        return msgspec.structs.replace(outcome, reason=twisted(outcome.reason, chance))
    response = outcome.response
    body = twisted(response.body[:4000].decode("latin-1"), chance).encode("latin-1", "replace")
    status = chance.choice((response.status, 0, 99, 200, 204, 302, 401, 403, 404, 415, 429, 500, 503, 999))
    changed = msgspec.structs.replace(response, status=status, headers=fields(response.headers, chance), body=body)
    return Answered(response=changed)


@pytest.mark.parametrize("seed", range(4))
def test_no_mutant_makes_it_raise(seed: int) -> None:
    chance = random.Random(seed)
    for scene in QUICK[seed::4]:
        for _ in range(CUTS):
            explanations = explain(mutant(seen(scene), chance))
            assert len(explanations) <= MOST
            assert msgspec.json.encode(explanations)


def answered(body: bytes, *headers: tuple[str, str], status: int = 400, url: str = "http://a.example/") -> Evidence:
    request = Request(id="r", method="POST", url=url, headers=tuple(Header(*each) for each in headers))
    response = Response(status=status, headers=tuple(Header(*each) for each in headers), body=body)
    return Evidence(exchanges=(Exchange(id="r", request=request, outcome=Answered(response=response)),), now=NOW)


HTML, JSON, XML, TEXT = (("Content-Type", kind) for kind in ("text/html", "application/json", "text/xml", "text/plain"))
FLOODS = {
    "brackets": answered(b"[" * 3_000_000, JSON),
    "objects": answered(b'{"errors":' * 100_000, JSON),
    "errors": answered(b'{"errors":{' + b",".join(b'"f%d":["bad"]' % n for n in range(200_000)) + b"}}", JSON),
    "words": answered(b"csrf" * 700_000, HTML),
    "dots": answered(b"at a.a.a.a.a(" * 300_000 + b".java:", TEXT),
    "tags": answered(b"<input " * 400_000, HTML, ("Accept", "application/json")),
    "faults": answered(b"<Envelope>" + b"<Fault " * 400_000, XML),
    "entities": answered(b'<!DOCTYPE a [<!ENTITY b "' + b"&c;" * 100_000 + b'">]><a>&b;</a>', XML),
    "punycode": answered("ü".encode("latin-1") * 2_000_000, ("Content-Type", "text/plain; charset=punycode")),
    "challenges": answered(b"", ("WWW-Authenticate", 'a="' * 50_000), status=401),
    "tokens": answered(b"", ("Authorization", "Bearer " + "eyJ" * 50_000), status=401),
    "cookies": answered(b"", ("Set-Cookie", ";".join("a=b" for _ in range(50_000))), ("Cookie", "a;" * 50_000)),
    "path": answered(b"", url="http://a.example/" + "%25" * 100_000, status=404),
    "query": answered(b"", url="http://a.example/?" + "a=b?" * 100_000, status=404),
    "slashes": answered(b"", url="http://a.example" + "/" * 500_000, status=404),
    "placeholders": answered(b"{{" * 1_000_000, JSON, url="http://a.example/" + "{{" * 100_000),
    "years": answered(b"", ("Date", "Thu, " + "9" * 100_000), ("Retry-After", "9" * 100_000), status=429),
    "methods": answered(b"", ("Allow", "," * 200_000), status=405),
    "media types": answered(b"", ("Accept", "a/b," * 100_000), ("Content-Type", "a;" * 100_000), status=415),
    "links": answered(b"", ("Deprecation", "@1"), ("Link", "<" * 200_000), status=200),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_explained_within_bounds(name: str) -> None:
    """CPU of this thread, not the clock, and far more than it takes: only what grows without bound can fail."""
    evidence = FLOODS[name]
    began = time.thread_time()
    explanations = explain(evidence)
    assert time.thread_time() - began < 5
    assert all(len(seen) <= 400 for each in explanations for seen in (each.means, each.remedy, *each.evidence))


def test_every_rule_hides_only_rules_that_there_are() -> None:
    names = {rule.name for rule in RULES}
    assert len(names) == len(RULES)
    for rule in RULES:
        assert rule.hides <= names, rule.name
        assert rule.name not in rule.hides


def test_a_rule_is_told_by_the_name_of_its_file() -> None:
    for rule in RULES:
        assert rule.module.rpartition(".")[2] == rule.name.replace("-", "_")
