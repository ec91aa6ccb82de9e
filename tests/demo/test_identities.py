"""The identities are who they say, and those that are good no more are refused."""

from tests.demo.client import Client
from tests.demo.identities import identities


def test_each_identity_is_who_it_says(base_url: str) -> None:
    found = identities(base_url)
    for name, identity in found.items():
        client = Client(base_url)
        client.headers = dict(identity.headers)
        me, stock = client.get("/v1/me"), client.get("/v1/feeds/stock")
        assert (stock.status == 200) is ("stock:read" in identity.scopes), name
        is_person = identity.role in ("member", "manager", "admin") and not identity.expired
        assert (me.status == 200) is is_person, name
        assert not is_person or (me.body["role"], me.body["tenant"]) == (identity.role, identity.tenant)
    assert [name for name, one in found.items() if one.expired] == ["alice-expired", "alice-logged-out"]


def test_a_token_that_is_over_is_told_from_one_that_is_none(base_url: str) -> None:
    found = identities(base_url)
    codes = []
    for name in ("alice-expired", "alice-logged-out"):
        codes.append(Client(base_url, Authorization=found[name].headers[0][1]).get("/v1/me").code)
    assert codes == ["token_expired", "invalid_token"]
