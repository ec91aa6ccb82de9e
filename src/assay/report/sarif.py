"""SARIF 2.1.0 for code scanning: each rule once with its help, each finding at its line of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from assay.model.event import RunStarted
from assay.report.assay_json import assay_json
from assay.report.clean import cut, line
from assay.report.fold import Records
from assay.report.probed import SEVERITIES
from assay.report.strict import text

MOST = 5_000
"""GitHub keeps the first five thousand results of a file: the worst stand first."""
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "1.0"}
"""What GitHub calls security-severity: it shows critical above 9.0, high above 7.0, medium above 4.0."""
_SECURITY = frozenset(
    {"foreign", "role", "scope", "tenant", "token", "credentials", "scheme", "injection", "traversal", "assignment"}
    | {
        "redirect",
        "exposed",
        "leaked",
        "secret",
        "trusted",
        "unprotected",
        "cached",
        "request",
        "sniffing",
        "downgradable",
    }
)
"""Words in the names of rules that are about security, for the tools that show those apart."""
_LONGEST = 2_000


def sarif(records: Records) -> Iterator[str]:
    """The report in pieces: the tool with its rules, then each result."""
    report: dict[str, Any] = json.loads("".join(assay_json(records)))
    findings = sorted(report["findings"], key=lambda one: SEVERITIES.index(one["severity"]))
    shown = findings[:MOST]
    rules = _rules(shown, _laws(records))
    left_out = len(findings) - len(shown) + report.get("truncated", {}).get("findings", 0)
    driver = {"name": "assay", "version": report["assay"] or "0", "rules": list(rules.values())}
    opening = {"$schema": SCHEMA, "version": "2.1.0"}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, left_out)],
    }
    yield text(opening)[:-1] + ',"runs":[' + text(run)[:-1] + ',"results":['
    places = {name: number for number, name in enumerate(rules)}
    for number, finding in enumerate(shown):
        yield ("," if number else "") + text(_result(finding, places[finding["rule"]]))
    yield "]}]}\n"


def _laws(records: Records) -> dict[str, Any]:
    for record in records():
        if isinstance(record.event, RunStarted):
            rules = record.event.options.get("rules")
            return rules if isinstance(rules, dict) else {}
    return {}


def _rules(findings: list[dict[str, Any]], laws: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = {}
    for finding in findings:
        if finding["rule"] not in rules:
            rules[finding["rule"]] = _rule(finding, laws.get(finding["rule"]) or {})
    return rules


def _rule(finding: dict[str, Any], law: dict[str, Any]) -> dict[str, Any]:
    """A rule as the log tells it; as its first finding does, where the log tells nothing of rules."""
    title = _text(law.get("title") or finding["title"] or finding["rule"])
    must = _text(law.get("law") or title)
    help_text = f"{must}." + (f" Assumes: {_text(law['assumes'])}" if law.get("assumes") else "")
    severity = law.get("severity", finding["severity"])
    about = finding["rule"].split("-")
    is_security = any(word in _SECURITY for word in about)
    properties = {"tags": ["security", "api"], "security-severity": SCORES.get(severity, "5.5")}
    return {
        "id": finding["rule"],
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{must}."},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": LEVELS.get(severity, "warning")},
        "properties": properties if is_security else {"tags": ["api"]},
    }


def _invocation(report: dict[str, Any], left_out: int) -> dict[str, Any]:
    whole = report["verdict"] in ("clean", "findings")
    told: dict[str, Any] = {"executionSuccessful": whole, "startTimeUtc": report["started"]}
    notes = [{"level": "error", "message": {"text": _text(report.get("reason", ""))}}] if report.get("reason") else []
    if left_out:
        notes.append({"level": "warning", "message": {"text": f"{left_out} more findings are in the other reports"}})
    if notes:
        told["toolExecutionNotifications"] = notes
    return told


def _result(finding: dict[str, Any], rule: int) -> dict[str, Any]:
    message = f"{finding['operation']}: {finding['message']}" if finding["operation"] else finding["message"]
    result: dict[str, Any] = {
        "ruleId": finding["rule"],
        "ruleIndex": rule,
        "level": "note" if finding["basis"] == "inferred" or finding.get("known") else LEVELS[finding["severity"]],
        "message": {"text": _text(message) or finding["rule"]},
        "partialFingerprints": {"assay/v1": finding["fingerprint"]},
        "properties": {
            key: finding[key]
            for key in (
                "severity",
                "confidence",
                "basis",
                "operation",
                "where",
                "identity",
                "also",
                "shared",
                "curl",
                "known",
            )
            if finding.get(key)
        },
    }
    logical = [{"fullyQualifiedName": _text(" ".join(filter(None, (finding["operation"], finding.get("where")))))}]
    location: dict[str, Any] = {"logicalLocations": logical} if logical[0]["fullyQualifiedName"] else {}
    place = finding.get("contract")
    if place:
        region: dict[str, Any] = {"startLine": place["line"]}
        if place.get("text"):
            region["snippet"] = {"text": _text(place["text"])}
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(place["file"])}, "region": region}
    if location:
        result["locations"] = [location]
    return result


def _uri(file: str) -> str:
    """A path as a URI reference (RFC 3986)."""
    uri = quote(file.replace("\\", "/"))
    return f"file://{uri}" if uri.startswith("/") else uri


def _text(value: Any) -> str:
    return cut(line(str(value)), _LONGEST)
