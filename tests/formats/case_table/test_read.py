"""Case tables as teams keep them, and the requests and tests that they mean."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.case_table import holds_cases, read_case_table
from assay.formats.postman import url_text
from assay.model.errors import InputError
from assay.model.suite import Folder, Step, Suite


def read(text: str | bytes, name: str = "cases.md") -> Suite:
    return read_case_table(text.encode() if isinstance(text, str) else text, name=name).suite


def steps(suite: Suite) -> list[Step]:
    def below(items: tuple[Folder | Step, ...]) -> list[Step]:
        return [step for item in items for step in (below(item.items) if isinstance(item, Folder) else [item])]

    return below(suite.items)


def one(header: str, row: str) -> Step:
    """The step of a Markdown table with one row."""
    width = header.count("|") + 1
    (step,) = steps(read(f"{header}\n{'|'.join(['-'] * width)}\n{row}\n"))
    return step


def shown(step: Step) -> str:
    return f"{step.request.method} {url_text(step.request.url, path_variables=True)}"


PAGE = """\
# Shop

These are our cases. | Not a table.

Base URL: `http://127.0.0.1:8000/`

## Products

| ID   | Test case | Method | Endpoint       | Params  | Expected status | Expected            |
|------|:---------:|-------:|----------------|---------|-----------------|---------------------|
| P-1  | List      | GET    | `/v1/products` | limit=2 | **200**         | `{"items": [], …}`  |
|      |           |        |                |         |                 |                     |
| P-2  | Unknown   | get    | /v1/products/x | -       | 404 Not Found   | error.code: missing |

```
| ID | Endpoint | Status |
|----|----------|--------|
| no | /code    | 200    |
```

<!--
| ID | Endpoint | Status |
|----|----------|--------|
| no | /comment | 200    |
-->

| Word | Meaning |
|------|---------|
| SKU  | a thing |

Orders
------

### Create

> | # | Call           | Payload                 | As    | Status | Owner |
> |---|----------------|-------------------------|-------|--------|-------|
> | 1 | POST /v1/orders | `{"a": "x\\|y"}`<br>`` | alice | 201    | me    |
"""


def test_a_page() -> None:
    suite = read(PAGE)
    assert suite.name == "Shop"
    assert [(variable.key, variable.value) for variable in suite.variables] == [("base_url", "http://127.0.0.1:8000")]
    products, orders = suite.items
    assert isinstance(products, Folder)
    assert isinstance(orders, Folder)
    assert [products.name, orders.name, orders.items[0].name] == ["Products", "Orders", "Create"]
    assert [step.name for step in steps(suite)] == ["P-1: List", "P-2: Unknown", "1"]
    assert [shown(step) for step in steps(suite)] == [
        "GET {{base_url}}/v1/products?limit=2",
        "GET {{base_url}}/v1/products/x",
        "POST {{base_url}}/v1/orders",
    ]
    order = steps(suite)[2].request
    assert order.body is not None
    assert json.loads(order.body.raw.rstrip("`")) == {"a": "x|y"}
    assert [(row.key, row.value) for row in order.headers] == [("Authorization", "Bearer {{alice_token}}")]
    assert suite.warnings == (
        "The table in line 27 was passed over: it has no column for the endpoint.",
        "The column 'Owner' (line 36) is not used.",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_csv(separator: str, encoding: str) -> None:
    rows = [
        ["Cases of the shop", "", "", "", "", ""],
        ["Test ID", "Scenario", "HTTP Method", "URL", "Request Body", "Expected Status Code"],
        ["1", '"grün, ""so; it|is"""', "POST", "/a", '"{""k"":\n ""v""}"', "201 Created"],
        ["", "", "", "", "", ""],
        ["2", "last", "", "https://api.example.com/x?y=1", "", "2xx"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    suite = read(text.encode(encoding), "cases.csv")
    assert [step.name for step in steps(suite)] == ['1: grün, "so; it|is"', "2: last"]
    assert [shown(step) for step in steps(suite)] == ["POST {{base_url}}/a", "GET https://api.example.com/x?y=1"]
    body = steps(suite)[0].request.body
    assert body is not None
    assert json.loads(body.raw) == {"k": "v"}


def test_csv_folders() -> None:
    suite = read("Module,Name,Path,Code\nA / B,x,/x,200\nC,y,/y,200\nA / B,z,/z,200\n", "t.csv")
    first, second = suite.items
    assert isinstance(first, Folder)
    assert isinstance(second, Folder)
    assert [first.name, first.items[0].name, second.name] == ["A", "B", "C"]
    assert [step.name for step in steps(suite)] == ["x", "z", "y"]


@pytest.mark.parametrize(
    ("endpoint", "params", "expected"),
    [
        ("orders", "", "GET {{base_url}}/orders"),
        ("/orders/{id}", "", "GET {{base_url}}/orders/{{id}}"),
        ("/orders/{id}", "id=7&x=1", "GET {{base_url}}/orders/7?x=1"),
        ("/orders/:id/lines", "id: 7", "GET {{base_url}}/orders/7/lines"),
        ("/orders/:id", "", "GET {{base_url}}/orders/{{id}}"),
        ("/orders/<order_id>", "", "GET {{base_url}}/orders/{{order_id}}"),
        ("{{base_url}}/orders", "", "GET {{base_url}}/orders"),
        ("{{host}}/orders", "", "GET {{host}}/orders"),
        ("localhost:8000/orders", "", "GET localhost:8000/orders"),
        ("api.example.com/orders", "", "GET api.example.com/orders"),
        ("[GET /orders](http://docs)", "", "GET {{base_url}}/orders"),
        ("<https://h/x>", "", "GET https://h/x"),
        ("**DELETE** /orders/1", "", "DELETE {{base_url}}/orders/1"),
        ("/a?b=1&amp;c=2", "d=3", "GET {{base_url}}/a?b=1&c=2&d=3"),
        ("/a", "tag=x&tag=y", "GET {{base_url}}/a?tag=x&tag=y"),
        ("/a", '`{"tag": ["x", "y"], "n": 1}`', "GET {{base_url}}/a?tag=x&tag=y&n=1"),
        ("/a", "?q=a b", "GET {{base_url}}/a?q=a b"),
        ("/a", "page: 1<br>size: 2", "GET {{base_url}}/a?page=1&size=2"),
        ("/a", "page: 1, size: 2", "GET {{base_url}}/a?page=1&size=2"),
        ("/a", "n/a", "GET {{base_url}}/a"),
    ],
)
def test_endpoints(endpoint: str, params: str, expected: str) -> None:
    assert shown(one("endpoint | params | status", f"{endpoint} | {params} | 200")) == expected


@pytest.mark.parametrize(
    ("payload", "mode", "content"),
    [
        ('{"a": 1}', "raw", '{"a": 1}'),
        ('{"a": ', "raw", '{"a":'),
        ('{"a": {{id}}}', "raw", '{"a": {{id}}}'),
        ("[1, 2]", "raw", "[1, 2]"),
        ('`{`<br>` "a": 1`<br>`}`', "raw", '{\n"a": 1\n}'),
        ("a=1&b=x y", "urlencoded", [("a", "1"), ("b", "x y")]),
        ("a=1<br>photo=@cat.png", "formdata", [("a", "1"), ("photo", "")]),
        ("name: Ann<br>- age: 3<br>ok: true<br>no: null", "raw", '{"name": "Ann", "age": 3, "ok": true, "no": null}'),
        ('name: \'Ann\', zip: "012", n: "3"', "raw", '{"name": "Ann", "zip": "012", "n": "3"}'),
        ("just text", "raw", "just text"),
        ("{{payload}}", "raw", "{{payload}}"),
    ],
)
def test_payloads(payload: str, mode: str, content: object) -> None:
    body = one("method | endpoint | payload | status", f"POST | /p | {payload} | 200").request.body
    assert body is not None
    assert body.mode == mode
    rows = body.urlencoded or body.formdata
    assert ([(row.key, row.value) for row in rows] if rows else body.raw) == content


def test_a_payload_of_a_get_is_its_query() -> None:
    assert shown(one("method | url | payload or params", "GET | /p | a=1")) == "GET {{base_url}}/p?a=1"
    assert one("method | url | payload or params", "PUT | /p | a=1").request.body is not None
    assert one("method | url | params", 'POST | /p | {"a": 1}').request.body is not None


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ("alice", "Bearer {{alice_token}}"),
        ("as alice", "Bearer {{alice_token}}"),
        ("as an Admin User", "Bearer {{admin_user_token}}"),
        ("admin token", "Bearer {{admin_token}}"),
        ("{{token}}", "Bearer {{token}}"),
        ("Bearer {{token}}", "Bearer {{token}}"),
        ("Basic {{basic}}", "Basic {{basic}}"),
        ("nobody", None),
        ("-", None),
    ],
)
def test_identities(said: str, header: str | None) -> None:
    step = one("url | auth | status", f"/p | {said} | 200")
    assert [row.value for row in step.request.headers] == ([header] if header else [])
    assert (step.request.auth is not None) == (said == "nobody")


def test_headers() -> None:
    for cell in ("X-A: 1<br>X-B: b c", "X-A: 1; X-B: b c", '`{"X-A": 1, "X-B": "b c"}`'):
        rows = one("url | headers | status", f"/p | {cell} | 200").request.headers
        assert [(row.key, row.value) for row in rows] == [("X-A", "1"), ("X-B", "b c")]


def scripts(status: str, expected: str) -> str:
    step = one("url | status | expected", f"/p | {status} | {expected}")
    return step.scripts[0].source if step.scripts else ""


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("200", "pm.response.to.have.status(200);"),
        ("`201 Created`", "pm.response.to.have.status(201);"),
        ("HTTP 404 - Not Found", "pm.response.to.have.status(404);"),
        ("418 I'm a teapot", "pm.response.to.have.status(418);"),
        ("200 or 201", "to.be.oneOf([200, 201]);"),
        ("200/204", "to.be.oneOf([200, 204]);"),
        ("401 Unauthorized, 403 Forbidden", "to.be.oneOf([401, 403]);"),
        ("2xx", "to.be.within(200, 299);"),
        ("4XX", "to.be.within(400, 499);"),
        ("200-204", "to.be.within(200, 204);"),
        ("200 or 4xx", "[[200, 200], [400, 499]].some("),
        ("not 500", "to.not.be.oneOf([500]);"),
        ("!= 5xx", "to.not.be.within(500, 599);"),
    ],
)
def test_statuses(status: str, line: str) -> None:
    assert line in scripts(status, "")


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ("hello there", ['to.include("hello there");']),
        ('contains "it\'s"', ['to.include("it\'s");']),
        ("contains: x", ['to.include("x");']),
        ('"quoted \\"text\\""', ['to.include("quoted \\"text\\"");']),
        ("Error: it broke!", ['body?.Error, "$.Error").to.eql("it broke!");']),
        ("error.code: X", ['body?.error?.code, "$.error.code").to.eql("X");']),
        ("error.code = X", ['"$.error.code").to.eql("X");']),
        ("$.items[0].id == 3", ['body?.items?.[0]?.id, "$.items[0].id").to.eql(3);']),
        ("$['a b'] != null", ['body?.["a b"], "$[\'a b\']").to.not.eql(null);']),
        ("$ contains 3", ['expect(body, "$").to.include(3);']),
        ("$.id exists", ['"$.id").to.not.equal(undefined);']),
        ("$.a = 1; $.b = 2", ['"$.a").to.eql(1);', '"$.b").to.eql(2);']),
        ("$.a = 1<br>contains b", ['"$.a").to.eql(1);', 'to.include("b");']),
        ('{"a": {"b": 1}, "c": [3, {"d": 4}], "e": [], "f": {}}',
         ['"$.a.b").to.eql(1);', '"$.c").to.include(3);', '_.isMatch(member, {"d": 4})', 'be.an("array")',
          'be.an("object")']),
        ('{"a": "…", ...}', ['"$.a").to.not.equal(undefined);']),
        ('"a": 1', ['"$.a").to.eql(1);']),
        ("empty", ['to.equal("");']),
        ("{not json", ['to.include("{not json");']),
    ],
)  # fmt: skip
def test_expectations(expected: str, lines: list[str]) -> None:
    source = scripts("", f"`{expected}`" if "<br>" not in expected else expected)
    for line in lines:
        assert line in source


def test_a_status_may_stand_in_what_is_expected() -> None:
    for cell in ("201 Created, $.id exists", "201 Created: $.id exists", "201<br>$.id exists"):
        source = one("url | expected", f"/p | {cell}").scripts[0].source
        assert "status(201)" in source
        assert '"$.id"' in source
    assert "include" not in one("url | expected result", "/p | 404 Not Found").scripts[0].source


def test_nothing_expected_asserts_nothing() -> None:
    assert scripts("-", "n/a") == ""


@pytest.mark.parametrize(
    ("text", "name", "what", "where"),
    [
        ("|url|status|\n|-|-|\n|/a|fine|\n", "c.md", "column 'status' cannot be read: 'fine' is no status", "c.md:3"),
        ("|url|status|\n|-|-|\n|/a|999|\n", "c.md", "is no status", "c.md:3"),
        ("|url|status|\n|-|-|\n||200|\n", "c.md", "column 'url' cannot be read: it is empty", "c.md:3"),
        ("Verb,url\nG T,/a\n", "c.csv", "column 'Verb' cannot be read: 'G T' is no HTTP method", "c.csv:2"),
        ("url,params,id\n/a,what?,1\n", "c.csv", "holds no parameters", "c.csv:2"),
        ("url,headers,id\n/a,what?,1\n", "c.csv", "is no header", "c.csv:2"),
        ("url,auth,id\n/a,???,1\n", "c.csv", "names nobody", "c.csv:2"),
        ("method,url,payload,body\nPOST,/a,x,y\n", "c.csv", "holds a body already", "c.csv:2"),
        ('url,id\n"/a\n', "c.csv", "a quote is not closed", "c.csv:2"),
        ('url,id\n"/a"b,1\n', "c.csv", "text follows a closing quote", "c.csv:2"),
        ('url,id\n/a,"1\n2"\n/b,1,2,3\n', "c.csv", "has 4 cells", "c.csv:4"),
        ("", "c.md", "no case table", "c.md"),
        ("# Nothing\n", "c.md", "no case table", "c.md"),
        ("|url|status|\n|-|-|\n", "c.md", "no case table", "c.md"),
        ("a,b\n1,2\n", "c.csv", "no case table", "c.csv"),
    ],
)
def test_bad_tables(text: str, name: str, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what.replace("(", r"\(").replace("?", r"\?")) as caught:
        read(text, name)
    assert caught.value.where == where


def test_recognised_by_what_is_in_it() -> None:
    assert holds_cases(PAGE.encode(), name="anything")
    assert holds_cases(b"url;status\n/a;200\n", name="anything")
    assert not holds_cases(b'{"info": {}, "item": []}', name="c.json")
    assert not holds_cases(b"# Read me\n", name="README.md")


PIECES = st.sampled_from(
    ["|", "\n", "-", "`", "``", "\\", "<br>", "|url|status|\n|-|-|\n", "url,status\n", '"', "200", "/a", "{", "}", "[",
     "&amp;", "**", "```\n", "<!--", "-->", "# h\n", "\x00", "\u2028", "\ud800", "é", "(", ")", "=", "&", ":", ";", " "]
)  # fmt: skip


@given(text=st.lists(PIECES, max_size=40).map("".join), name=st.sampled_from(["a.md", "a.csv", "a.txt"]))
def test_anything_at_all(text: str, name: str) -> None:
    try:
        suite = read(text.encode("utf-8", "surrogatepass"), name)
    except InputError:
        return
    assert steps(suite)


@given(data=st.binary(max_size=200))
def test_bytes(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read(data, "a.md")


@pytest.mark.parametrize(
    "text",
    [
        "`" * 200_000,
        "`a" * 100_000,
        "|url|status|\n|-|-|\n|" + "`" * 100_000 + "|200|\n",
        "|url|status|\n|-|-|\n|" + "`a``b" * 20_000 + "|200|\n",
        "|url|status|\n|-|-|\n|/a|" + "200 or " * 20_000 + "|\n",
        "|url|expected|\n|-|-|\n|/a|" + "a." * 50_000 + "|\n",
        "|url|expected|\n|-|-|\n|/a|" + "[" * 50_000 + "|\n",
        "|url|payload|\n|-|-|\n|/a|" + "a=1&" * 30_000 + " |\n",
        "|url|payload|\n|-|-|\n|/a|" + "a: 1, " * 30_000 + "!|\n",
        "|url|id|\n|-|-|\n|/a|" + "**a" * 50_000 + "|\n",
        "|url|id|\n|-|-|\n|/a|" + "[" * 50_000 + "|\n",
        "<!--" * 50_000,
        "|" * 100_000 + "\n" + "|-" * 100_000 + "|\n",
        "# " + "#" * 100_000 + "a" * 10,
        "# " + " " * 100_000 + "x",
        "base url " + ":" * 100_000,
    ],
    ids=range(16),
)
def test_hostile_text_takes_no_time_of_its_own(text: str) -> None:
    """Each of these takes minutes where a pattern goes back and forth."""
    with contextlib.suppress(InputError):
        read(text)
