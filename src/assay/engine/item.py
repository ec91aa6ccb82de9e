"""One item's turn: pre-request scripts, the request, test scripts."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.engine.asked import Asked, Done
from assay.engine.behavior import Behavior
from assay.engine.conversation import next_request, response_json, script_run, take_back
from assay.engine.exchange import carry_out, unbuilt, warn
from assay.engine.lane import Lane, Turn
from assay.engine.resolve import resolve, resolve_auth
from assay.engine.select import Item, OwnedScript
from assay.engine.unsendable import ResolveError
from assay.formats.postman import read_request, request_json
from assay.model.command import Asks, Conceal, Program, RunScript
from assay.model.event import (
    Asserted,
    Cursor,
    ItemEnded,
    ItemStarted,
    Logged,
    Raised,
    ScriptEnded,
    ScriptRef,
    ScriptsEnded,
    ScriptsStarted,
    ScriptStarted,
    Source,
)
from assay.model.exchange import Unanswered
from assay.model.script import ScriptRefused, ScriptResult
from assay.model.suite import Auth, RequestTemplate


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How a turn ended. `error` is set where the run has to end with it (`--bail folder`)."""

    next_request: str | msgspec.UnsetType | None = msgspec.UNSET
    failed: bool = False
    error: str = ""


class Scripted(msgspec.Struct, frozen=True, kw_only=True):
    """What the scripts for one event left behind."""

    request: dict[str, Any]
    next_request: str | msgspec.UnsetType | None = msgspec.UNSET
    skip: bool = False
    failed: bool = False
    error: str = ""
    visualizer: dict[str, Any] | None = None


def play_item(item: Item, cursor: Cursor, lane: Lane) -> Program[Verdict]:
    """Run one item whole."""
    turn = Turn(cursor, item.ref)
    lane.scopes.enter(item.variables)
    yield ItemStarted(cursor=cursor, item=turn.item)
    before = yield from run_scripts("prerequest", item, lane, turn, request_json(item.step.request), None)
    if (ends(lane, before)) or before.skip:
        yield ItemEnded(cursor=cursor, item=turn.item, skipped=before.skip)
        return Verdict(next_request=before.next_request, failed=before.failed, error=fatal(lane, before.error))
    done = yield from send_own(mutated(item.step.request, before.request), item, lane, turn)
    failure = done.exchange.outcome.reason if isinstance(done.exchange.outcome, Unanswered) else ""
    if failure and (lane.plan.stop_on_failure or lane.plan.abort_on_error):
        yield ItemEnded(cursor=cursor, item=turn.item)
        return Verdict(next_request=before.next_request, failed=True, error=fatal(lane, failure))
    after = yield from run_scripts("test", item, lane, turn, done.request, done)
    yield ItemEnded(cursor=cursor, item=turn.item, visualizer=picture(after.visualizer or before.visualizer))
    return Verdict(
        next_request=before.next_request if after.next_request is msgspec.UNSET else after.next_request,
        failed=before.failed or after.failed or bool(failure),
        error=fatal(lane, after.error or before.error),
    )


def send_own(
    template: RequestTemplate, item: Item, lane: Lane, turn: Turn, source: Source = "collection"
) -> Program[Done]:
    """The item's own request, its variables resolved at the last moment."""
    try:
        asked = ask(template, item, lane, source)
    except ResolveError as problem:
        return (yield from unbuilt(template, source, problem, lane, turn))
    return (yield from carry_out(asked, lane, turn))


def ends(lane: Lane, before: Scripted) -> bool:
    """Whether the pre-request scripts' failure means that the request is not sent."""
    return bool(before.failed and lane.plan.stop_on_failure) or bool(before.error and lane.plan.abort_on_error)


def fatal(lane: Lane, error: str) -> str:
    """The error that ends the run at once, where the plan wants that."""
    return error if lane.plan.abort_on_error else ""


def picture(visualizer: dict[str, Any] | None) -> str | None:
    """The page that the scripts asked to be shown."""
    return visualizer.get("html") if visualizer else None


def mutated(template: RequestTemplate, request: dict[str, Any]) -> RequestTemplate:
    """The template with the changes that a pre-request script made; what scripts cannot see stays."""
    if request == request_json(template):
        return template
    changed = read_request(request)
    return msgspec.structs.replace(
        changed, proxy=template.proxy, certificate=template.certificate, description=template.description
    )


def ask(template: RequestTemplate, item: Item, lane: Lane, source: Source) -> Asked:
    """The request of an item with its variables resolved, under the auth and settings that it inherits."""
    auth = template.auth if template.auth and template.auth.type else item.auth
    return Asked(
        template=resolve(template, lane.scopes, lane.world),
        auth=resolve_auth(auth, lane.scopes, lane.world) if auth else None,
        behavior=Behavior.of(item.settings, follow_redirects=lane.plan.follow_redirects),
        source=source,
        written=id(auth),
    )


def run_scripts(
    listen: str, item: Item, lane: Lane, turn: Turn, request: dict[str, Any], done: Done | None
) -> Program[Scripted]:
    """All scripts of an item for one event, outermost first."""
    owned = item.listeners(listen)
    refs = tuple(ScriptRef(id=one.script.id, listen=listen, owner=one.owner) for one in owned)
    yield ScriptsStarted(cursor=turn.cursor, item=turn.item, listen=listen, scripts=refs)
    state = Scripted(request=request)
    for one, ref in zip(owned, refs, strict=True):
        result = yield from run_script(one, ref, item, lane, turn, state.request, done)
        state = merge(state, result)
        if state.skip or (state.failed and lane.plan.stop_on_failure) or (state.error and lane.plan.abort_on_error):
            break
    yield ScriptsEnded(cursor=turn.cursor, item=turn.item, listen=listen, scripts=refs)
    return state


def merge(state: Scripted, result: ScriptResult) -> Scripted:
    """What stands after one more script."""
    return Scripted(
        request=dict(result.request) if result.request is not None else state.request,
        next_request=next_request(result, state.next_request),
        skip=state.skip or result.skip_request,
        failed=state.failed or bool(result.errors) or any(not (a.passed or a.skipped) for a in result.assertions),
        error=state.error or (result.errors[0].message if result.errors else ""),
        visualizer=dict(result.visualizer) if result.visualizer else state.visualizer,
    )


def run_script(
    one: OwnedScript, ref: ScriptRef, item: Item, lane: Lane, turn: Turn, request: dict[str, Any], done: Done | None
) -> Program[ScriptResult]:
    """One script: its verdicts and words as events, its mutations applied."""
    run = script_run(one, item, lane, turn.cursor, request, done)
    ref = msgspec.structs.replace(ref, execution=run.id)
    yield ScriptStarted(cursor=turn.cursor, item=turn.item, script=ref)
    result = ScriptResult() if one.script.blank else (yield RunScript(run=run, asks=asks(lane, turn)))
    yield Conceal(named=take_back(result, lane))
    yield from (
        Logged(cursor=turn.cursor, item=turn.item, script=ref, level=log.level, values=log.values)
        for log in result.logs
    )
    yield from (
        Asserted(
            cursor=turn.cursor,
            item=turn.item,
            script=ref,
            name=a.name,
            passed=a.passed,
            skipped=a.skipped,
            error=a.error,
            index=a.index,
        )
        for a in result.assertions
    )
    yield from (Raised(cursor=turn.cursor, item=turn.item, script=ref, error=error) for error in result.errors)
    yield ScriptEnded(
        cursor=turn.cursor,
        item=turn.item,
        script=ref,
        seconds=result.seconds,
        error=result.errors[0] if result.errors else None,
    )
    return result


def asks(lane: Lane, turn: Turn) -> Asks:
    """Programs that answer what the scripts of this turn ask for."""

    def request(asked: dict[str, Any]) -> Program[tuple[Any, Any, Any]]:
        return send_for_script(asked, lane, turn)

    def cookies(method: str, args: list[Any]) -> Any:
        return lane.jar.call(method, args, lane.world.now())

    def run_request(wanted: str, options: Any) -> Program[Any]:
        return send_by_name(wanted, options, lane, turn)

    return Asks(request=request, cookies=cookies, run_request=run_request)


def send_by_name(wanted: str, options: Any, lane: Lane, turn: Turn) -> Program[dict[str, Any]]:
    """pm.execution.runRequest: another request of the run, by id or name, with its variables, auth and settings.

    Its own scripts are not run, since the sandbox is busy with the one that asks. Raises ScriptRefused.
    """
    item = next((one for one in lane.items if wanted in (one.step.id, one.step.name)), None)
    if item is None:
        raise ScriptRefused(f'runRequest: this run has no request "{wanted}"')
    if item.listeners("prerequest") or item.listeners("test"):
        yield warn(turn, f'pm.execution.runRequest("{item.step.name}"): the request is sent, its scripts are not run')
    given = options.get("variables") if isinstance(options, dict) else None
    beside = lane.aside(given if isinstance(given, dict) else {})
    done = yield from send_own(item.step.request, item, beside, turn, "script")
    outcome = done.exchange.outcome
    if isinstance(outcome, Unanswered):
        raise ScriptRefused(outcome.reason)
    return response_json(done.exchange.id, outcome.response, done.exchange.timings.total)


def send_for_script(asked: dict[str, Any], lane: Lane, turn: Turn) -> Program[tuple[Any, Any, Any]]:
    """pm.sendRequest: sent as given, with nothing resolved and nothing inherited; files stay where they are."""
    template = read_request(asked)
    kept, dropped = without_files(template)
    if dropped:
        yield warn(turn, "uploading files from scripts is not allowed")
    done = yield from carry_out(
        Asked(
            template=kept,
            auth=own_auth(kept),
            behavior=Behavior.of({"disableBodyPruning": True}, follow_redirects=lane.plan.follow_redirects),
            source="script",
        ),
        lane,
        turn,
    )
    outcome = done.exchange.outcome
    if isinstance(outcome, Unanswered):
        return {"name": "Error", "message": outcome.reason, "code": outcome.code}, None, None
    answer = response_json(done.exchange.id, outcome.response, done.exchange.timings.total)
    return None, answer, {"cookies": list(done.cookies)}


def own_auth(template: RequestTemplate) -> Auth | None:
    """The auth that the script itself gave."""
    return template.auth if template.auth and template.auth.type else None


def without_files(template: RequestTemplate) -> tuple[RequestTemplate, bool]:
    """The request without the files that its body names, and whether there were any."""
    body = template.body
    if body is None:
        return template, False
    if body.mode == "file":
        return msgspec.structs.replace(template, body=None), True
    kept = tuple(entry for entry in body.formdata if entry.type != "file")
    if len(kept) == len(body.formdata):
        return template, False
    return msgspec.structs.replace(template, body=msgspec.structs.replace(body, formdata=kept)), True
