"""Folders of YAML files, read whole, without following links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.app import sources
from assay.app.sources import read_tree
from assay.model.errors import InputError


def write(top: Path, *paths: str) -> None:
    for path in paths:
        file = top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)


def test_only_yaml_outside_of_hidden_directories_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.request.yaml", "F/.resources/definition.yaml", "F/b.yml")
    write(tmp_path, ".git/c.yaml", "node_modules/d.yaml", "F/e.txt")
    found = read_tree(tmp_path)
    assert found == {path: path.encode() for path in ("a.request.yaml", "F/.resources/definition.yaml", "F/b.yml")}


def test_of_a_repository_only_postmans_part_is_read(tmp_path: Path) -> None:
    write(tmp_path, "postman/collections/S/a.request.yaml", "postman/globals/g.globals.yaml", "other/b.yaml")
    (tmp_path / "link.yaml").symlink_to("/etc/hostname")
    assert sorted(read_tree(tmp_path)) == ["postman/collections/S/a.request.yaml", "postman/globals/g.globals.yaml"]


@pytest.mark.parametrize("link", ["b.request.yaml", "F"])
def test_links_are_refused(tmp_path: Path, link: str) -> None:
    write(tmp_path / "inside", "a.request.yaml")
    write(tmp_path / "outside", "b.request.yaml")
    target = tmp_path / "outside" if link == "F" else tmp_path / "outside" / link
    (tmp_path / "inside" / link).symlink_to(target)
    with pytest.raises(InputError, match="is a link") as error:
        read_tree(tmp_path / "inside")
    assert error.value.where == str(tmp_path / "inside" / link)


def test_links_that_hold_no_requests_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.request.yaml")
    (tmp_path / "readme.md").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to("loop")
    assert list(read_tree(tmp_path)) == ["a.request.yaml"]


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.request.yaml")
    assert read_tree(tmp_path) == {"a.request.yaml": b""}


def test_a_name_that_is_no_text_is_replaced(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.request.yaml")).write_text("x")
    assert read_tree(tmp_path) == {"\ufffd.request.yaml": b"x"}


def test_what_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_tree(tmp_path / "gone")


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_FILES", 2), ("MAX_BYTES", 20), ("MAX_ENTRIES", 2), ("MAX_DEPTH", 1)]
)
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    write(tmp_path, "a.yaml", "b.yaml", "F/G/c.yaml")
    assert len(read_tree(tmp_path)) == 3
    monkeypatch.setattr(sources, limit, value)
    with pytest.raises(InputError):
        read_tree(tmp_path)
