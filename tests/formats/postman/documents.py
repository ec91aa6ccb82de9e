"""Documents that are almost collections: Postman's names over any values, for tests that must not crash a reader."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEXT = st.text(max_size=6) | st.sampled_from(
    ["a", "GET", "{{x}}", "raw", "formdata", "file", "basic", "test", "a=b&c", "x: y"]
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
WORDS = """
item info name id _postman_id schema description content event listen script exec src packages request url raw protocol
host port path query hash auth user password variable variables key value type disabled enabled method header body mode
urlencoded formdata file graphql operationName options language basic bearer response protocolProfileBehavior proxy
certificate order requests folders folders_order headers headerData data dataMode rawModeData queryParams pathVariables
pathVariableData equals currentHelper helperAttributes tests preRequestScript events values secret $kind items scripts
code settings credentials
"""
NAMES = st.sampled_from(WORDS.split())


def nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists and objects of Postman's names."""
    return st.lists(children, max_size=4) | st.dictionaries(NAMES | TEXT, children, max_size=6)


ANYTHING = st.recursive(SCALAR, nested, max_leaves=15)
OBJECTS = st.dictionaries(NAMES, ANYTHING, max_size=8)
URLS = TEXT | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(["host", "path", "query", "variable", "auth", "port"], ANYTHING)
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["key", "value", "disabled", "description", "type", "src"], SCALAR)
    ),
    max_size=3,
)
BODIES = st.fixed_dictionaries(
    {"mode": st.sampled_from(["raw", "urlencoded", "formdata", "file", "graphql", "odd"])},
    optional={"raw": ANYTHING, "urlencoded": ROWS | TEXT, "formdata": ROWS, "file": ANYTHING, "graphql": OBJECTS},
)
AUTHS = st.fixed_dictionaries({"type": st.sampled_from(["basic", "noauth", "odd"])}, optional={"basic": ROWS | OBJECTS})
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"listen": st.sampled_from(["test", "prerequest"])}, optional={"script": ANYTHING, "disabled": SCALAR}
    ),
    max_size=2,
)
REQUESTS = TEXT | st.fixed_dictionaries(
    {"url": URLS},
    optional={"method": SCALAR, "header": ROWS | TEXT, "body": BODIES, "auth": AUTHS, "description": ANYTHING},
)
STEPS = st.fixed_dictionaries(
    {"request": REQUESTS}, optional={"name": TEXT, "id": TEXT, "event": EVENTS, "variable": ROWS, "response": ANYTHING}
)
ITEMS = st.recursive(
    STEPS | OBJECTS,
    lambda inner: st.fixed_dictionaries(
        {"item": st.lists(inner, max_size=3)}, optional={"name": TEXT, "auth": AUTHS, "event": EVENTS, "variable": ROWS}
    ),
    max_leaves=4,
)
COLLECTIONS = st.fixed_dictionaries(
    {"info": st.fixed_dictionaries({"name": TEXT}, optional={"_postman_id": TEXT, "description": ANYTHING})},
    optional={"item": st.lists(ITEMS, max_size=3), "variable": ROWS, "auth": AUTHS, "event": EVENTS},
)
