"""The line of a contract that says what was not kept: the keyword where there is one, else the field or operation."""

from __future__ import annotations

import pytest

from assay.formats.openapi.declaring import Document
from assay.formats.positions import placed

CONTRACT = """openapi: 3.1.0
paths:
  /orders/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      description: Only the owner.
      parameters:
        - name: limit
          in: query
          schema:
            minimum: 1
            maximum: 9
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
        4XX: {description: refused}
    post:
      requestBody:
        content:
          application/json:
            schema:
              allOf:
                - $ref: '#/components/schemas/Order'
                - type: object
                  required: [note]
                  properties:
                    note:
                      maxLength: 5
      responses: {}
components:
  parameters:
    Id:
      name: id
      in: path
      schema:
        pattern: ^o
  schemas:
    Order:
      required: [items]
      properties:
        items:
          items:
            properties:
              quantity:
                type: integer
                minimum: 1
        parent: {$ref: '#/components/schemas/Order'}
    Loop: {$ref: '#/components/schemas/Loop'}
"""
LINES = CONTRACT.splitlines()


@pytest.fixture(scope="module")
def document() -> Document:
    root = placed(CONTRACT.encode())
    assert root is not None
    return Document(root)


@pytest.mark.parametrize(
    ("operation", "where", "rule", "message", "says"),
    [
        ("GET /orders/{id}", "", "foreign-read", "", "get:"),
        ("GET /orders/{id}", "", "foreign-read", 'It was. The contract says: "Only the owner."', "description: Only"),
        ("GET /orders/{id}", "query limit", "accepts-out-of-bounds", "limit is above 9", "maximum: 9"),
        ("GET /orders/{id}", "query limit", "accepts-out-of-bounds", "limit is below 1", "minimum: 1"),
        ("GET /orders/{id}", "query limit", "accepts-wrong-type", "", "schema:"),
        ("GET /orders/{id}", "path id", "accepts-wrong-pattern", "", "pattern: ^o"),
        ("GET /orders/{id}", "/items/3/quantity", "schema-mismatch", "", "quantity:"),
        ("GET /orders/{id}", "418", "undeclared-status", "", "4XX:"),
        ("GET /orders/{id}", "599", "undeclared-status", "", "responses:"),
        ("POST /orders/{id}", "/note", "accepts-wrong-length", "note is too long", "maxLength: 5"),
        ("POST /orders/{id}", "/parent/parent/items/0/quantity", "accepts-out-of-bounds", "is below 1", "minimum: 1"),
        ("POST /orders/{id}", "/nowhere/at/all", "accepts-out-of-bounds", "", "post:"),
    ],
)
def test_the_line(document: Document, operation: str, where: str, rule: str, message: str, says: str) -> None:
    pointer, line = document.declaring(operation, where, rule, message)
    assert LINES[line - 1].strip().startswith(says), (pointer, line)
    assert pointer.startswith(("/paths/~1orders~1{id}", "/components/"))


def test_an_operation_that_the_document_has_not_has_no_line(document: Document) -> None:
    for operation in ("GET /other", "PARAMETERS /orders/{id}", "", "GET"):
        assert document.declaring(operation, "", "foreign-read") == ("", 0)


def test_references_that_go_in_circles_come_to_an_end() -> None:
    text = """
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Loop'}}}}
components:
  schemas:
    Loop: {$ref: '#/components/schemas/Loop'}
"""
    root = placed(text.encode())
    assert root is not None
    assert Document(root).declaring("POST /a", "/x/y", "accepts-null")[1] == 4
