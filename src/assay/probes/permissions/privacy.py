"""Things that their owner makes private, where a field of the body offers that beside sharing them with the team."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.contract.kinds import properties
from assay.model.command import Program
from assay.model.contract import Contract
from assay.model.identity import Identity
from assay.probes.bodies import media_of, resolved
from assay.probes.objects import Made
from assay.probes.pointer import put
from assay.probes.providing import Draft, noted, ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session

_PRIVATE = frozenset({"private", "personal", "secret", "owner", "only_me", "onlyme", "just_me", "me"})
_SHARED = frozenset({"team", "tenant", "internal", "organization", "organisation", "org", "company", "workspace",
                     "group", "members", "shared", "colleagues", "department"})  # fmt: skip


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a field that keeps a thing to its owner. Where no value shares it with a team, `private` may mean
    private to the team, and there is no setting."""

    field: str
    value: str

    @property
    def sentence(self) -> str:
        """What the contract says, for a message."""
        return f"`{self.field}` is `{self.value}`, and another value shares it"


class On(msgspec.Struct, frozen=True, kw_only=True):
    """What a case is about: things of a resource, with a setting that keeps them private or without."""

    item: str
    setting: Setting | None = None


def settings(resource: Resource, contract: Contract) -> Iterator[Setting]:
    """The settings of the body that makes such a thing."""
    media = media_of(resource.create) if resource.create is not None else None
    if media is None:
        return
    for name, schema in properties(media.schema, contract.definitions).items():
        offered = [one for one in resolved(schema, contract).get("enum", ()) if isinstance(one, str)]
        private = [one for one in offered if one.lower() in _PRIVATE]
        if private and any(one.lower() in _SHARED for one in offered):
            yield Setting(field=name, value=private[0])


def kept_private(session: Session, resource: Resource, owner: Identity, setting: Setting) -> Program[Made | None]:
    """A thing with the setting, as the owner's answer shows it; one that was made before is as good."""
    mark = (f"{setting.field}={setting.value}",)
    known = session.spare.get((resource.item, owner.name, mark))
    if known is not None and (resource.item, known.id) not in session.gone:
        return known
    if session.safe or resource.create is None:
        return None
    variant = session.variants.get(resource.create.name, 0)
    draft: Draft | None = yield from ready(session, resource.create, owner, variant=variant)
    if draft is None or not isinstance(draft.call.body, dict):
        return None
    call = draft.call.with_(body=put(draft.call.body, f"/{setting.field}", setting.value), honest=True)
    exchange = yield from session.send(call)
    if not succeeded(exchange):
        return None
    known_call = session.goods.get((call.operation.name, owner.name))
    thing = noted(session, msgspec.structs.replace(draft, call=call), exchange)
    if known_call is not None:
        session.goods[call.operation.name, owner.name] = known_call
    if thing is None:
        return None
    pool = session.pool.get((resource.item, owner.name), [])
    if thing in pool:
        pool.remove(thing)  # nobody else may use it
    session.spare[resource.item, owner.name, mark] = thing
    return thing


def used_up(session: Session, thing: Made, setting: Setting) -> None:
    """Remember that a private thing is as it was no more."""
    session.spare.pop((thing.resource.item, thing.owner.name, (f"{setting.field}={setting.value}",)), None)
