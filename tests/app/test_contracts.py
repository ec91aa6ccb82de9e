"""The project's contract: read from its folder alone, and read again only when a file of it changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.app.contracts import load_contract
from assay.model.errors import InputError

MAIN = """openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "parts.yaml#/Thing"}}}}
"""


def write(folder: Path, kind: str = "string") -> Path:
    """A contract of two files."""
    (folder / "parts.yaml").write_text(f"Thing: {{type: object, properties: {{name: {{type: {kind}}}}}}}\n")
    main = folder / "openapi.yaml"
    main.write_text(MAIN)
    return main


def test_it_is_kept_until_one_of_its_files_changes(tmp_path: Path) -> None:
    main, cache = write(tmp_path), tmp_path / "cache"
    first = load_contract(main, cache)
    assert [operation.name for operation in first.operations] == ["GET /things"]
    assert load_contract(main, cache) == first
    (kept,) = cache.iterdir()
    before = kept.stat().st_mtime_ns
    write(tmp_path, "integer")
    os.utime(tmp_path / "parts.yaml", ns=(1, 1))
    assert "integer" in str(load_contract(main, cache))
    assert kept.stat().st_mtime_ns != before


def test_a_broken_cache_or_none_at_all_is_no_harm(tmp_path: Path) -> None:
    main, cache = write(tmp_path), tmp_path / "cache"
    first = load_contract(main, cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(b"\xff\x00")
    assert load_contract(main, cache) == first
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert load_contract(main, blocked) == first


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "api"
    inside.mkdir()
    main = write(inside)
    (inside / "parts.yaml").unlink()
    (tmp_path / "secret.yaml").write_text("Thing: {title: secret-title}\n")
    (inside / "parts.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "secret-title" not in str(load_contract(main))


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_contract(tmp_path / "none.yaml")
    with pytest.raises(InputError):
        load_contract(tmp_path)
