"""The demo shop's own contract, read whole."""

from assay.demo import resources
from assay.formats.openapi import read_openapi

SHOP = read_openapi({"openapi.yaml": resources.contract().read_bytes()}, "openapi.yaml")


def operation(name):
    return next(one for one in SHOP.operations if one.name == name)


def test_says_nothing_against_a_good_document():
    assert SHOP.warnings == ()
    assert (SHOP.title, SHOP.version, SHOP.dialect, SHOP.servers) == ("assay demo shop", "1.0.0", "3.1", ("/",))


def test_reads_every_operation():
    assert len(SHOP.operations) == 58
    assert len({one.name for one in SHOP.operations}) == 58
    assert all(one.id and one.tags and one.answers for one in SHOP.operations)


def test_inherits_parameters_from_the_path_and_security_from_the_document():
    found = operation("PUT /v1/products/{product_id}")
    assert [(one.name, one.place, one.required) for one in found.parameters] == [
        ("product_id", "path", True),
        ("If-Match", "header", False),
    ]
    assert found.security == (("bearerAuth",),)
    assert operation("GET /health").security == ()


def test_keeps_the_names_of_schemas_and_what_they_say_of_direction():
    user = SHOP.definitions["User"]
    assert user["properties"]["id"] == {"$ref": "#/$defs/UserId", "readOnly": True}
    assert SHOP.definitions["UserId"]["examples"] == ["usr_abcdefghijklmnopqrst"]


def test_reads_headers_of_answers_through_their_references():
    created = next(one for one in operation("POST /v1/addresses").answers if one.status == "201")
    assert [(one.name, one.required) for one in created.headers] == [("Location", True)]
