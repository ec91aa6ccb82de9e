"""The rules of object-level permissions."""

from __future__ import annotations

from assay.model.rule import Rule

_SHARED = (
    "What a stranger also finds in a list of their own may be shared by design: there the rule stays silent, unless "
    "the contract says in words that it is private."
)
READ = Rule(
    name="foreign-read",
    title="A stranger reads what is not theirs",
    law="What one identity made is not told to a stranger (OWASP API1:2023)",
    severity="critical",
    basis="effect",
    assumes=_SHARED,
)
PART = Rule(
    name="foreign-part-read",
    title="A stranger reads a part of what is not theirs",
    law="Who may not read a thing may not read its parts, files and lists either",
    severity="critical",
    basis="effect",
    assumes="Parts of a thing are no more public than the thing itself.",
)
CHANGE = Rule(
    name="foreign-change",
    title="A stranger changes what is not theirs",
    law="What one identity made is not changed by a stranger (OWASP API1:2023)",
    severity="critical",
    basis="effect",
    assumes="Who may not read a thing may not change it. A thing that colleagues may read may be theirs to change too; "
    "no foreigner's change is meant.",
)
REMOVAL = Rule(
    name="foreign-removal",
    title="A stranger removes what is not theirs",
    law="What one identity made is not removed by a stranger (OWASP API1:2023)",
    severity="critical",
    basis="effect",
    assumes=CHANGE.assumes,
)
ACTION = Rule(
    name="foreign-action",
    title="A stranger acts on what is not theirs",
    law="What one identity made is not acted on by a stranger (OWASP API1:2023)",
    severity="critical",
    basis="effect",
    assumes=CHANGE.assumes,
)
LISTED = Rule(
    name="foreign-in-list",
    title="A list tells a stranger what they may not read",
    law="A list or search holds nothing whose direct read is refused to the same identity",
    severity="critical",
    basis="effect",
    assumes="A thing that is refused by its id is secret as a whole; an API with public summaries of private things "
    "switches the rule off.",
)
REFERENCE = Rule(
    name="foreign-reference",
    title="A request may name what belongs to another",
    law="A reference to a thing that the caller may not read is refused as one to nothing is",
    severity="high",
    basis="effect",
    assumes="References to things that do not exist are refused. Where any id is taken, nothing is claimed.",
)
TENANT = Rule(
    name="tenant-believed",
    title="A tenant is believed that the request names",
    law="A tenant that a request names gives nobody what the credentials do not",
    severity="critical",
    basis="effect",
    assumes="The tenants of assay.toml share nothing that both write. A parameter or field that is called tenant, "
    "organization, workspace, account, company or team names one by the name that assay.toml has for it, or that "
    "things of that tenant show. A tenant's public page is meant: by path alone, only what the contract keeps is "
    "claimed.",
)
