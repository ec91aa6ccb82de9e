"""An error whose body shows the server's inside: a stack trace, a query, a path of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.answer import start
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "OWASP API Security Top 10 (2023), API8; CWE-209"
# A word that is looked for first, because a pattern is compiled only where it may fit; then the pattern, if any.
TRACES = (
    ("Python", "Traceback (most recent call last)", ""),
    ("Python", '.py", line ', r'File "/[^"\s]{1,200}\.py", line \d+'),
    ("Python", '.py\\", line ', r'File \\"/[^"\s]{1,200}\.py\\", line \d+'),
    ("Java", ".java:", r"\bat [\w$.]{3,200}\([\w$]{1,80}\.java:\d+\)"),
    ("Kotlin", ".kt:", r"\bat [\w$.]{3,200}\([\w$]{1,80}\.kt:\d+\)"),
    ("Java", "java.lang.", r"\bjava\.lang\.\w{1,60}(?:Exception|Error)\b"),
    ("JavaScript", "js:", r"\bat (?:[\w$.<>]{1,80} )?\(?(?:file://)?/[^\s()]{1,200}\.[cm]?js:\d+:\d+"),
    ("TypeScript", ".ts:", r"\bat (?:[\w$.<>]{1,80} )?\(?(?:file://)?/[^\s()]{1,200}\.ts:\d+:\d+"),
    (".NET", ":line ", r"\bat [\w.`<>]{3,200}\([^)\n]{0,200}\) in [^\n]{1,200}:line \d+"),
    (".NET", "System.", r"\bSystem\.(?:\w{1,40}\.){0,3}\w{1,60}Exception\b"),
    ("PHP", ".php", r"(?:Fatal error|Warning|Notice)(?:</b>)?:[^\n]{1,300} in (?:<b>)?/[^\s<]{1,200}\.php"),
    ("PHP", ".php(", r"#0 /\S{1,200}\.php\(\d+\)"),
    ("Ruby", ".rb:", r"/[^\s:'\"]{1,200}\.rb:\d+:in [`']"),
    ("Go", "goroutine ", r"goroutine \d+ \[running\]"),
    ("Go", "runtime error: invalid memory address", ""),
    ("its database", "SQLSTATE", r"SQLSTATE\[?\w{5}"),
    ("its database", "ORA-", r"\bORA-\d{5}\b"),
    ("its database", "syntax error at or near", ""),
    ("its database", "You have an error in your SQL syntax", ""),
    ("its database", "psycopg", r"psycopg2?\.\w{2,20}\.\w{2,40}"),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Whose inside, and the words that show it."""
    response = evidence.response
    if response is None:
        return
    name, words = _found(start(response))
    if name:
        yield Explanation(
            rule="leaked-internals",
            means=f"The error shows the inside of the server ({name}): that helps to mend it, and helps attackers too.",
            remedy="Look for the fault there; and switch such answers off where others can reach them.",
            evidence=(f"{response.status} with: {cut(words, 120)}",),
            source=SOURCE,
        )


def _found(text: str) -> tuple[str, str]:
    for name, word, pattern in TRACES:
        if word in text:
            found = re.search(pattern, text) if pattern else None
            if found or not pattern:
                return name, found[0] if found else word
    return "", ""
