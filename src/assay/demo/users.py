"""The tenant's accounts, for admins: list, create, read, change, disable."""

from typing import Any

import msgspec

from assay.demo import access, audit, passwords, sessions
from assay.demo.calls import Call, Reply
from assay.demo.paging import contains, equals, ordered, page
from assay.demo.problems import Problem
from assay.demo.records import User
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_users(shop: Shop, call: Call) -> Reply:
    users = (user for user in shop.store.users.values() if user.tenant == call.who.tenant and _wanted(call, user))
    return page(call, ordered(users, call.query["sort"]), view)


async def create_user(shop: Shop, call: Call) -> Reply:
    require_free_username(shop, call.body["username"])
    require_free_email(shop, call.who.tenant, call.body["email"])
    user = User(
        **{**call.body, "password": passwords.hashed(call.body["password"], shop.ids.new("salt"))},
        id=shop.ids.new("usr"),
        tenant=call.who.tenant,
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    shop.store.users[user.id] = user
    audit.record(shop, call.who, "user.create", user.id)
    return Reply(status=201, content=view(user), headers={"Location": f"/v1/users/{user.id}"})


async def get_user(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(access.user(shop, call.who, call.path["user_id"])))


async def update_user(shop: Shop, call: Call) -> Reply:
    user = access.user(shop, call.who, call.path["user_id"])
    if user.id == call.who.id and call.body.get("role", user.role) != user.role:
        raise Problem("own_account", "Nobody changes the role of the own account.")
    return Reply(content=view(change(shop, call, user)))


async def disable_user(shop: Shop, call: Call) -> Reply:
    user = access.user(shop, call.who, call.path["user_id"])
    if user.id == call.who.id:
        raise Problem("own_account", "Nobody disables the own account.")
    if user.disabled:
        raise Problem("user_disabled", "The user is disabled already.")
    user = msgspec.structs.replace(user, disabled=True, updated_at=shop.now())
    shop.store.users[user.id] = user
    sessions.end_sessions_of(shop, user.id)
    audit.record(shop, call.who, "user.disable", user.id)
    return Reply(content=view(user))


def change(shop: Shop, call: Call, user: User) -> User:
    """Replaces the fields of the user that the body names."""
    if "email" in call.body:
        require_free_email(shop, user.tenant, call.body["email"], besides=user.id)
    user = msgspec.structs.replace(user, **call.body, updated_at=shop.now())
    shop.store.users[user.id] = user
    audit.record(shop, call.who, "user.update", user.id)
    return user


def require_free_username(shop: Shop, username: str) -> None:
    """409 if any user of the shop has the username."""
    if any(user.username == username for user in shop.store.users.values()):
        raise Problem("username_taken", "Another user has this username.")


def require_free_email(shop: Shop, tenant: str, email: str, *, besides: str = "") -> None:
    """409 if another user of the tenant has the email."""
    others = (user for user in shop.store.users.values() if user.tenant == tenant and user.id != besides)
    if any(user.email == email for user in others):
        raise Problem("email_taken", "Another user has this email.")


def view(user: User) -> dict[str, Any]:
    """What others may see of the user: never the password."""
    return {
        "id": user.id,
        "tenant": user.tenant,
        "username": user.username,
        "email": user.email,
        "display_name": user.display_name,
        "role": user.role,
        "status": _status(user),
        "created_at": stamp(user.created_at),
        "updated_at": stamp(user.updated_at),
    }


def _status(user: User) -> str:
    return "disabled" if user.disabled else "active"


def _wanted(call: Call, user: User) -> bool:
    return (
        equals(user.role, call.query.get("role"))
        and equals(_status(user), call.query.get("status"))
        and any(contains(text, call.query.get("q")) for text in (user.username, user.email, user.display_name))
    )


HANDLERS: dict[str, Handler] = {
    "listUsers": list_users,
    "createUser": create_user,
    "getUser": get_user,
    "updateUser": update_user,
    "disableUser": disable_user,
}
