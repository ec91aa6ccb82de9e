"""Which steps run, in which order, with what they inherit."""

from __future__ import annotations

import pytest

from assay.engine.select import runnable
from assay.model.errors import SelectionError
from assay.model.suite import Auth, Folder, RequestTemplate, Script, Step, Suite
from assay.model.variable import Variable


def step(name: str, **given: object) -> Step:
    return Step(id=f"id-{name}", name=name, request=RequestTemplate(), **given)  # type: ignore[arg-type]


def script(listen: str, source: str, **given: object) -> Script:
    return Script(id=source, listen=listen, source=source, **given)  # type: ignore[arg-type]


def folder(name: str, *items: Folder | Step, **given: object) -> Folder:
    return Folder(id=f"id-{name}", name=name, items=items, **given)  # type: ignore[arg-type]


def names(suite: Suite, *wanted: str) -> list[str]:
    return [item.step.name for item in runnable(suite, wanted)]


SHOP = Suite(
    id="s",
    name="Shop",
    items=(
        step("health"),
        folder("Users", step("list"), folder("Admin", step("audit"), step("list"))),
        folder("Orders", step("create"), step("pay")),
    ),
)


def test_all_in_the_order_of_the_collection() -> None:
    assert names(SHOP) == ["health", "list", "audit", "list", "create", "pay"]


def test_a_folder_brings_what_lies_below_it() -> None:
    assert names(SHOP, "Users") == ["list", "audit", "list"]


def test_a_request_can_be_named_and_so_can_an_id() -> None:
    assert names(SHOP, "pay") == ["pay"]
    assert names(SHOP, "id-Orders") == ["create", "pay"]


def test_the_nearest_to_the_root_wins_a_shared_name() -> None:
    (item,) = runnable(Suite(id="s", name="S", items=(folder("A", step("x")), step("x"))), ["x"])
    assert item.path == ()


def test_several_keep_the_collections_order_and_none_comes_twice() -> None:
    assert names(SHOP, "Orders", "Users", "Admin") == ["list", "audit", "list", "create", "pay"]


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(SelectionError, match="Unable to find a folder or request") as caught:
        runnable(SHOP, ["Ordrs"])
    assert "Users, Admin, Orders" in caught.value.remedy
    with pytest.raises(SelectionError, match='"Nope"'):
        runnable(SHOP, ["Orders", "Nope"])


def test_scripts_run_outermost_first_and_disabled_ones_do_not() -> None:
    suite = Suite(
        id="s",
        name="Shop",
        scripts=(script("test", "root"), script("prerequest", "root pre")),
        items=(folder("F", step("a", scripts=(script("test", "own"), script("test", "off", enabled=False))),
                      scripts=(script("test", "folder"),)),),
    )  # fmt: skip
    (item,) = runnable(suite)
    assert [(one.script.source, one.owner) for one in item.listeners("test")] == [
        ("root", "Shop"),
        ("folder", "F"),
        ("own", "a"),
    ]
    assert [one.script.source for one in item.listeners("prerequest")] == ["root pre"]


def test_the_nearest_auth_and_settings_win() -> None:
    suite = Suite(
        id="s",
        name="S",
        auth=Auth(type="bearer"),
        settings={"strictSSL": False, "maxRedirects": 3},
        items=(folder("F", step("in", settings={"maxRedirects": 1}), auth=Auth(type="noauth")), step("out")),
    )
    inside, outside = runnable(suite)
    assert inside.auth == Auth(type="noauth")
    assert outside.auth == Auth(type="bearer")
    assert inside.settings == {"strictSSL": False, "maxRedirects": 1}


def test_folders_a_thousand_deep() -> None:
    node: Folder | Step = step("bottom")
    for depth in range(3000):
        node = folder(str(depth), node)
    (item,) = runnable(Suite(id="s", name="S", items=(node,)))
    assert len(item.path) == 3000
    assert names(Suite(id="s", name="S", items=(node,)), "0") == ["bottom"]


def test_variables_of_folders_count_in_format_v3_alone() -> None:
    inner = folder("F", step("a"), variables=(Variable(key="x", value="1"),))
    (new,) = runnable(Suite(id="s", name="S", version="3.0", items=(inner,)))
    (old,) = runnable(Suite(id="s", name="S", version="2.1", items=(inner,)))
    assert [variable.key for variable in new.variables] == ["x"]
    assert old.variables == ()
