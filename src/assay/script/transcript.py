"""What one script said, event by event, and the result that it comes to."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from assay.model.script import Assertion, Log, ScriptError, ScriptResult, ScriptRun
from assay.script import stack, teleport
from assay.script.limits import Limits

_OPENING = re.compile(r'^\[\[[^\]]*\],"?')
"""How an encoded call of console.* begins: with the list of references to what follows."""
_SCOPES = {
    "environment": "environment",
    "globals": "globals",
    "collection_variables": "collectionVariables",
    "variables": "_variables",
}


class Transcript:
    """Hears the events of one execution. It believes only what has the shape that `host/host.js` gives it."""

    def __init__(self, run: ScriptRun, limits: Limits) -> None:
        self._run = run
        self._limits = limits
        self._lines = run.source.count("\n") + 1
        self._assertions: list[Assertion] = []
        self._logs: list[Log] = []
        self._errors: list[ScriptError] = []
        self._skip = False
        self._end: dict[str, Any] = {}
        self.pictured: dict[str, str] = {}
        """The page of the visualizer, or why there is none."""
        self.killed: str | None = None
        """Why the script was ended by force."""
        self.tampered = ""
        """What the script changed that later ones stand on, so that they must not run in the same process."""

    def hear(self, name: str, args: list[Any]) -> None:
        """Take one event in; one of another execution is a failure of the script that spoke too late."""
        family, _, execution = name.rpartition(".")
        if execution == self._run.id:
            self._hear_own(family, args)
        elif name == "execution.console":
            self._hear_log(*args)
        elif name == "late":
            self._late(self._error(args[0]).message)
        elif family == "execution.assertion":
            for verdict in args:
                self._late(f"assertion {verdict['name']!r}")
        elif family == "execution.error":
            self._late(self._error(args[0]).message)

    def _hear_own(self, family: str, args: list[Any]) -> None:
        match family:
            case "execution.assertion":
                self._assertions += [self._assertion(verdict) for verdict in args]
            case "execution.error":
                self._hear_error(self._error(args[0]))
            case "execution.skipRequest":
                self._skip = True

    def _hear_error(self, error: ScriptError) -> None:
        if stack.timed_out(error):
            self.killed = out_of_time(self._run)
            error = ScriptError(name="Error", message=self.killed)
        self._errors.append(error)

    def _hear_log(self, execution: str, level: str, text: str | None, cut: str = "", size: int = 0) -> None:
        if execution != self._run.id:
            return
        whole = teleport.decode(text) if text is not None else (f"{_OPENING.sub('', cut)}… ({size:,} characters)",)
        self._logs.append(Log(level=level, values=whole))

    def _late(self, what: str) -> None:
        message = f"{what}: this came from an earlier script, after that had ended; await what it waits for"
        self._errors.append(ScriptError(name="LateError", message=message))

    def unanswerable(self) -> None:
        """Note that a request was sent whose answer the script will not hear any more."""
        message = "pm.sendRequest was called after the script had ended; await what comes before it"
        self._errors.append(ScriptError(name="LateError", message=message))

    def _assertion(self, verdict: dict[str, Any]) -> Assertion:
        error = verdict.get("error")
        return Assertion(
            name=str(verdict["name"]),
            passed=verdict["passed"] is True,
            skipped=verdict["skipped"] is True,
            index=int(verdict["index"]),
            error=None if error is None else self._error(error),
        )

    def _error(self, telling: dict[str, Any]) -> ScriptError:
        return stack.script_error(telling, self._lines)

    def close(self, end: dict[str, Any]) -> None:
        """Take the execution's own result in."""
        self._end = end
        if end.get("error") is not None and not self._errors:
            self._errors.append(self._error(end["error"]))
        if (made := int(end.get("assertions", 0))) > self._limits.assertions:
            message = f"script made {made:,} assertions: those after {self._limits.assertions:,} were not kept"
            self._errors.append(ScriptError(name="Error", message=message))
        if int(end.get("logs", 0)) > len(self._logs):
            self._cut_logs(int(end["logs"]) - len(self._logs))
        if self.tampered:
            message = f"this script changed {self.tampered}; the next one starts in a fresh sandbox"
            self._logs.append(Log(level="warn", values=(message,)))

    def _cut_logs(self, count: int) -> None:
        most = f"a script may write {self._limits.logs:,} lines and {self._limits.log_characters:,} characters"
        self._logs.append(Log(level="warn", values=(f"{count:,} more console lines were cut: {most}",)))

    def tamper(self, what: str) -> None:
        """Note that the script changed what later ones stand on."""
        self.tampered = what

    def kill(self, why: str) -> None:
        """Note that the script was ended by force; what it said before stays."""
        self.killed = why
        self._errors.append(ScriptError(name="Error", message=why))

    @property
    def visualizer(self) -> dict[str, Any] | None:
        """{template, data, options} of what the script wants to be shown."""
        returned = self._end.get("return")
        asked = returned.get("visualizer") if isinstance(returned, dict) else None
        return asked if isinstance(asked, dict) and asked else None

    def result(self, seconds: float) -> ScriptResult:
        """What the script came to, after so many seconds."""
        scopes = self._end.get("scopes") or {}
        returned = self._end.get("return") or {}
        logs = self._logs
        if "error" in self.pictured:
            logs = [*logs, Log(level="warn", values=(self.pictured["error"],))]
        return ScriptResult(
            assertions=tuple(self._assertions),
            logs=tuple(logs),
            errors=tuple(self._errors),
            next_request=_next(returned),
            skip_request=self._skip,
            request=self._end.get("request"),
            visualizer=self.visualizer and {**self.visualizer, **self.pictured},
            killed=self.killed,
            seconds=seconds,
            **{field: scopes.get(key) for field, key in _SCOPES.items()},
        )


def out_of_time(run: ScriptRun) -> str:
    """The sentence for a script that did not end in time."""
    return f"script did not finish within {run.timeout:g} s"


def _next(returned: dict[str, Any]) -> str | msgspec.UnsetType | None:
    asked = returned.get("nextRequest", msgspec.UNSET)
    return asked if asked is None or asked is msgspec.UNSET else str(asked)
