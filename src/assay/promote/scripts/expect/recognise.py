"""Tells whether an expression is an assertion, and of what kind."""

from __future__ import annotations

from dataclasses import replace

from assay.promote.scripts.context import Context, Special
from assay.promote.scripts.expect.chain import Chain, Link, flattened
from assay.promote.scripts.javascript.tree import Node, unwrapped

EXPECTS = frozenset({"pm.expect", "expect", "chai.expect"})
ASSERTS = frozenset({"assert", "chai.assert", "pm.assert", "node.assert"})


def chain_of(context: Context, node: Node) -> Chain | None:
    """The assertion chain that the expression is; None where it is something else."""
    chain = flattened(node)
    names = [link.name for link in chain.links]
    for index, link in enumerate(chain.links):
        if link.name == "expect" and link.args is not None and chain.root.text in ("pm", "chai") and index == 0:
            return Chain(link.node, chain.links[1:])
    if chain.root.kind == "call_expression" and chain.links and _is_expect(context, chain.root["function"]):
        return chain
    if chain.root.text == "pm" and names[:2] == ["response", "to"]:
        return Chain(chain.links[0].node, chain.links[2:])
    if (
        chain.root.kind == "identifier"
        and names[:1] == ["to"]
        and context.names.get(chain.root.text) == Special("pm.response")
    ):
        return Chain(chain.root, chain.links[1:])
    if "should" in names[1:] or (names[:1] == ["should"] and len(names) > 1):
        return _should(chain, names.index("should"))
    return None


def _is_expect(context: Context, node: Node) -> bool:
    node = unwrapped(node)
    if node.kind != "identifier":
        return node.text in EXPECTS
    bound = context.names.get(node.text, Special(node.text))
    return isinstance(bound, Special) and bound.path in EXPECTS


def _should(chain: Chain, index: int) -> Chain | None:
    link = chain.links[index]
    if link.args is not None:
        return None
    subject = link.node["object"]
    return Chain(subject, tuple(replace(one) for one in chain.links[index + 1 :]))


def assert_of(context: Context, node: Node) -> Link | None:
    """The call of `assert.equal(…)`, or of `assert(…)` itself, named `ok`."""
    node = unwrapped(node)
    if node.kind != "call_expression" or node["arguments"].kind != "arguments":
        return None
    function = unwrapped(node["function"])
    args = node["arguments"].children
    if function.kind == "identifier" and _path(context, function) in ASSERTS:
        return Link("ok", args, node)
    if function.kind == "member_expression" and _path(context, function["object"]) in ASSERTS:
        strict = _path(context, function["object"]) == "node.assert" and function["property"].text == "equal"
        return Link("looseEqual" if strict else function["property"].text, args, node)
    return None


def _path(context: Context, node: Node) -> str:
    if node.kind == "identifier" and isinstance(bound := context.names.get(node.text), Special):
        return bound.path
    return node.text
