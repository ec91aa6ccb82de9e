"""Runs what `assay proxy` was asked for, from the first socket to the last, and tells what happened."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import msgspec

from assay.app.proxying.config import read
from assay.app.proxying.contract import meaning
from assay.app.proxying.faults import rule
from assay.app.proxying.log import Log
from assay.app.proxying.options import ProxyOptions
from assay.app.proxying.room import make_room
from assay.app.proxying.schedule import check, keep
from assay.app.proxying.specs import toxic
from assay.app.proxying.tally import Tally
from assay.app.proxying.target import Target, control_address, target
from assay.app.proxying.trust import context
from assay.model.errors import UsageError
from assay.proxy import errors
from assay.proxy.address import Address, is_loopback
from assay.proxy.budget import Budget
from assay.proxy.chain import Installed
from assay.proxy.collection import Collection, Wanted
from assay.proxy.control.serving import control_server
from assay.proxy.tcp import Surroundings, TcpProxy
from assay.proxy.web.faulty import Meaning, nothing_said
from assay.proxy.web.rules import Rule
from assay.proxy.web.serving import HttpProxy
from assay.wire.background import new_loop


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, read and checked; nothing has been opened."""

    options: ProxyOptions
    target: Target | None
    toxics: tuple[Installed, ...]
    rules: tuple[Rule, ...]
    meaning: Meaning
    wanted: tuple[Wanted, ...]
    control: Address | None


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    tally: Tally
    started: float
    seconds: float
    interrupted: bool
    problem: str = ""


def plan(options: ProxyOptions) -> Plan:
    """Raises AssayError for whatever cannot be meant."""
    check(options.active, options.every)
    if options.to is None and options.control is None and options.config is None:
        raise UsageError(
            "nothing to do",
            remedy="Name a dependency with --to URL, or --control 127.0.0.1:8474 for Toxiproxy's clients.",
        )
    where = target(options.to) if options.to is not None else None
    if where is None and (options.toxic or options.fault):
        raise UsageError("there is nothing that it could act on", where="--toxic or --fault", remedy="Add --to URL.")
    toxics = tuple(toxic(text) for text in options.toxic)
    rules = tuple(rule(text) for text in options.fault)
    if rules and where is not None and not where.speaks_http:
        raise UsageError(
            f"{rules[0].fault.name} needs HTTP, and {where.text} is plain TCP", where="--fault", remedy="Use --toxic."
        )
    names = [one.name for one in toxics]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is there twice", where="--toxic", remedy="Each toxic goes once a direction.")
    return Plan(
        options=options,
        target=where,
        toxics=toxics,
        rules=rules,
        meaning=meaning(options.contract) if options.contract is not None else nothing_said,
        wanted=tuple(read(options.config)) if options.config is not None else (),
        control=control_address(options.control) if options.control is not None else None,
    )


def serve(made: Plan, say: Callable[[str], None], watch: Callable[[asyncio.Task[Any]], None]) -> Served:
    """Serve until it is over. `say` gets lines for a person, `watch` the task that a signal may cancel."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(_serve(made, say, watch))


async def _serve(made: Plan, say: Callable[[str], None], watch: Callable[[asyncio.Task[Any]], None]) -> Served:
    log = Log(made.options.log) if made.options.log is not None else None
    tally, began = Tally(), time.time()

    def tell(event: dict[str, Any]) -> None:
        tally.feed(event)
        if log is not None:
            log.write(event)

    options = made.options
    chance = Random(options.seed)  # noqa: S311 - chance, no secret
    anywhere = options.anywhere or not is_loopback(Address(options.bind, 0))
    shared = Surroundings(
        budget=Budget(), random=chance, anywhere=anywhere, most=make_room(options.connections), tell=tell
    )
    interrupted = False
    async with contextlib.AsyncExitStack() as open_things:
        await _opened(made, shared, say, open_things)
        waiting = asyncio.get_running_loop().create_task(_over(options.max_time))
        watch(waiting)
        try:
            await waiting
        except asyncio.CancelledError:
            interrupted = True
    if log is not None:
        log.close()
    return Served(
        tally=tally,
        started=began,
        seconds=time.time() - began,
        interrupted=interrupted,
        problem=log.problem if log is not None else "",
    )


async def _over(seconds: float | None) -> None:
    """Returns when the time is over; without one, never."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().create_future()


async def _opened(
    made: Plan, shared: Surroundings, say: Callable[[str], None], open_things: contextlib.AsyncExitStack
) -> None:
    """Open everything, and say where."""
    collection = Collection(shared)
    open_things.push_async_callback(collection.close)
    try:
        for proxy in await collection.populate(list(made.wanted)):
            say(f"{proxy.name}: {proxy.listen} -> {proxy.upstream}{'' if proxy.enabled else ' (disabled)'}")
        if made.target is not None:
            await _before(made, made.target, collection, say, open_things)
    except errors.Refused as refused:
        raise UsageError(refused.message, remedy="End what listens there, or take another port.") from None
    if made.control is not None:
        server = control_server(collection, host=made.control.host, port=made.control.port)
        open_things.push_async_callback(server.stop)
        say(f"control: {await server.start()}")


async def _before(
    made: Plan,
    where: Target,
    collection: Collection,
    say: Callable[[str], None],
    open_things: contextlib.AsyncExitStack,
) -> None:
    """The proxy before `--to`: HTTP-aware for HTTP, TCP with toxics for the rest, and where toxics or a control
    interface are asked for, one after the other."""
    options = made.options
    upstream, scheme = where.address, "" if where.scheme == "tcp" else f"{where.scheme}://"
    web: HttpProxy | None = None
    if where.speaks_http:
        scheme = "http://"
        behind = bool(made.toxics) or made.control is not None
        web = _web(made, where, collection.surroundings, behind=behind)
        open_things.push_async_callback(web.stop)
        url = await web.start()
        upstream = Address("127.0.0.1", web.server.port)
        if not behind:
            say(f"{options.name}: {url} -> {where.text}")
            await _scheduled(made, web.arm, open_things)
            return
    listen = str(Address(options.bind, options.port))
    proxy = await collection.add(Wanted(name=options.name, listen=listen, upstream=str(upstream)))
    say(f"{options.name}: {scheme}{proxy.listen} -> {where.text}")

    async def arm(armed: bool) -> None:
        _arm(proxy, made.toxics, armed)
        if web is not None:
            await web.arm(armed)

    await _scheduled(made, arm, open_things)


def _web(made: Plan, where: Target, shared: Surroundings, *, behind: bool) -> HttpProxy:
    options = made.options
    return HttpProxy(
        options.name,
        host="127.0.0.1" if behind else options.bind,
        port=0 if behind else options.port,
        scheme=where.scheme,
        upstream=where.address,
        base=where.base,
        tls=context(options) if where.scheme == "https" else None,
        rules=made.rules,
        meaning=made.meaning,
        dice=shared.random.random,
        tell=shared.tell,
        connections=shared.most,
    )


async def _scheduled(
    made: Plan, arm: Callable[[bool], Awaitable[None]], open_things: contextlib.AsyncExitStack
) -> None:
    """Faults act from now on, as the schedule says."""
    keeping = asyncio.get_running_loop().create_task(keep(made.options.active, made.options.every, arm))
    open_things.callback(keeping.cancel)
    await asyncio.sleep(0)


def _arm(proxy: TcpProxy, toxics: tuple[Installed, ...], armed: bool) -> None:
    """Put the toxics on, or take them away; a client of the control interface may have been quicker."""
    for one in toxics:
        with contextlib.suppress(errors.Refused):
            proxy.add(one) if armed else proxy.remove(one.name)
