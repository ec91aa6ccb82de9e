"""Puts the attempts before the last one into pytest's JUnit report, as Maven's Surefire writes them."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def add_attempts(config: pytest.Config, report: pytest.TestReport, attempts: list[dict[str, Any]]) -> None:
    """`flakyFailure` for a test that passed in the end, `rerunFailure` for one that did not."""
    writer: Any = next((one for one in config.pluginmanager.get_plugins() if type(one).__name__ == "LogXML"), None)
    if writer is None or not hasattr(writer, "node_reporter"):
        return
    reporter = writer.node_reporter(report)
    for attempt in attempts:
        reporter.append(_element("flakyFailure" if report.passed else "rerunFailure", attempt))


def _element(tag: str, attempt: dict[str, Any]) -> Element:
    message = _legal(str(attempt["message"]))
    element = Element(tag, message=message, type=f"attempt {attempt['number']}, {attempt['phase']}")
    SubElement(element, "stackTrace").text = _legal(str(attempt["text"]))
    return element


def _legal(text: str) -> str:
    return _ILLEGAL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
