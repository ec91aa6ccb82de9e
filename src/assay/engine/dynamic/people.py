"""Dynamic variables that are names, jobs and telephone numbers of people."""

from __future__ import annotations

from functools import cache

from assay.engine.dynamic.draw import Maker, digits, one_of, pick, whole
from assay.model.world import World

_PREFIXES = ("Mr.", "Mrs.", "Ms.", "Miss", "Dr.")
_SUFFIXES = ("Jr.", "Sr.", "I", "II", "III", "IV", "V", "MD", "DDS", "PhD", "DVM")
_DESCRIPTORS = (
    "Lead",
    "Senior",
    "Principal",
    "Chief",
    "Regional",
    "National",
    "Global",
    "District",
    "Corporate",
    "Central",
    "Internal",
    "International",
    "Product",
    "Customer",
    "Investor",
    "Human",
    "Future",
)
_AREAS = (
    "Accounts",
    "Assurance",
    "Branding",
    "Communications",
    "Configuration",
    "Data",
    "Functionality",
    "Infrastructure",
    "Integration",
    "Interactions",
    "Marketing",
    "Operations",
    "Optimization",
    "Quality",
    "Research",
    "Security",
    "Solutions",
    "Usability",
    "Web",
)
_TYPES = (
    "Administrator",
    "Agent",
    "Analyst",
    "Architect",
    "Assistant",
    "Associate",
    "Consultant",
    "Coordinator",
    "Designer",
    "Developer",
    "Director",
    "Engineer",
    "Executive",
    "Facilitator",
    "Liaison",
    "Manager",
    "Officer",
    "Planner",
    "Producer",
    "Representative",
    "Specialist",
    "Strategist",
    "Supervisor",
    "Technician",
)


@cache
def _first_names() -> tuple[str, ...]:
    from faker.providers.person.en_US import Provider

    return tuple(Provider.first_names)


@cache
def _last_names() -> tuple[str, ...]:
    from faker.providers.person.en_US import Provider

    return tuple(Provider.last_names)


def first_name(world: World) -> str:
    """A given name."""
    return pick(_first_names(), world)


def last_name(world: World) -> str:
    """A family name."""
    return pick(_last_names(), world)


def _full_name(world: World) -> str:
    name = f"{first_name(world)} {last_name(world)}"
    match whole(0, 8, world):
        case 0:
            return f"{pick(_PREFIXES, world)} {name}"
        case 1:
            return f"{name} {pick(_SUFFIXES, world)}"
        case _:
            return name


def _job_title(world: World) -> str:
    return " ".join(pick(choices, world) for choices in (_DESCRIPTORS, _AREAS, _TYPES))


def _phone_number(world: World) -> str:
    """Neither area nor exchange begins with 0 or 1."""
    area, exchange = (f"{whole(2, 9, world)}{digits(2, world)}" for _ in range(2))
    return f"{area}-{exchange}-{digits(4, world)}"


MAKERS: dict[str, Maker] = {
    "$randomFirstName": first_name,
    "$randomLastName": last_name,
    "$randomFullName": _full_name,
    "$randomNamePrefix": one_of(_PREFIXES),
    "$randomNameSuffix": one_of(_SUFFIXES),
    "$randomJobTitle": _job_title,
    "$randomJobDescriptor": one_of(_DESCRIPTORS),
    "$randomJobArea": one_of(_AREAS),
    "$randomJobType": one_of(_TYPES),
    "$randomPhoneNumber": _phone_number,
    "$randomPhoneNumberExt": lambda world: f"{whole(1, 99, world)}-{_phone_number(world)}",
}
