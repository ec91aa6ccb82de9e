"""What the build takes from npm names no host, and the bundle in the package is the corrected one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.script.node import BUNDLE

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not (ROOT / "package-lock.json").is_file(), reason="not run from a source tree")
def test_the_lock_pins_by_hash_and_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages)


def test_the_bundle_is_corrected_and_ascii() -> None:
    source = (BUNDLE / "bootcode.js").read_bytes()
    assert source.isascii()
    assert source.count(b'" was thrown"') == 2


@pytest.mark.skipif(not (ROOT / "THIRD_PARTY_NOTICES.md").is_file(), reason="not run from a source tree")
def test_the_notices_name_what_can_be_required() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text()
    for name in (
        "postman-sandbox",
        "ajv",
        "chai",
        "cheerio",
        "crypto-js",
        "csv-parse",
        "lodash",
        "moment",
        "tv4",
        "xml2js",
    ):
        assert f"| {name} |" in notices


@pytest.mark.skipif(not (ROOT / "THIRD_PARTY_NOTICES.md").is_file(), reason="not run from a source tree")
def test_handlebars_is_the_pinned_one_and_noted() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]["handlebars"]
    assert f"handlebars v{wanted}" in (BUNDLE / "handlebars.js").read_text("ascii")
    assert f"**handlebars {wanted}**" in (ROOT / "THIRD_PARTY_NOTICES.md").read_text()
