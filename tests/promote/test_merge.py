"""Living with promoted code: nobody's edit is lost, what nobody touched follows, a true conflict is marked."""

from __future__ import annotations

import ast

import pytest

from assay.model.errors import InputError
from assay.promote.merge.blocks import MARK, joined, parse
from assay.promote.merge.manifest import FileThen, Manifest, read_manifest, written
from assay.promote.merge.suite import merge_suite
from assay.promote.merge.three_way import merge_file, merge_module
from assay.promote.writing.code import Block, Module, Parameter, module_text


def block(name: str, *body: str, imports: tuple[str, ...] = ("import httpx",)) -> Block:
    client = Parameter(name="client", annotation="httpx.Client")
    return Block(name=name, parameters=(client,), doc=f"{name}.", body=body, imports=imports)


def module(*blocks: Block) -> Module:
    return Module(path="test_orders.py", doc="Orders.", blocks=blocks)


A = block("test_a", 'assert client.get("/a").status_code == 200')
B = block("test_b", 'assert client.get("/b").status_code == 200')
C = block("test_c", 'assert client.get("/c").status_code == 200')
A2 = block("test_a", 'assert client.get("/a").status_code == 204')


def then(*blocks: Block) -> FileThen:
    return merge_module(module(*blocks), None, None).then


def kinds(merged: object) -> dict[str, str]:
    return {change.name: change.kind for change in merged.changes}  # type: ignore[attr-defined]


def test_a_new_file_is_written_whole() -> None:
    merged = merge_module(module(A, B), None, None)
    assert merged.text == module_text(module(A, B))
    assert kinds(merged) == {"test_a": "added", "test_b": "added"}


def test_a_second_run_without_a_change_leaves_every_byte() -> None:
    text = module_text(module(A, B))
    merged = merge_module(module(A, B), text, then(A, B))
    assert merged.text == text
    assert merged.changes == ()


def test_what_nobody_touched_is_updated_and_an_edit_beside_it_is_kept() -> None:
    edited = module_text(module(A, B)).replace('client.get("/b")', 'client.get("/b?mine")')
    merged = merge_module(module(A2, B), edited, then(A, B))
    assert merged.text is not None
    assert "== 204" in merged.text
    assert "/b?mine" in merged.text
    assert kinds(merged) == {"test_a": "updated"}


def test_peoples_own_functions_comments_and_imports_stay_to_the_letter() -> None:
    mine = (
        "import csv  # mine\nfrom decimal import Decimal as D\n\n\n# A note.\n\ndef helper( x ):\n    return   D(x)\n"
    )
    text = module_text(module(A, B)) + "\n\n" + mine
    merged = merge_module(module(A2, B, C), text, then(A, B))
    assert merged.text is not None
    assert "import csv  # mine" in merged.text
    assert "# A note.\n\ndef helper( x ):\n    return   D(x)" in merged.text
    assert {"test_a", "test_b", "test_c"} <= {
        one.name for one in ast.parse(merged.text).body if isinstance(one, ast.FunctionDef)
    }


def test_a_true_conflict_is_marked_once_and_the_edit_stands() -> None:
    edited = module_text(module(A, B)).replace('client.get("/a")', 'client.get("/mine")')
    merged = merge_module(module(A2, B), edited, then(A, B))
    assert merged.text is not None
    assert kinds(merged) == {"test_a": "conflict"}
    assert merged.text.count(MARK) == 1
    assert '#         assert client.get("/a").status_code == 204' in merged.text
    assert 'client.get("/mine").status_code == 200' in merged.text
    again = merge_module(module(A2, B), merged.text, merged.then)
    assert again.text == merged.text
    assert kinds(again) == {"test_a": "conflict"}
    solved = merge_module(module(A2, B), module_text(module(A2, B)), merged.then)
    assert solved.changes == ()


def test_what_people_deleted_stays_deleted() -> None:
    merged = merge_module(module(A2, B), module_text(module(B)), then(A, B))
    assert merged.text == module_text(module(B))
    assert kinds(merged) == {"test_a": "deleted by people"}


def test_what_left_the_collection_goes_unless_it_was_edited() -> None:
    text = module_text(module(A, B, C)).replace("/c", "/mine")
    merged = merge_module(module(B), text, then(A, B, C))
    assert merged.text is not None
    assert "test_a" not in merged.text
    assert "/mine" in merged.text
    assert kinds(merged) == {"test_a": "removed", "test_c": "kept"}


def test_a_function_of_theirs_with_our_name_is_left_alone() -> None:
    theirs = "def test_a():\n    assert 1\n"
    merged = merge_module(module(A, B), theirs, None)
    assert merged.text is not None
    assert "def test_a():\n    assert 1" in merged.text
    assert "test_b" in merged.text
    assert kinds(merged) == {"test_a": "not ours", "test_b": "added"}
    assert "test_a" not in merged.then.blocks


def test_a_file_that_is_no_python_is_left_alone_and_told() -> None:
    merged = merge_module(module(A), "<<<<<<< HEAD\n", then(A))
    assert merged.text is None
    assert [change.kind for change in merged.changes] == ["conflict"]


def test_new_functions_come_after_their_neighbours_with_their_imports() -> None:
    new = block("test_ab", "assert re.search", imports=("import re", "import httpx"))
    merged = merge_module(module(A, new, B), module_text(module(A, B)), then(A, B))
    assert merged.text == module_text(module(A, new, B))


def test_an_import_that_nobody_needs_any_more_goes() -> None:
    old = block("test_ab", "assert re.search", imports=("import re", "import httpx"))
    merged = merge_module(module(A, B), module_text(module(A, old, B)), then(A, old, B))
    assert merged.text == module_text(module(A, B))


def test_taking_a_module_apart_and_together_again_changes_nothing() -> None:
    text = '"""Doc."""\n# first\nimport os\n\n\n\nX = 1\nif X:\n    pass\n'
    text += "@decorated(\n  1)\n# inner\ndef f(): ...\n\n# tail\n"
    assert joined(parse(text)) == text


def test_files_that_are_not_python_are_merged_as_wholes() -> None:
    written = merge_file("s.json", "{}\n", None, None)
    assert written.text == "{}\n"
    assert merge_file("s.json", "[]\n", "{}\n", written.then).text == "[]\n"
    assert merge_file("s.json", "[]\n", "mine", written.then).text is None
    assert merge_file("s.json", "[]\n", "mine", written.then).changes[0].kind == "conflict"
    assert merge_file("s.json", "[]\n", "theirs", None).changes[0].kind == "not ours"


def test_a_module_that_is_not_written_any_more_is_removed_unless_people_are_in_it() -> None:
    known = Manifest(files={"test_orders.py": then(A), "test_b.py": then(B)})
    files = {
        "test_orders.py": module_text(module(A)),
        "test_b.py": module_text(module(B)) + "\n\ndef mine():\n    pass\n",
    }
    outcome = merge_suite((), {}, files.get, known)
    assert outcome.remove == ("test_orders.py",)
    assert "def mine" in outcome.write["test_b.py"]
    assert "test_b(" not in outcome.write["test_b.py"]


def test_a_test_with_another_name_follows_under_it() -> None:
    renamed = module_text(module(A, B)).replace("def test_a(", "def test_mine(")
    quiet = merge_module(module(A, B), renamed, then(A, B))
    assert quiet.text == renamed
    assert quiet.changes == ()
    merged = merge_module(module(A2, B), renamed, then(A, B))
    assert merged.text is not None
    assert kinds(merged) == {"test_mine": "updated"}
    assert "== 204" in merged.text
    assert "def test_a(" not in merged.text
    assert merge_module(module(A2, B), merged.text, merged.then).changes == ()


def test_imports_that_people_wrote_otherwise_are_not_doubled() -> None:
    theirs = module_text(module(A, B)).replace("import httpx", "import httpx as h").replace("httpx.Client", "h.Client")
    merged = merge_module(module(A, B), theirs, then(A, B))
    assert merged.text == theirs


def test_a_new_import_stands_where_a_sorter_would_put_it() -> None:
    new = block("test_c", "assert re.search", imports=("import re", "import httpx"))
    theirs = module_text(module(A)).replace("import httpx", "import csv as table\nimport httpx")
    merged = merge_module(module(A, new), theirs, then(A))
    assert merged.text is not None
    assert [line for line in merged.text.split("\n") if line.startswith("import")] == [
        "import csv as table",
        "import re",
        "import httpx",
    ]


@pytest.mark.parametrize("path", ["../x.md", "/etc/x", "a/../../x", "", "C:\\x", "a\\..\\..\\x", "a\0b"])
def test_a_manifest_that_names_a_file_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(InputError, match="outside of its folder"):
        read_manifest(written(Manifest(files={path: FileThen(whole="x")})), "m")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", "[" * 100_000, "\0", '{"format": 99}']
)
def test_a_manifest_that_is_none_is_told(text: str) -> None:
    with pytest.raises(InputError):
        read_manifest(text.encode(), "m")
