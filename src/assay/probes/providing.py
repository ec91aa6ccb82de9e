"""Programs that bring what a request needs: things that are there, made by the API itself, and a body that fits."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from assay.contract.kinds import properties
from assay.formats.openapi.sampling import sample
from assay.model.command import Program
from assay.model.contract import Operation, Parameter
from assay.model.exchange import Exchange
from assay.model.http import Response
from assay.model.identity import Identity
from assay.probes.bodies import VARIANTS, example, is_secret, marked, media_of, resolved
from assay.probes.call import Call, Values
from assay.probes.echoing import echoed
from assay.probes.objects import Made, id_in, id_in_location, items_in
from assay.probes.pointer import at, put
from assay.probes.references import References
from assay.probes.resources import Resource, variables_of, words_of
from assay.probes.saying import is_refusal
from assay.probes.session import Session
from assay.probes.supplies import is_worn, plentiful, worn
from assay.probes.teaching import Taught
from assay.probes.tenancy import TENANTS, names_a_tenant, tenant_words
from assay.probes.writing import declared

MOST_DEEP = 6
"""Things that must be made to make one thing, one for the other."""
MOST_FAILURES = 2
"""Times that making a thing fails in every way before it is not tried any more."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A call that should succeed, with the markers that stand in it and the thing that it is about."""

    call: Call
    canaries: tuple[str, ...] = ()
    thing: Made | None = None


def succeeded(exchange: Exchange) -> bool:
    """Whether the server did what was asked (RFC 9110, 15.3), and does not say in its answer that it did not."""
    response = exchange.response
    if response is None or not 200 <= response.status < 300:
        return False
    return not is_refusal(response)


def content_of(exchange: Exchange) -> Any:
    """The answer as JSON; None where it is none."""
    response = exchange.response
    if response is None or not response.body or "json" not in (response.header("content-type") or ""):
        return None
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def some(session: Session, resource: Resource, identity: Identity) -> Program[Made | None]:
    """A thing that the identity may use: one that is there already, else a new one."""
    for thing in session.pool.get((resource.item, identity.name), ()):
        if (resource.item, thing.id) not in session.gone:
            return thing
    if (resource.item, identity.name) in session.hopeless:
        return None
    brought = yield from fresh(session, resource, identity)
    for way in (lent, found) if session.worn.get(resource.item) else (found, lent):
        brought = brought or (yield from way(session, resource, identity))
    if brought is None:
        session.hopeless.add((resource.item, identity.name))
        return None
    pool = session.pool.setdefault((resource.item, identity.name), [])
    if brought not in pool:
        pool.append(brought)
    return brought


def fresh(session: Session, resource: Resource, identity: Identity) -> Program[Made | None]:
    """A new thing, made by the identity; None where it cannot make one."""
    operation = resource.create
    if session.safe or operation is None or resource.item in session.making or len(session.making) >= MOST_DEEP:
        return None
    if session.unable[operation.name, identity.name] >= MOST_FAILURES or _is_barred(session, operation, identity):
        return None
    session.making.append(resource.item)
    try:
        made = yield from _made(session, operation, identity)
    finally:
        session.making.pop()
    session.unable[operation.name, identity.name] += made is None
    return made


def found(session: Session, resource: Resource, identity: Identity) -> Program[Made | None]:
    """The first thing that the identity is shown in the list."""
    operation = resource.list
    if operation is None or _is_barred(session, operation, identity):
        return None
    draft = yield from ready(session, operation, identity)
    if draft is None:
        return None
    exchange = yield from session.send(draft.call)
    if not succeeded(exchange):
        return None
    for item in items_in(content_of(exchange)):
        value = id_in(item, resource)
        is_fit = (resource.item, str(value)) not in session.gone and not is_worn(session, resource, value)
        if value is not None and is_fit:
            path = _addressed(resource, draft.call.path, item, value)
            if path is not None:
                return Made(resource=resource, owner=identity, path=path, content=item)
    return None


def _is_barred(session: Session, operation: Operation, identity: Identity) -> bool:
    """Whether one who never succeeded was refused for what it is: with 401, or with 403 where it named nothing."""
    key = (operation.name, identity.name)
    status = session.status.get(key)
    names_nothing = "{" not in operation.path and operation.body is None
    return key not in session.goods and (status == 401 or (status == 403 and names_nothing))


def renewed(session: Session, resource: Resource, identity: Identity) -> Program[Made | None]:
    """A thing that nobody has used yet: of the identity itself, else of another one of its tenant."""
    others = [one for one in session.target.callers if one.name != identity.name and one.tenant == identity.tenant]
    for owner in (identity, *others):
        thing = yield from fresh(session, resource, owner)
        if thing is not None:
            return thing
    return None


def lent(session: Session, resource: Resource, identity: Identity) -> Program[Made | None]:
    """A thing that another identity of the same tenant makes: what is shared, or only for higher roles to make."""
    for other in session.target.callers:
        if other.name != identity.name and other.tenant == identity.tenant:
            known = session.pool.get((resource.item, other.name), ())
            thing = known[0] if known else (yield from fresh(session, resource, other))
            if thing is not None:
                return thing
    return None


def ready(
    session: Session, operation: Operation, identity: Identity, *, variant: int = 0, thing: Made | None = None
) -> Program[Draft | None]:
    """A call that should succeed: its path names what is there, its body is what the contract asks for.

    `thing` is what its path shall name. None where something that it needs can neither be made nor found.
    """
    taught = _taught(session, operation, variant)
    path = yield from _path(session, operation, identity, thing, taught, renew=variant % 2 == 1)
    if path is None:
        return None
    queries = yield from _parameters(session, operation, "query", identity, taught.query if taught else {})
    headers = yield from _parameters(session, operation, "header", identity, taught.headers if taught else {})
    call = Call(operation=operation, identity=identity, path=path, query=queries, headers=headers, honest=True)
    call = yield from _conditional(session, call, thing)
    return (yield from _with_body(session, call, variant, taught, thing))


def control(session: Session, operation: Operation, identity: Identity) -> Program[Call | None]:
    """A call that has just succeeded, or succeeded before: what a probe changes one thing of."""
    known = session.goods.get((operation.name, identity.name))
    if known is not None and not _is_gone(session, known):
        return known
    return (yield from attempted(session, operation, identity))


def attempted(session: Session, operation: Operation, identity: Identity) -> Program[Call | None]:
    """Send calls of an operation that should succeed, differently made, until one does; that one, or None."""
    for variant in range(VARIANTS):
        attempt = yield from _sent(session, operation, identity, variant)
        if attempt is None:
            return None
        draft, exchange = attempt
        noted(session, draft, exchange)
        if succeeded(exchange):
            session.variants.setdefault(operation.name, variant)
            return draft.call
        status = exchange.response.status if exchange.response else 0
        if status not in (400, 409, 422) or draft.call.body is msgspec.UNSET:
            return None
    return None


def noted(session: Session, draft: Draft, exchange: Exchange) -> Made | None:
    """Remember what the answer to a good call brought: that it succeeded, and what it made."""
    call = draft.call
    if not succeeded(exchange):
        return None
    session.goods[call.operation.name, call.identity.name] = call
    thing = thing_of(session, draft, exchange)
    if thing is not None:
        session.made.append(thing)
        session.pool.setdefault((thing.resource.item, call.identity.name), []).append(thing)
    return thing


def thing_of(session: Session, draft: Draft, exchange: Exchange) -> Made | None:
    """The thing that a call made; None where it made none."""
    resource = session.target.resources.made_by(draft.call.operation)
    if resource is None or exchange.response is None:
        return None
    return _thing(resource, draft, exchange, exchange.response)


def _made(session: Session, operation: Operation, identity: Identity) -> Program[Made | None]:
    start = 0 if (operation.name, identity.name) not in session.goods else session.variants.get(operation.name, 0)
    for variant in range(start, VARIANTS):
        attempt = yield from _sent(session, operation, identity, variant)
        if attempt is None:
            return None
        draft, exchange = attempt
        if succeeded(exchange):
            session.variants[operation.name] = variant
            return noted(session, draft, exchange)
        if exchange.response is None or exchange.response.status not in (400, 409, 422):
            return None
    return None


def _sent(
    session: Session, operation: Operation, identity: Identity, variant: int
) -> Program[tuple[Draft, Exchange] | None]:
    """A call that should succeed, and what became of it: once more where what it names may have been used up."""
    draft = yield from ready(session, operation, identity, variant=variant)
    if draft is None:
        return None
    exchange = yield from session.send(draft.call)
    if exchange.response is not None and exchange.response.status == 409 and worn(session, draft.call):
        draft = (yield from ready(session, operation, identity, variant=variant)) or draft
        exchange = yield from session.send(draft.call)
    return draft, exchange


def _thing(resource: Resource, draft: Draft, exchange: Exchange, response: Response) -> Made | None:
    content = content_of(exchange)
    chosen = draft.call.path.get(resource.parameter) if draft.call.operation.method == "PUT" else None
    value = chosen or id_in(content, resource) or id_in_location(response.header("location") or "")
    if not value:
        return None
    path = _addressed(resource, draft.call.path, content if isinstance(content, dict) else {}, value)
    if path is None:
        return None
    return Made(
        resource=resource,
        owner=draft.call.identity,
        path=path,
        content=content,
        sent=None if draft.call.body is msgspec.UNSET else draft.call.body,
        canaries=draft.canaries,
        exchange=exchange,
    )


def _addressed(resource: Resource, known: Values, item: dict[str, Any], value: Any) -> Values | None:
    """All variables of the item's path and of where it was made: those of the list, or fields of its own."""
    path = {name: known.get(name, item.get(name)) for name in variables_of(resource.item)}
    path[resource.parameter] = value
    return None if any(one is None for one in path.values()) else {**known, **path}


def _is_gone(session: Session, call: Call) -> bool:
    for name, value in call.path.items():
        resource = session.target.resources.at(call.operation.path, name)
        if resource is not None and (resource.item, str(value)) in session.gone:
            return True
    return False


def _taught(session: Session, operation: Operation, variant: int) -> Taught | None:
    known = session.taught.get(operation.name, ())
    wanted = 0 if variant == 2 else variant
    return known[wanted] if wanted < len(known) else None


def _path(
    session: Session, operation: Operation, identity: Identity, thing: Made | None, taught: Taught | None, *,
    renew: bool,
) -> Program[Values | None]:  # fmt: skip
    path: Values = dict(thing.path) if thing is not None else {}
    for name in reversed(list(variables_of(operation.path))):
        if name in path:
            continue
        resource = session.target.resources.at(operation.path, name)
        needed = None
        if resource is not None and resource.item not in session.making:
            needed = (yield from renewed(session, resource, identity)) if renew else None
            needed = needed or (yield from some(session, resource, identity))
        if needed is not None and resource is not None:
            path = {**needed.path, name: needed.path[resource.parameter], **path}
        elif resource is not None and resource.create is operation:
            path[name] = _own_id(session, operation, name)
        elif (tenant := _tenant(session, operation, identity, name, resource)) and not _is_taught(taught, name):
            path[name] = tenant
        elif resource is not None and resource.create is not None:
            return None
        else:
            path[name] = _plain_value(session, operation, name, taught)
    return {name: path[name] for name in variables_of(operation.path)}


def _tenant(session: Session, operation: Operation, identity: Identity, name: str, resource: Resource | None) -> str:
    """The caller's tenant, where a part of the path is named like one and the value may stand there; else empty.

    What can be made and is only perhaps a tenant, as customers are, is not taken for one.
    """
    is_made = resource is not None and resource.create is not None
    if not names_a_tenant(name) or (is_made and not set(tenant_words(name)) <= TENANTS):
        return ""
    wrong = session.target.validators.check(declared(operation, "path", name).schema, identity.tenant, "request")
    return "" if wrong else identity.tenant


def _is_taught(taught: Taught | None, name: str) -> bool:
    return taught is not None and name in taught.path


def _own_id(session: Session, operation: Operation, name: str) -> Any:
    """An id that the client chooses: of the declared form, and new."""
    parameter = declared(operation, "path", name)
    token = session.token()
    if not session.target.validators.check(parameter.schema, token, "request"):
        return token
    schema = resolved(parameter.schema, session.target.contract)
    free = {key: one for key, one in schema.items() if key not in ("examples", "example", "default")}
    return sample(free, session.target.contract, seed=int.from_bytes(token.encode()) % 1_000_003, name=name)


def _new_key(session: Session, parameter: Parameter) -> str:
    """A text that is new, and as long as the contract wants it."""
    schema = resolved(parameter.schema, session.target.contract)
    token = session.token()
    least, most = schema.get("minLength", 0), schema.get("maxLength", 255)
    padded = token + "0" * (min(least, 1000) - len(token)) if isinstance(least, int) else token
    key = padded[-most:] if isinstance(most, int) and most > 0 else padded
    if not session.target.validators.check(parameter.schema, key, "request"):
        return key
    seed = int.from_bytes(token.encode()) % 1_000_003
    free = {name: value for name, value in schema.items() if name not in ("examples", "example", "default")}
    return str(sample(free, session.target.contract, seed=seed, name=parameter.name))


def _plain_value(session: Session, operation: Operation, name: str, taught: Taught | None) -> Any:
    if taught is not None and name in taught.path:
        return taught.path[name]
    parameter = next((one for one in operation.parameters if one.place == "path" and one.name == name), None)
    if parameter is None:
        return "1"
    if parameter.examples:
        return parameter.examples[0]
    return sample(parameter.schema, session.target.contract, name=name)


def _parameters(
    session: Session, operation: Operation, place: str, identity: Identity, given: Values
) -> Program[Values]:
    """The parameters that must be there, with the ids of real things where they name some."""
    values: Values = {}
    for one in operation.parameters:
        if one.place != place or not (one.required or one.name in given):
            continue
        name = one.name.lower()
        if name in ("idempotency-key", "x-request-id", "x-idempotency-key"):
            values[one.name] = _new_key(session, one)
        elif name not in ("authorization", "if-match", "content-type", "accept"):
            value = given.get(one.name, one.examples[0] if one.examples else None)
            value = sample(one.schema, session.target.contract, name=one.name) if value is None else value
            filled = yield from References(session, identity, some).filled({one.name: value})
            values[one.name] = filled[one.name]
    return values


def _conditional(session: Session, call: Call, thing: Made | None) -> Program[Call]:
    """With If-Match, where the operation wants it: the validator that a read shows just now (RFC 9110, 13.1.1)."""
    wanted = next((one for one in call.operation.parameters if one.name.lower() == "if-match"), None)
    if wanted is None:
        return call
    resource = thing.resource if thing else session.target.resources.of(call.operation)
    reader = resource.read if resource else None
    if reader is None:
        return call
    exchange = yield from session.send(Call(operation=reader, identity=call.identity, path=call.path, honest=True))
    etag = exchange.response.header("etag") if exchange.response else None
    if etag is None and not wanted.required:
        return call
    return msgspec.structs.replace(call, headers={**call.headers, wanted.name: etag or "*"})


def _with_origins(session: Session, call: Call, taught: Taught, thing: Made | None) -> Any:
    """The taught body, with the values that hang on the thing of the path taken from it."""
    about = thing or named_by(session, call)
    if about is None or about.content is None:
        return taught.body
    body = taught.body
    maker = about.resource.create
    for pointer, origin in taught.origins.items():
        if maker is not None and origin.operation == maker.name:
            value = at(about.content, origin.pointer)
            body = body if value is None else put(body, pointer, value)
    return body


def lets_in(session: Session, operation: Operation) -> bool:
    """Whether an operation takes a password or a token from anybody: its body says who calls, and has no free texts."""
    media = media_of(operation)
    if media is None or operation.method != "POST" or not session.target.public(operation):
        return False
    if session.target.resources.made_by(operation) is not None:
        return False
    return any(is_secret(name) for name in properties(media.schema, session.target.contract.definitions))


def _with_tokens(session: Session, call: Call, body: Any) -> Program[Any]:
    """A body that asks for a token which a log-in tells, with one that was told just now."""
    wanted = [name for name in body if "token" in words_of(name)] if isinstance(body, dict) else []
    for other in session.target.operations if wanted else ():
        if other is call.operation or not lets_in(session, other) or not session.able(other.name):
            continue
        good = session.goods[other.name, session.able(other.name)[0].name]
        told = content_of((yield from session.send(good)))
        found = {name: told[name] for name in wanted if name in told} if isinstance(told, dict) else {}
        if found:
            return {**body, **found}
    return body


def named_by(session: Session, call: Call) -> Made | None:
    """The thing that the path of a call names, where this run made it and it is still there."""
    for name, value in call.path.items():
        resource = session.target.resources.at(call.operation.path, name)
        for made in reversed(session.made):
            is_it = resource is not None and made.id == str(value) and made.resource.name == resource.name
            if is_it and (made.resource.item, made.id) not in session.gone:
                return made
    return None


def _without_strangers(session: Session, body: Any) -> Any:
    """A body without ids of what the contract has no operations for: nothing is known that they could name."""
    if not isinstance(body, dict):
        return body
    named = session.target.resources.named
    return {name: one for name, one in body.items() if named(name) or words_of(name)[-1:] not in (["id"], ["ids"])}


def _with_body(session: Session, call: Call, variant: int, taught: Taught | None, thing: Made | None) -> Program[Draft]:
    media = media_of(call.operation)
    if media is None:
        return Draft(call=call, thing=thing)
    if taught is not None and taught.body is not msgspec.UNSET:
        body = _with_origins(session, call, taught, thing)
    else:
        body = example(call.operation, media, session.target.contract, variant)
        if variant == 1 and body == {}:  # a change of nothing would tell nothing
            body = _without_strangers(session, example(call.operation, media, session.target.contract, 0))
    body = yield from References(session, call.identity, some).filled(body)
    body = plentiful(session, call, media, body) if variant < 2 else body
    if (echo := session.echoes.get(call.operation.name)) is not None:
        body = echoed(body, about.content if (about := thing or named_by(session, call)) else None, echo)
    if lets_in(session, call.operation):
        body = yield from _with_tokens(session, call, body)
        return Draft(call=msgspec.structs.replace(call, body=body, media=media.type), thing=thing)
    marking = marked(body, media.schema, session.target, session.token, sparing=variant > 1)
    call = msgspec.structs.replace(call, body=marking.body, media=media.type)
    return Draft(call=call, canaries=marking.canaries, thing=thing)
