"""Invitations: an owner's; the same one again is the one that there is."""

from __future__ import annotations

from typing import Any

from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.paging import paged
from tests.second_api.people import require_role
from tests.second_api.records import Invitation
from tests.second_api.refusals import hidden
from tests.second_api.wording import stamp


def list_invitations(call: Call) -> Answer:
    if not call.world.has("invitations-told"):
        require_role(call.who, "owner")
    return paged(call, _own(call), view)


def invite(call: Call) -> Answer:
    require_role(call.who, "owner")
    body, now = call.body(), call.world.now()
    name = "email" if body["kind"] == "email" else "personId"
    wanted = {"kind": body["kind"], name: body[name].lower()}
    same = next((one for one in _own(call) if one.target == wanted), None)
    if same and not call.world.has("invited-twice"):
        return Answer(view(call, same))
    invitation = Invitation(call.world.new_id(), call.who.team, now, now, wanted)
    call.world.invitations[invitation.id] = invitation
    return Answer(view(call, invitation), 201, {"Location": f"/api/invitations/{invitation.id}"})


def invitation_of(call: Call) -> Invitation:
    require_role(call.who, "owner")
    found = call.world.invitations.get(call.path["invitationId"])
    if found is None or (found.team != call.who.team and not call.world.has("foreign-invitations")):
        raise hidden()
    return found


def get_invitation(call: Call) -> Answer:
    return Answer(view(call, invitation_of(call)))


def withdraw(call: Call) -> Answer:
    del call.world.invitations[invitation_of(call).id]
    return Answer(status=200 if call.world.has("withdrawing-answers-200") else 204, data={"withdrawn": True})


def _own(call: Call) -> list[Invitation]:
    return [one for one in call.world.invitations.values() if one.team == call.who.team]


def view(_: Call, invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id, **invitation.target,
        "createdAt": stamp(invitation.created_at), "updatedAt": stamp(invitation.updated_at),
    }  # fmt: skip


HANDLERS: dict[str, Handler] = {
    "listInvitations": list_invitations, "invite": invite, "getInvitation": get_invitation,
    "withdrawInvitation": withdraw,
}  # fmt: skip
