"""Lets a request through to its handler in one order of refusal: 406, 401, 403, then 415, 413, 400 and 422."""

from starlette.requests import Request

from assay.demo import access
from assay.demo.accepting import admits
from assay.demo.bodies import read_body
from assay.demo.calls import NOBODY, Call, Caller, Reply
from assay.demo.contract import Operation
from assay.demo.parameters import query_pairs, read_cookies, read_headers, read_path, read_query
from assay.demo.problems import Problem, invalid
from assay.demo.store import Handler, Shop


async def answer(shop: Shop, operation: Operation, handler: Handler, request: Request) -> Reply:
    """The handler's answer; Problem for whatever is refused."""
    if not admits(request.headers.get("accept", ""), operation.produces):
        raise Problem("not_acceptable", f"This operation answers {' or '.join(operation.produces)}.")
    who = access.authenticate(shop, operation, dict(request.headers))
    if who is not None:
        access.require_role(operation.id, who)
        access.require_scopes(operation, who)
    return await handler(shop, await _call(operation, who or NOBODY, request))


async def _call(operation: Operation, who: Caller, request: Request) -> Call:
    pairs = query_pairs(request.scope["query_string"])
    body, broken = await read_body(operation, request)
    query, broken_query = read_query(operation, pairs)
    path, broken_path = read_path(operation, request.path_params)
    headers, broken_headers = read_headers(operation, dict(request.headers))
    cookies, broken_cookies = read_cookies(operation, request.cookies)
    if violations := [*broken_path, *broken_query, *broken_headers, *broken_cookies, *broken]:
        raise invalid(violations)
    return Call(operation=operation.id, who=who, path=path, query=query, headers=headers, cookies=cookies, body=body)
