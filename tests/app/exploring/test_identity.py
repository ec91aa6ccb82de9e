"""Whose name a request is sent in, and that the command itself is stronger."""

from __future__ import annotations

from pathlib import Path

from assay.app.exploring.identity import Credentials, credentials_of, in_the_name_of
from assay.app.project import IdentityTable, Project, load
from assay.model.transfer import Transfer

TOML = """
[identity.alice]
token = "${TOKEN}"
[identity.cook]
cookie = { sid = "${TOKEN}", lang = "${LANG_OF_SHOP}" }
[identity.basil]
basic = { username = "basil", password = "${TOKEN}" }
[identity.key]
api_key = { name = "X Key", in = "query", value = "${TOKEN}" }
[identity.head]
api_key = { name = "X-Key", value = "${TOKEN}" }
[identity.nobody]
"""


def project(folder: Path) -> Project:
    """The identities above, their secret in .env."""
    (folder / "assay.toml").write_text(TOML)
    (folder / ".env").write_text("TOKEN=s3cr3t&\nLANG_OF_SHOP=en\n")
    return load(folder / "assay.toml")


def sent(folder: Path, name: str, transfer: Transfer) -> Transfer:
    """The transfer in this name."""
    found = project(folder)
    table: IdentityTable = found.identity[name]
    credentials: Credentials = credentials_of(name, table, found, None, None)
    assert name == "nobody" or "s3cr3t&" in credentials.secrets
    return in_the_name_of(transfer, credentials)


def test_each_kind_of_credential(tmp_path: Path) -> None:
    plain = Transfer(url="http://a/b?c=1#d")
    assert sent(tmp_path, "alice", plain).headers == ("Authorization: Bearer s3cr3t&",)
    assert sent(tmp_path, "head", plain).headers == ("X-Key: s3cr3t&",)
    assert sent(tmp_path, "key", plain).url == "http://a/b?c=1&X%20Key=s3cr3t%26#d"
    assert sent(tmp_path, "basil", plain).options == {"user": "basil:s3cr3t&", "basic": True}
    assert sent(tmp_path, "cook", plain).options == {"cookie": ("sid=s3cr3t&", "lang=en")}
    assert sent(tmp_path, "nobody", plain) == plain


def test_what_the_command_says_is_stronger(tmp_path: Path) -> None:
    own = Transfer(url="http://a", headers=("authorization: Bearer mine",))
    assert sent(tmp_path, "alice", own).headers == own.headers
    assert sent(tmp_path, "basil", own).options == {}
    login = Transfer(url="http://a", options={"user": "me:pw"})
    assert sent(tmp_path, "basil", login).options == {"user": "me:pw"}
    cookies = Transfer(url="http://a", options={"cookie": ("a=1",)})
    assert sent(tmp_path, "cook", cookies).options["cookie"] == ("a=1", "sid=s3cr3t&", "lang=en")
