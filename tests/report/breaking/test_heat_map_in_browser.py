"""The heat map of a breaking run, opened from a file in a real browser: colours, keyboard, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.event import Endured, Found, ItemRef, Record, RunEnded, RunStarted
from assay.model.finding import Finding
from assay.report.probing.html import html
from tests.report.browser import Page, opened_browser

LEAK = Finding(
    rule="fault-leaked", title="An answer tells of the dependency", severity="high", confidence="confirmed",
    basis="effect", operation="POST /orders", where="stock POST /holds", message="It tells <b>its</b> address.",
)  # fmt: skip
CELLS = (
    ("silent", "held", "", ()),
    ("status-500", "broken", "It tells its <address>.", ("fault-leaked",)),
    ("null-field /a", "held", "", ()),
    ("null-field /b", "suspected", "It makes no sense.", ("dependency-answer-unchecked",)),
    ("dribble", "unmet", "The API did not make the call this time.", ()),
)


def records() -> Iterator[Record]:
    started = RunStarted(
        run="1", command="break", name="Shop", suite={}, environment={}, globals={}, iterations=1, items=0, seed=0,
        version="1",
    )  # fmt: skip
    yield Record(at=1.0, event=started)
    for fault, verdict, message, rules in CELLS:
        cell = Endured(
            operation="POST /orders", dependency="stock", call="POST /holds", fault=fault, status=503, seconds=0.1,
            verdict=verdict, message=message, rules=rules,  # type: ignore[arg-type]  # one of the four
        )  # fmt: skip
        yield Record(at=2.0, event=cell)
    yield Record(at=3.0, event=Found(item=ItemRef(id="1", name="x"), finding=LEAK))
    yield Record(at=4.0, event=RunEnded(ending="finished"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path = tmp_path_factory.mktemp("heat") / "matrix.html"
    path.write_text("".join(html(records)), encoding="utf-8")
    with opened_browser() as page:
        page.window.get(path.as_uri())
        yield page


def marks(page: Page) -> list[str]:
    return list(page.run("return [...document.querySelectorAll('.heat td')].map(one => one.innerText.trim())"))


def test_each_cell_shows_the_worst_of_its_trials(page: Page) -> None:
    assert marks(page) == ["✓", "✗", "?", "·"]
    assert page.complaints() == []
    heads = page.run("return [...document.querySelectorAll('.heat th.fault')].map(one => one.textContent)")
    assert heads == ["silent", "status-500", "null-field", "dribble"]


def test_what_is_told_is_text(page: Page) -> None:
    label = page.run("return document.querySelector('.heat .broken a').getAttribute('aria-label')")
    assert label.endswith("It tells its <address>.")
    assert page.run("return document.querySelectorAll('.heat address').length") == 0


def test_the_keyboard_goes_from_cell_to_cell_and_to_the_finding(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.run("document.querySelector('.heat .broken a').focus()")
    told = "getComputedStyle(document.activeElement, '::after').content"
    assert "<address>" in page.run(f"return {told}")
    page.keys(Keys.TAB)
    assert page.run("return document.activeElement.parentElement.className") == "suspected"
    page.keys(Keys.TAB)
    assert page.run("return document.activeElement.parentElement.className") == "unmet"
    page.run("document.querySelector('.heat .broken a').focus()")
    page.keys(Keys.ENTER)
    page.until("document.querySelector('details.high').open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_in_light_and_dark(page: Page, scheme: str) -> None:
    page.window.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    colours = {
        name: page.run(f"return getComputedStyle(document.querySelector('.heat .{name}')).backgroundColor")
        for name in ("held", "broken", "suspected")
    }
    assert len(set(colours.values())) == 3
    row = page.run(
        "const s = getComputedStyle(document.querySelector('.heat th.row')); return [s.color, s.backgroundColor]"
    )
    assert row[0] != row[1]
