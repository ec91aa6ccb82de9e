"""The rules of lists. Each is a relation between answers of one list: what the right answer is need not be known."""

from __future__ import annotations

from assay.model.rule import Rule

_STABLE = (
    "A list that nobody changes comes in the same order twice. One that does not (a shuffled feed), or that moves "
    "while it is read, is left alone."
)
OVERLAP = Rule(
    name="pages-overlap",
    title="Pages overlap",
    law="No record of a list stands on two of its pages",
    severity="high",
    basis="effect",
    assumes=f"Parameters with the usual names (limit, offset, page, cursor, …) page as they do everywhere. {_STABLE}",
)
LOST = Rule(
    name="pages-lose-records",
    title="Pages lose records",
    law="The pages of a list unite to the whole, whatever their size",
    severity="high",
    basis="effect",
    assumes=OVERLAP.assumes,
)
LIMIT = Rule(
    name="page-too-large",
    title="A page is larger than was asked for",
    law="A page holds no more than the size that was asked for",
    severity="medium",
    basis="effect",
    assumes="A size that the contract allows is an upper bound. Where the answer itself says that it took another one, "
    "nothing is claimed.",
)
BEYOND = Rule(
    name="page-beyond-the-end",
    title="There are records beyond the end of a list",
    law="A page beyond the end of a list is empty, or refused",
    severity="medium",
    basis="effect",
    assumes="A page number or offset is not brought back into the list. Where the answer says that it was, or repeats "
    "the last page, nothing is claimed.",
)
ENDLESS = Rule(
    name="pages-without-end",
    title="The pages of a list do not end",
    law="Who follows the cursor comes to an end",
    severity="medium",
    basis="effect",
    assumes="The cursor of an empty page is no promise of more, unless it goes on and on: a cursor on the last page "
    "that leads to an empty page is blamed only where the contract says in words that there is none.",
)
TOTAL = Rule(
    name="wrong-total",
    title="The total of a list is wrong",
    law="The total of a list is the number of records on all of its pages",
    severity="medium",
    basis="effect",
    assumes="A whole number beside the items of a paged list whose name has `total` in it, and X-Total-Count, count "
    "records; one that is described as a price, an estimate or the page's own count does not. `count` may be either.",
)
UNSORTED = Rule(
    name="wrong-order",
    title="A list is not in the order that was asked for",
    law="A list is in the order of the field that it is sorted by",
    severity="medium",
    basis="declared",
    assumes="A value of a sort parameter that is made of a field's name sorts by that field. A direction that nobody "
    "says may be either. Numbers and times are compared as such; texts are out of order only where code points, "
    "letters without their case, letters alone and numbers within texts all say so; enumerations may have an order of "
    "their own; empty values may stand anywhere.",
)
UNREVERSED = Rule(
    name="order-not-reversed",
    title="Both directions of an order are the same",
    law="The descending order of differing values is not the ascending one",
    severity="medium",
    basis="declared",
    assumes=UNSORTED.assumes,
)
STANDARD = Rule(
    name="promised-order-broken",
    title="A list does not come in the order that the contract promises",
    law="A list comes in the order that the contract says, where nobody asks for another one",
    severity="low",
    basis="declared",
    assumes="`Newest first` is by the field of the creation, and said of this list or of all lists; what is newest "
    "by its last change says so. The default of a sort parameter is what is taken without one.",
)
FILTER = Rule(
    name="filter-unfulfilled",
    title="A list holds what its filter leaves out",
    law="Every record of a filtered list fulfils the filter",
    severity="medium",
    basis="declared",
    assumes="A query parameter that is named like a field of the items, alone or with min, max, from, to, before, "
    "after and their like, filters by it, unless its description says something else. Text may be matched in part "
    "and in any case; moments within a second, and days within two, of a bound may be in or out.",
)
FILTER_LOSES = Rule(
    name="filter-loses-records",
    title="A filter leaves out what fulfils it",
    law="A filtered list holds every record of the list that fulfils the filter",
    severity="medium",
    basis="declared",
    assumes=f"{FILTER.assumes} A number that is exactly the bound of min, max or `or more` fulfils it.",
)
COMBINED = Rule(
    name="filters-not-combined",
    title="Two filters together let through what one leaves out",
    law="A list with two filters holds only what fulfils both",
    severity="medium",
    basis="declared",
    assumes="Filters of different parameters narrow a list together.",
)
SEARCH = Rule(
    name="search-ignored",
    title="A search finds everything",
    law="A search for a text that stands nowhere does not bring the whole list",
    severity="medium",
    basis="declared",
    assumes="A search by words finds what has them. One that is described as semantic, similar or fuzzy may find "
    "anything.",
)
SEARCH_LOSES = Rule(
    name="search-loses-records",
    title="A search does not find what is there",
    law="A search for a text finds the record whose searched field holds it",
    severity="medium",
    basis="declared",
    assumes="The contract names the fields that are searched, and says that they contain the text. An index has 3 s to "
    "catch up.",
)
PAGING_RULES = (OVERLAP, LOST, LIMIT, BEYOND, ENDLESS)
SORTING_RULES = (UNSORTED, UNREVERSED)
FILTERING_RULES = (FILTER, FILTER_LOSES, COMBINED)
