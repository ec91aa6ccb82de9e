"""Any document at all: a contract or an InputError, and every contract can be used."""

import json
import random
from contextlib import suppress
from copy import deepcopy

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.contract.matching import Match, Routes
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.demo import resources
from assay.formats.openapi import read_openapi
from assay.formats.openapi.collection import to_document
from assay.formats.postman.write import collection_json
from assay.model.errors import InputError
from assay.model.http import BytesPart, Header, Request, Response

SHOP = json.dumps(yaml.safe_load(resources.contract().read_bytes()))

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 500)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)
KEYS = st.from_regex(
    r"get|post|parameters|requestBody|responses|200|4XX|default|content|application/json|schema|\$ref|name|in|query|path|"
    r"body|formData|required|type|string|integer|object|array|items|properties|allOf|anyOf|oneOf|nullable|enum|example|"
    r"examples|security|servers|url|variables|tags|operationId|summary|style|explode|headers|components|schemas|"
    r"additionalProperties|discriminator|propertyName|mapping|format|pattern|minimum|maximum|minItems|uniqueItems|"
    r"consumes|produces|definitions|#/components/schemas/A|#/definitions/A|#/paths/~1a",
    fullmatch=True,
)
MESSY = st.recursive(
    VALUES | KEYS | st.builds(lambda ref: {"$ref": ref}, KEYS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)
PATHS = st.dictionaries(st.sampled_from(["/a", "/a/{b}", "/a/{b}/{c}.{d}", "c", "/{"]), MESSY, max_size=3)


def used(contract):
    """All that is done with a contract, done."""
    collection_json(to_document(contract).suite)
    routes = Routes(contract)
    for operation in contract.operations[:5]:
        found = routes.find(operation.method, operation.path.replace("{", "").replace("}", ""))
        if isinstance(found, Match):
            headers = (Header("Content-Type", "application/json"),)
            request = Request(
                id="1", method="POST", url="/a?b=1", headers=headers, body=(BytesPart(data=b'{"a":[1]}'),)
            )
            judge_request(contract, found, request)
            judge_response(contract, found, Response(status=200, headers=headers, body=b'{"a":[1]}'))


@settings(max_examples=120, deadline=None)
@given(
    data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode), name=st.sampled_from(["a.json", "a.yaml", "a"])
)
def test_any_bytes(data, name):
    with suppress(InputError):
        read_openapi({name: data}, name)


@settings(max_examples=200, deadline=None)
@given(paths=PATHS, components=MESSY, more=MESSY, version=st.sampled_from(["2.0", "3.0.0", "3.1.0", "3.2.0"]))
def test_any_structure(paths, components, more, version):
    key = "swagger" if version == "2.0" else "openapi"
    extra = more if isinstance(more, dict) else {}
    document = {**extra, key: version, "paths": paths, "components": components, "definitions": components}
    used(read_openapi({"a.json": json.dumps(document).encode()}, "a.json"))


def mutants(count):
    """The shop's contract with parts of it exchanged for others, or for nonsense."""
    chance = random.Random(7)
    nonsense = [None, [], {}, "x", -1, True, {"$ref": "#/components/schemas/Order"}, {"$ref": "#/nowhere"}, [[]], "{a}"]
    for _ in range(count):
        document = json.loads(SHOP)
        for _ in range(chance.randrange(1, 30)):
            node, key = document, None
            while isinstance(node, dict | list) and node and (key is None or chance.random() < 0.85):
                parent, key = node, chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
                node = node[key]
            if key not in ("openapi", None):
                parent[key] = deepcopy(chance.choice(nonsense))
        yield document


def test_a_good_document_gone_bad():
    for document in mutants(40):
        used(read_openapi({"a.json": json.dumps(document).encode()}, "a.json"))
