"""What Fieldnotes can be given that is wrong: by name the kind, one clause, and the rule that should tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    kind: str
    what: str
    rule: str


FLAWS: dict[str, Flaw] = {
    "withdrawing-answers-200": Flaw("answer", "withdrawing an invitation answers 200", "undeclared status"),
    "text-as-html": Flaw("answer", "the text of a note says that it is HTML", "undeclared content type"),
    "reset-missing": Flaw("answer", "a header that each answer promises is missing", "declared header"),
    "location-of-list": Flaw(
        "answer", "the Location of a new project is that of the list", "location leads to what was made"
    ),
    "conflict-shape-wanders": Flaw("answer", "a 409 has another shape than all other errors", "error shape"),
    "trace-told": Flaw("leak", "a 400 tells a traceback", "internals leaked"),
    "people-tell-more": Flaw("leak", "people are shown with email and PIN hash", "more data than declared"),
    "title-endless": Flaw("input", "a title of any length is taken", "longer than allowed"),
    "due-unchecked": Flaw("input", "a date that is none is taken", "format"),
    "priority-unbounded": Flaw("input", "a priority of any size is taken", "above the maximum"),
    "title-nullable": Flaw("input", "a patch takes the title away", "null"),
    "page-size-unchecked": Flaw("input", "a pageSize of zero is taken", "bad pagination"),
    "any-media-taken": Flaw("input", "a body of any media type is read as JSON", "wrong Content-Type"),
    "role-writable": Flaw("input", "everybody changes the own role", "mass assignment"),
    "author-writable": Flaw("input", "who writes a note says who its author is", "mass assignment"),
    "state-writable": Flaw("input", "the state of a note is changed as a field", "mass assignment"),
    "cursor-crash": Flaw("crash", "a cursor that is none answers 500", "bad pagination"),
    "pattern-in-q": Flaw(
        "injection", "the text to find is a regular expression, and a wrong one answers 500", "injection"
    ),
    "cursor-repeats": Flaw("list", "each page begins with the last of the page before", "pages overlap"),
    "cursor-skips": Flaw("list", "between two pages one is lost", "pages lose records"),
    "cursor-endless": Flaw("list", "the last page has a cursor as well", "pages have an end"),
    "oldest-first": Flaw("list", "lists go oldest first", "declared order"),
    "tag-ignored": Flaw("list", "the filter by tag does nothing", "filter"),
    "state-filter-partial": Flaw("list", "the filter by state lets drafts through", "filter"),
    "private-read": Flaw("object", "a colleague reads private notes", "foreign read"),
    "private-listed": Flaw("object", "the list has private notes of colleagues", "foreign list"),
    "private-text": Flaw("object", "whoever knows its id downloads the text of a note", "foreign download"),
    "foreign-comments": Flaw("object", "the comments on another team's note are listed", "foreign list, nested"),
    "foreign-project-notes": Flaw("object", "the notes of another team's project are listed", "foreign list, nested"),
    "foreign-archived": Flaw("object", "the bulk operation archives notes of other teams", "foreign action in bulk"),
    "foreign-import": Flaw("object", "everybody sees every import", "foreign read of a job"),
    "foreign-invitations": Flaw(
        "object", "an owner reads and withdraws invitations of another team", "foreign read across tenants"
    ),
    "bookmark-ids-shared": Flaw("object", "who chooses the id of a stranger's bookmark gets it", "foreign upsert"),
    "any-note-bookmarked": Flaw(
        "object", "a bookmark of a note that one may not read tells its title", "foreign reference"
    ),
    "notes-deleted-by-readers": Flaw("object", "everybody who reads a note deletes it", "foreign delete"),
    "comments-deleted-by-colleagues": Flaw("object", "a colleague deletes a comment", "foreign delete"),
    "viewers-write": Flaw("function", "a viewer changes notes", "function of a higher role"),
    "editors-delete-projects": Flaw("function", "an editor deletes projects", "function of a higher role"),
    "invitations-told": Flaw("function", "everybody of the team reads the invitations", "function of a higher role"),
    "scope-forgotten": Flaw("function", "a delegated token that only reads also writes", "scope"),
    "session-survives": Flaw("credentials", "a session goes on after the log-out", "logged-out credentials"),
    "session-guessable": Flaw("credentials", "a username is taken for a session", "malformed credentials"),
    "expired-taken": Flaw("credentials", "an expired token is taken", "expired credentials"),
    "any-scheme-taken": Flaw("credentials", "a token is taken under any scheme", "wrong scheme"),
    "gone-readable": Flaw("state", "a deleted note is still read by its id", "use after delete"),
    "deleted-stays": Flaw("state", "a deleted note stays", "delete without effect"),
    "deleted-listed": Flaw("state", "a deleted note stays in lists", "use after delete"),
    "change-not-kept": Flaw("state", "a change of a note is answered with 200 and not made", "update without effect"),
    "null-ignored": Flaw("state", "null in a merge patch does nothing", "merge patch"),
    "patch-resets": Flaw(
        "state", "a merge patch resets text and tags that it does not name", "PATCH resets other fields"
    ),
    "put-merges": Flaw("state", "a PUT keeps what it does not name", "PUT merges"),
    "put-appends": Flaw("state", "a second PUT makes another bookmark", "PUT not idempotent"),
    "invited-twice": Flaw("state", "the same invitation is made twice", "double submit"),
    "archived-changed": Flaw("state", "an archived note is changed", "invalid transition"),
    "archived-published": Flaw("state", "an archived note is published", "invalid transition"),
    "comments-miscounted": Flaw("state", "a note counts one comment too many", "wrong count"),
    "import-stuck": Flaw("state", "an import never ends", "job without end"),
    "import-without-result": Flaw("state", "an import succeeds and has no result", "job without result"),
    "import-without-effect": Flaw("state", "an import tells of notes that it has not made", "job without effect"),
    "claim-raced": Flaw("repeat", "two people claim a note at the same moment", "race"),
    "never-modified": Flaw("repeat", "any If-None-Match gets 304", "If-None-Match"),
    "etag-stands-still": Flaw("repeat", "a project's ETag stays when the project changes", "stale ETag"),
    "notes-replaced": Flaw("wire", "PUT of a note is answered, which no contract says", "undeclared method"),
}
