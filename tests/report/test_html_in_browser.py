"""The page in a real Chromium: opened, clicked, searched, driven by keys, and attacked by what it shows."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.report.html import html

from .browser import Page, opened_browser
from .story import HOSTILE, Step, Story, Verdict, answer, hostile, shop, wrong

ENTER, ESCAPE, DOWN, UP, END, HOME = "\ue007", "\ue00c", "\ue015", "\ue013", "\ue010", "\ue011"


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with opened_browser() as page:
        yield page


@pytest.fixture
def show(browser: Page) -> Iterator[Page]:
    yield browser
    browser.window.get("about:blank")


def written(story: Story, tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text("".join(html(story)), encoding="utf-8")
    return path


def test_it_opens_on_the_first_failure(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(iterations=2, rows=[{"user": "bob"}, {"user": "eve"}]), tmp_path))
    assert show.text("#name") == "Shop"
    assert show.text("#verdict") == "8 failures"
    assert show.text("#count") == "14 requests"
    assert show.names()[:4] == ["Get one", "Post", "Dead", "Skip"]
    show.shows(1)
    text = show.text("#details")
    for wanted in ("Outer / Inner", "200 OK", "says world", "'wörld'", '"hello": "world"', "iteration 1: user=bob"):
        assert wanted in text
    assert show.complaints() == []


def test_a_click_opens_a_request(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(), tmp_path))
    show.click("[data-index='5']")
    show.shows(6)
    assert show.text("#details h2") == "Moved"
    assert "302" in show.text("#details")
    show.click("#details details.sub:not([open]) > summary")
    assert show.run("return document.querySelectorAll('#details iframe[sandbox=\"\"]').length") == 1
    show.click("[data-index='4']")
    show.shows(5)
    assert "passed on attempt 2" in show.text("#details")
    assert "no answer, sent again" in show.text("#details")


def test_search_and_filters(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(iterations=3), tmp_path))
    show.click("#search")
    show.keys("fla", "ky")
    assert show.names() == ["Flaky"] * 3
    assert show.text("#count") == "3 of 21"
    show.keys(ESCAPE)
    assert show.text("#count") == "21 requests"
    show.click("[data-outcome='failed']")
    assert show.text("#count") == "12 of 21"
    assert set(show.names()) == {"Get one", "Post", "Dead", "Sends"}
    show.click("[data-folder='Outer']")
    assert set(show.names()) == {"Get one", "Post"}
    show.click("[data-folder='Outer / Inner']")
    assert set(show.names()) == {"Get one"}
    show.click("#iteration")
    show.keys("2")
    assert show.text("#count") == "1 of 21"
    show.click("#search")
    show.keys("nothing like that")
    assert "Nothing passes these filters" in show.text("#scroll")
    assert show.complaints() == []


@pytest.mark.parametrize("words", ["wörld deeply", "500 post", "econnrefused", "status is 200"])
def test_search_finds_messages_statuses_and_assertions(show: Page, tmp_path: Path, words: str) -> None:
    show.open(written(shop(), tmp_path))
    show.click("#search")
    show.keys(words)
    assert len(show.names()) == 1


def test_orders(show: Page, tmp_path: Path) -> None:
    steps = [Step(f"s{number}", milliseconds=number, outcome=answer(b"x" * (10 - number))) for number in (3, 1, 2)]
    show.open(written(Story(*steps), tmp_path))

    def by(order: str) -> list[str]:
        show.run(
            "const one = document.getElementById('order'); one.value = arguments[0];"
            "one.dispatchEvent(new Event('change'))",
            order,
        )
        return show.names()

    assert by("slow") == ["s3", "s2", "s1"]
    assert by("large") == ["s1", "s2", "s3"]
    assert by("run") == ["s3", "s1", "s2"]


def test_everything_can_be_reached_by_keys(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(), tmp_path))
    show.keys("/", "get")
    assert show.run("return document.activeElement.id") == "search"
    show.keys(DOWN)
    assert show.run("return document.activeElement.id") == "scroll"
    show.shows(1)
    show.keys("/", ESCAPE)
    show.keys(DOWN, DOWN)
    show.shows(3)
    show.keys(UP)
    show.shows(2)
    show.keys("n")
    show.shows(3)
    show.keys("n")
    show.shows(7)
    show.keys("p", "p")
    show.shows(2)
    show.keys(END)
    show.shows(7)
    show.keys(HOME, ENTER)
    show.shows(1)
    assert show.run("return document.activeElement.id") == "details"
    show.keys(ESCAPE)
    assert show.run("return document.activeElement.id") == "scroll"
    selected = show.run(
        "return document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
        ".getAttribute('aria-selected')"
    )
    assert selected == "true"


def test_only_the_rows_in_sight_exist(show: Page, tmp_path: Path) -> None:
    show.open(written(Story(Step("a"), Step("b"), iterations=1000), tmp_path))
    assert show.text("#count") == "2,000 requests"
    assert len(show.names()) < 60
    show.click("[data-index='0']")
    show.keys(END)
    show.shows(2000)
    assert show.run("return document.querySelector('[data-index=\"1999\"]').getAttribute('aria-selected')") == "true"
    assert len(show.names()) < 60
    show.keys(HOME)
    show.shows(1)


def test_an_address_leads_to_a_request(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(), tmp_path), "#4")
    show.shows(4)
    show.keys("n")
    show.until("location.hash !== '#4'")


def test_light_and_dark(show: Page, tmp_path: Path) -> None:
    show.open(written(shop(), tmp_path))
    ground = "return getComputedStyle(document.body).backgroundColor"
    before = show.run(ground)
    show.click("#theme")
    assert show.run(ground) != before
    show.click("#theme")
    assert show.run(ground) == before


def test_json_keeps_its_numbers_and_can_be_seen_raw(show: Page, tmp_path: Path) -> None:
    body = b'{"big":12345678901234567890,"exact":1.10,"list":[],"deep":{"a":[1,"x\\"y"]}}'
    show.open(written(Story(Step("x", outcome=answer(body))), tmp_path))
    show.shows(1)
    shown = show.text("#details pre")
    assert '"big": 12345678901234567890,' in shown
    assert '"exact": 1.10,' in shown
    assert '"list": [],' in shown
    assert json.loads(shown) == json.loads(body)
    show.click("#details .part h3 button")
    assert show.text("#details pre") == body.decode()


def test_what_was_cut_is_told(show: Page, tmp_path: Path) -> None:
    story = Story(
        Step("x", outcome=answer(b"y" * 100_000), logs=tuple(("z",) for _ in range(300))), ending="interrupted"
    )
    show.open(written(story, tmp_path))
    show.shows(1)
    assert "The first 16,384 characters of 100 kB" in show.text("#details")
    assert "100 more logs in the log" in show.text("#details")
    assert "did not come to its end" in show.text("#notice")


def test_hostile_content_does_not_run(show: Page, tmp_path: Path) -> None:
    show.open(written(hostile(iterations=2), tmp_path))
    scripts = show.run("return document.scripts.length")
    for number in range(1, 7):
        show.click(f"[data-index='{number - 1}']")
        show.shows(number)
        for script in ("'img'", "'script[src]'", "'[onerror]'"):
            assert show.run(f"return document.querySelectorAll({script}).length") == 0
    show.click("[data-index='0']")
    show.shows(1)
    show.until("document.querySelector('iframe')")
    assert show.run("return document.scripts.length") == scripts
    assert "boom" not in show.run("return typeof window.boom + typeof window.boomed")
    assert show.run("return document.title").startswith("</script>")
    assert "\\u202e" in show.text("#name")
    assert not [line for line in show.complaints() if "boom is not defined" in line]


def test_nothing_is_fetched_whatever_a_visualizer_wants(show: Page, tmp_path: Path) -> None:
    seen: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        picture = (
            f'<meta http-equiv="refresh" content="0;url={there}/refresh"><link rel=stylesheet href="{there}/css">'
            f'<img src="{there}/img"><script src="{there}/js"></script><iframe src="{there}/frame"></iframe>'
            f'<style>@import "{there}/import"; body {{ background: url({there}/bg) }}</style><p id=ok>drawn</p>'
            f'<video src="{there}/video"></video><object data="{there}/object"></object>'
        )
        show.open(written(Story(Step("x", visualizer=picture, outcome=answer(HOSTILE.encode()))), tmp_path))
        show.shows(1)
        frame = show.run("return document.querySelector('iframe')")
        show.window.switch_to.frame(frame)
        show.until("document.getElementById('ok')")
        show.window.switch_to.default_content()
        server.shutdown()
    assert seen == []


def test_an_empty_run(show: Page, tmp_path: Path) -> None:
    show.open(written(Story(), tmp_path))
    assert show.text("#verdict") == "nothing was sent"
    assert "Nothing was sent" in show.text("#scroll")
    assert show.complaints() == []


def test_many_failures_are_walked_in_order(show: Page, tmp_path: Path) -> None:
    steps = [
        Step(f"s{number}", asserts=(wrong("a", "no"),) if number % 3 == 0 else (Verdict("a"),)) for number in range(9)
    ]
    show.open(written(Story(*steps), tmp_path))
    for number in (1, 4, 7):
        show.shows(number)
        show.keys("n")
    show.shows(7)
