"""The page is one file, within its size, and holds its data where nothing can break out."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import tracemalloc
import zlib
from typing import Any

import pytest

from assay.report.html import html
from assay.report.html.blocks import Packer
from assay.report.turns import Turn, Turns

from .story import Step, Story, Verdict, answer, cut_short, hostile, shop, wrong


def page(story: Story) -> str:
    return "".join(html(story))


def rows(text: str) -> list[Any]:
    found = re.findall(r'<script type="application/json" class="rows">(.*?)</script>', text, re.DOTALL)
    return [row for block in found for row in json.loads(block, parse_constant=no_constant)]


def details(text: str) -> list[Any]:
    found = re.findall(r'<script type="text/plain" class="block">(.*?)</script>', text, re.DOTALL)
    return [one for block in found for one in unpacked(block)]


def unpacked(block: str) -> list[Any]:
    listed: list[Any] = json.loads(zlib.decompress(base64.b64decode(block)), parse_constant=no_constant)
    return listed


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def told(text: str) -> dict[str, Any]:
    found = re.search(r'id="run">(.*?)</script>', text, re.DOTALL)
    assert found
    run: dict[str, Any] = json.loads(found[1])
    return run


def turns_of(story: Story) -> list[Turn]:
    turns = Turns()
    return [turn for record in story() if (turn := turns.feed(record)) is not None]


def test_rows_and_details_go_together() -> None:
    text = page(shop(iterations=20))
    assert len(rows(text)) == len(details(text)) == 140
    first_row, first = rows(text)[0], details(text)[0]
    assert first_row[:3] == ["Get one", ["Outer", "Inner"], "GET"]
    assert first["exchanges"][first["main"]]["response"]["body"]["text"] == '{"hello":"world"}'
    assert [failure["title"] for failure in first["failures"]] == ["says world"]
    assert told(text)["failures"] == 80


def test_nothing_outside_is_asked_for() -> None:
    text = page(shop())
    without_data = re.sub(r'<script type="[^"]*"[^>]*>.*?</script>', "", text, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?!data:)\w""", without_data.split("<script>")[0])
    assert "default-src 'none'" in text


def test_the_policy_lets_only_our_script_run() -> None:
    text = page(shop())
    script = text[text.rindex("<script>") + len("<script>") : text.rindex("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "</" not in script


def test_hostile_text_cannot_end_its_element() -> None:
    text = page(hostile(iterations=2))
    assert text.count("<script") == text.count("</script>") == 4
    assert "boom()</script>" not in text.replace("&lt;", "<")[text.index("<body>") :]
    assert len(rows(text)) == 6
    text.encode("utf-8")


def test_every_killed_run_gives_a_whole_page() -> None:
    for story in cut_short(shop()):
        text = page(story)
        assert text.endswith("</html>\n")
        assert told(text)["ending"] == "cut short"
        assert len(rows(text)) == len(details(text))


def test_each_part_of_a_turn_is_bounded_and_says_so() -> None:
    step = Step(
        "x" * 100_000,
        ("f" * 100_000,) * 30,
        body=b"b" * 1_000_000,
        outcome=answer(b"r" * 1_000_000, X_Long="h" * 100_000),
        asserts=tuple(Verdict(f"a{number}" * 1000) for number in range(2000)),
        logs=tuple(("l" * 100_000,) for _ in range(500)),
        sends=(answer(),) * 200,
        visualizer="v" * 1_000_000,
    )
    (one,) = details(page(Story(step)))
    main = one["exchanges"][one["main"]]
    assert len(main["response"]["body"]["text"]) == 16 * 1024
    assert main["response"]["body"]["size"] == 1_000_000
    assert main["response"]["body"]["whole"] is False
    assert one["picture"] | {"html": ""} == {"html": "", "size": 1_000_000, "whole": False}
    assert one["left_out"] == {"exchanges": 151, "assertions": 1500, "logs": 300, "events": 0}
    assert len(json.dumps(one)) < 5_000_000


def test_bodies_are_shortened_until_the_page_fits() -> None:
    chance = random.Random(1)  # bytes that do not compress
    noise = [base64.b64encode(chance.randbytes(15_000)) for _ in range(50)]
    turns = turns_of(Story(*(Step(f"s{number}", outcome=answer(body)) for number, body in enumerate(noise))))
    roomy, narrow = Packer(50, 10_000_000).pack(turns), Packer(50, 200_000).pack(turns)
    assert len(roomy) > 600_000
    assert len(narrow) <= 200_000
    bodies = [one["exchanges"][0]["response"]["body"] for one in unpacked(narrow)]
    assert {body["whole"] for body in bodies} == {False}
    assert {body["size"] for body in bodies} == {20_000}


def test_room_that_is_not_used_is_passed_on() -> None:
    noise = base64.b64encode(random.Random(1).randbytes(12_000))
    small, large = turns_of(Story(Step("a"))), turns_of(Story(Step("b", outcome=answer(noise))))
    packer = Packer(2, 40_000)
    packer.pack(small)
    assert unpacked(packer.pack(large))[0]["exchanges"][0]["response"]["body"]["whole"] is True


@pytest.mark.proof
def test_ten_thousand_exchanges_that_do_not_compress_stay_under_fifty_megabytes() -> None:
    chance = random.Random(1)
    noise = [base64.b64encode(chance.randbytes(15_000)) for _ in range(500)]
    steps = [
        Step(f"s{number}", outcome=answer(body), body=body, asserts=(Verdict("a"),))
        for number, body in enumerate(noise)
    ]
    size = sum(len(piece.encode()) for piece in html(Story(*steps, iterations=20)))
    assert size < 50_000_000


def test_of_a_very_long_run_every_failure_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.report.html.page.MOST_TURNS", 50)
    story = Story(Step("good"), Step("bad", asserts=(wrong("a", "no"),)), iterations=40)
    text = page(story)
    assert [row[0] for row in rows(text)].count("bad") == 40
    assert len(rows(text)) == 50
    assert told(text)["left_out"] == 30


def test_memory_does_not_grow_with_the_run() -> None:
    step = Step("x", outcome=answer(b"x" * 20_000), asserts=(Verdict("a"), wrong("b", "no")))

    def peak(iterations: int) -> int:
        tracemalloc.start()
        for _ in html(Story(step, iterations=iterations)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(60)
    assert peak(300) < peak(100) * 1.5 + 300_000
