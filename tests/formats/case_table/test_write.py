"""A suite as a case table: what it holds comes back, and the losses name the rest."""

from __future__ import annotations

import string
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.case_table import read_case_table, write_case_table
from assay.formats.case_table.script_reading import read_script
from assay.formats.postman import parse_url
from assay.model.suite import Auth, BodyTemplate, Entry, Folder, RequestTemplate, Script, Step, Suite
from assay.model.variable import Variable

Kind = Literal["markdown", "csv"]


def suite_of(*items: Folder | Step, **more: Any) -> Suite:
    return Suite(id="s", name="Shop", items=items, **more)


def step_of(name: str = "x", test: str = "", **request: Any) -> Step:
    template = RequestTemplate(**({"url": parse_url("{{base_url}}/x")} | request))
    scripts = (Script(id="t", listen="test", source=test),) if test else ()
    return Step(id="i", name=name, request=template, scripts=scripts)


def text_of(suite: Suite, kind: Kind = "markdown") -> tuple[str, list[tuple[str, str]]]:
    written = write_case_table(suite, kind=kind)
    ((_, data),) = written.files.items()
    return data.decode(), [(loss.where, loss.what) for loss in written.losses]


def test_markdown() -> None:
    test = 'pm.test("ok", () => {\n  pm.response.to.have.status(201);\n});\n'
    create = step_of(
        "C-1: Create | one",
        test,
        method="POST",
        url=parse_url("{{base_url}}/v1/orders?dry=1"),
        headers=(Entry(key="Authorization", value="Bearer {{alice_token}}"), Entry(key="X-A", value="`1`")),
        body=BodyTemplate(mode="raw", raw='{\n  "a": "x|y"\n}', language="json"),
    )
    suite = suite_of(Folder(id="f", name="Orders", items=(create,)), step_of("Ping"),
                     variables=(Variable(key="base_url", value="http://127.0.0.1:8000"),))  # fmt: skip
    text, losses = text_of(suite)
    assert losses == []
    assert (
        text
        == """\
# Shop

Base URL: http://127.0.0.1:8000

## Orders

| id | description | method | endpoint | params | headers | as | body | expected status |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| C-1 | `Create \\| one` | POST | `/v1/orders` | `dry=1` | `` X-A: `1` `` | alice | `{"a": "x\\|y"}` | 201 |

| id | description | method | endpoint | params | headers | as | body | expected status |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
|  | Ping | GET | `/x` |  |  |  |  |  |
"""
    )


@pytest.mark.parametrize(
    ("item", "lost"),
    [
        (step_of(test="pm.environment.set('a', 1);"), "what the test script does beside its tests"),
        (step_of(test="pm.test('is fast', () => { pm.expect(pm.response.responseTime).to.be.below(200) });"),
         "the test 'is fast'"),
        (Step(id="i", name="x", request=RequestTemplate(url=parse_url("/x")),
              scripts=(Script(id="p", listen="prerequest", source="1"),)), "the pre-request script"),
        (step_of(auth=Auth(type="digest")), "the digest authentication"),
        (step_of(headers=(Entry(key="a", value="b", enabled=False),)), "what is switched off (headers, parameters)"),
        (step_of(body=BodyTemplate(mode="file", src="a.bin")), "the body, which is the file a.bin"),
        (step_of(body=BodyTemplate(mode="graphql", graphql={"query": "{ a }"})),
         "the GraphQL query as such (its JSON is written)"),
        (Step(id="i", name="x", request=RequestTemplate(url=parse_url("/x")), examples=({"code": 200},),
              settings={"strictSSL": False}, description="d"), "the saved examples"),
    ],
)  # fmt: skip
def test_losses_of_a_step(item: Step, lost: str) -> None:
    assert ("x", lost) in text_of(suite_of(item))[1]


def test_losses_of_a_suite() -> None:
    folder = Folder(id="f", name="F", items=(), scripts=(Script(id="s", listen="test", source="1"),), description="d")
    suite = suite_of(folder, step_of(), variables=(Variable(key="v", value=1),),
                     scripts=(Script(id="s", listen="prerequest", source="1"),))  # fmt: skip
    assert text_of(suite, "csv")[1] == [
        ("", "the variable v"),
        ("", "the pre-request script that all of its requests share"),
        ("F", "the test script that all of its requests share"),
        ("F", "the description"),
        ("F", "the folder, which is empty"),
    ]


@pytest.mark.parametrize(
    ("source", "status", "beyond"),
    [
        ('pm.test("a", function () { pm.response.to.have.status(200); });', "200", 0),
        ("pm.test('a', () => { pm.expect(pm.response.code).to.equal(404) })", "404", 0),
        ("pm.test('a', () => { pm.expect(pm.response.code).to.be.oneOf([200,201]); });", "200 or 201", 0),
        ("pm.test('a', () => { pm.response.to.be.success; });", "2xx", 0),
        ("pm.test('a) { //', () => { pm.response.to.have.status(200); }); // done", "200", 0),
        ("pm.test('a', () => { pm.response.to.have.status(200); pm.expect(1).to.eql(1); });", "200", 1),
        ("pm.test('a', () => pm.response.to.have.status(200));", "200", 0),
        ("pm.test('a', () => { // what\n pm.response.to.have.status(200) /* { */ });", "200", 0),
        ("if (x) { pm.test('a', () => { pm.response.to.have.status(200); }); }", "200", 1),
        ("pm.test(`a${1}`, f);", None, 1),
        ("pm.test('open'", None, 1),
        ("tests['a'] = responseCode.code === 200;", None, 1),
    ],
)
def test_scripts_of_others(source: str, status: str | None, beyond: int) -> None:
    found = read_script(source)
    assert (found.status.text if found.status else None) == status
    assert len(found.beyond) == beyond


WORDS = st.text(string.ascii_letters + string.digits + "äß-_.~", min_size=1, max_size=8)
TEXTS = (
    st.text(string.ascii_letters + string.digits + " |`\\\"'<>&*_{}[]()#$%;:,.!?=/äß…", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text.lower() not in ("", "-", "na", "any", "*", "nil", "none", "tbd"))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
).filter(lambda value: isinstance(value, dict | list))


@st.composite
def cells(draw: st.DrawFn) -> list[str]:
    """A row that a person may have written."""
    import json

    body = draw(st.none() | JSON | st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3))
    payload = ""
    if isinstance(body, list) and body and isinstance(body[0], tuple):
        payload = "&".join(f"{name}={value}" for name, value in body)
    elif body is not None:
        payload = json.dumps(body)
    expected = draw(
        st.just("")
        | JSON.map(json.dumps)
        | TEXTS.map(lambda text: f"contains {json.dumps(text)}")
        | st.tuples(WORDS, TEXTS).map(lambda pair: f"$['{pair[0]}'] = {json.dumps(pair[1])}")
    )
    return [
        draw(st.from_regex(r"[A-Z]{1,3}-[0-9]{1,3}", fullmatch=True)),
        draw(WORDS),
        draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"])),
        "/" + "/".join(draw(st.lists(WORDS, min_size=1, max_size=3))),
        draw(st.lists(st.tuples(WORDS, WORDS), max_size=2).map(lambda rows: "&".join(f"{k}={v}" for k, v in rows))),
        payload,
        draw(st.sampled_from(["", "alice", "nobody", "Bearer {{t}}"])),
        draw(st.sampled_from(["", "200", "2xx", "200 or 404", "not 500", "400-499"])),
        expected,
    ]


HEADER = ["id", "description", "method", "endpoint", "params", "body", "as", "expected status", "expected"]


def meaning(suite: Suite) -> list[Any]:
    def below(items: tuple[Folder | Step, ...]) -> list[Any]:
        return [
            (item.name, below(item.items))
            if isinstance(item, Folder)
            else (item.name, item.request, tuple(script.source for script in item.scripts))
            for item in items
        ]

    return below(suite.items)


@given(rows=st.lists(cells(), min_size=1, max_size=3), kind=st.sampled_from(["markdown", "csv"]))
def test_what_was_a_table_comes_back_the_same(rows: list[list[str]], kind: Kind) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    suite = read_case_table(out.getvalue().encode(), name="a.csv").suite
    text, losses = text_of(suite, kind)
    assert losses == []
    again = read_case_table(text.encode(), name="cases.md" if kind == "markdown" else "cases.csv").suite
    assert meaning(again) == meaning(suite)


ENTRIES = st.builds(Entry, key=TEXTS, value=TEXTS, enabled=st.booleans())
STEPS = st.builds(
    Step,
    id=st.just("i"),
    name=TEXTS,
    request=st.builds(
        RequestTemplate,
        method=st.sampled_from(["GET", "POST", "x y"]),
        url=TEXTS.map(parse_url),
        headers=st.lists(ENTRIES, max_size=2).map(tuple),
        body=st.none() | st.builds(BodyTemplate, mode=st.just("raw"), raw=TEXTS)
        | st.builds(BodyTemplate, mode=st.just("formdata"), formdata=st.lists(ENTRIES, max_size=2).map(tuple)),
        auth=st.none() | st.sampled_from([Auth(type="noauth"), Auth(type="bearer", params={"token": "t"})]),
    ),
    scripts=st.lists(st.builds(Script, id=st.just("s"), listen=st.sampled_from(["test", "prerequest"]), source=TEXTS),
                     max_size=2).map(tuple),
)  # fmt: skip


@given(items=st.lists(STEPS, min_size=1, max_size=3), kind=st.sampled_from(["markdown", "csv"]))
def test_any_suite_can_be_written(items: list[Step], kind: Kind) -> None:
    """Where a reader would refuse a cell, the losses say so; otherwise the table can be read."""
    suite = suite_of(*items)
    text, losses = text_of(suite, kind)
    if not any("refuse" in what for _, what in losses):
        read_case_table(text.encode(), name="a.md" if kind == "markdown" else "a.csv")
