"""Dynamic variables of goods, companies and what companies say of themselves."""

from __future__ import annotations

from assay.engine.dynamic.draw import Maker, one_of, phrases, pick, whole, words
from assay.engine.dynamic.people import last_name
from assay.model.world import World

COLORS = words(
    "red green blue yellow purple orange pink white black grey silver gold teal cyan magenta maroon olive lime indigo "
    "violet turquoise lavender ivory salmon azure plum orchid tan"
)
_DEPARTMENTS = words(
    "Automotive Baby Beauty Books Clothing Computers Electronics Games Garden Grocery Health Home Industrial Jewelery "
    "Kids Movies Music Outdoors Shoes Sports Tools Toys"
)
ADJECTIVES = words(
    "Small Ergonomic Rustic Intelligent Gorgeous Incredible Fantastic Practical Sleek Awesome Generic Handcrafted "
    "Handmade Licensed Refined Unbranded Tasty"
)
MATERIALS = words("Steel Wooden Concrete Plastic Cotton Granite Rubber Metal Soft Fresh Frozen")
PRODUCTS = words(
    "Chair Car Computer Keyboard Mouse Bike Ball Gloves Pants Shirt Table Shoes Hat Towels Soap Tuna Chicken Fish "
    "Cheese Bacon Pizza Salad Sausages Chips"
)
_COMPANY_SUFFIXES = ("Inc", "LLC", "Group", "and Sons")
_PHRASE_ADJECTIVES = words(
    "Adaptive Advanced Ameliorated Automated Balanced Centralized Cloned Configurable Customizable Decentralized "
    "Devolved Distributed Enhanced Enterprise-wide Expanded Focused Front-line Fundamental Horizontal Implemented "
    "Integrated Intuitive Managed Monitored Multi-layered Networked Open-source Optimized Persistent Phased Proactive "
    "Programmable Reactive Robust Secured Seamless Sharable Synchronised Triple-buffered Universal Upgradable "
    "User-centric Versatile Virtual Visionary"
)
_PHRASE_DESCRIPTORS = phrases(
    "24 hour,24/7,3rd generation,actuating,analyzing,asynchronous,background,bottom-line,client-driven,cohesive,"
    "composite,content-based,context-sensitive,demand-driven,directional,discrete,dynamic,encompassing,executive,"
    "explicit,fault-tolerant,global,heuristic,high-level,holistic,human-resource,hybrid,impactful,incremental,"
    "interactive,leading edge,local,logistical,maximized,mission-critical,mobile,modular,multimedia,national,"
    "needs-based,neutral,next generation,object-oriented,optimal,radical,real-time,regional,responsive,scalable,"
    "static,systematic,tangible,transitional,value-added,web-enabled,zero tolerance"
)
_PHRASE_NOUNS = words(
    "ability access adapter algorithm alliance analyzer application approach architecture archive array attitude "
    "benchmark capability capacity challenge circuit collaboration complexity concept contingency core database "
    "emulation encoding encryption extranet firmware flexibility forecast frame framework function groupware "
    "hardware hierarchy hub implementation infrastructure initiative installation interface intranet knowledge "
    "leverage matrix methodology middleware migration model moderator monitoring paradigm parallelism policy portal "
    "process productivity project protocol service software solution standardization strategy structure support "
    "synergy throughput toolset utilisation website workforce"
)
_BS_ADJECTIVES = words(
    "24/7 B2B B2C back-end best-of-breed bleeding-edge bricks-and-clicks clicks-and-mortar collaborative compelling "
    "cross-media cross-platform customized cutting-edge distributed dynamic e-business efficient end-to-end "
    "enterprise extensible front-end frictionless global granular holistic impactful innovative integrated interactive "
    "intuitive killer leading-edge magnetic mission-critical multi-platform next-generation one-to-one open-source "
    "plug-and-play proactive real-time revolutionary rich robust scalable seamless sticky strategic synergistic "
    "transparent turn-key ubiquitous user-centric value-added vertical viral virtual visionary web-enabled wireless "
    "world-class"
)
_BS_VERBS = words(
    "aggregate architect benchmark brand cultivate deliver deploy disintermediate drive embrace empower enable "
    "engage engineer enhance envisioneer evolve expedite exploit extend facilitate generate grow harness implement "
    "incentivize incubate innovate integrate iterate leverage matrix maximize mesh monetize morph optimize "
    "orchestrate productize recontextualize redefine reintermediate reinvent repurpose revolutionize scale seize "
    "strategize streamline syndicate synergize synthesize target transform transition unleash utilize visualize "
    "whiteboard"
)
_BS_NOUNS = words(
    "action-items applications architectures bandwidth channels communities content convergence deliverables "
    "e-business e-commerce e-markets e-services e-tailers experiences eyeballs functionalities infomediaries "
    "infrastructures initiatives interfaces markets methodologies metrics mindshare models networks niches paradigms "
    "partnerships platforms portals relationships ROI schemas solutions supply-chains synergies systems technologies "
    "users vortals web-readiness"
)


def _several(*lists: list[str]) -> Maker:
    return lambda world: " ".join(pick(choices, world) for choices in lists)


def _company(world: World) -> str:
    names = [last_name(world) for _ in range(3)]
    match whole(0, 2, world):
        case 0:
            return f"{names[0]} {pick(_COMPANY_SUFFIXES, world)}"
        case 1:
            return f"{names[0]} - {names[1]}"
        case _:
            return f"{names[0]}, {names[1]} and {names[2]}"


MAKERS: dict[str, Maker] = {
    "$randomColor": one_of(COLORS),
    "$randomDepartment": one_of(_DEPARTMENTS),
    "$randomProductName": _several(ADJECTIVES, MATERIALS, PRODUCTS),
    "$randomProductAdjective": one_of(ADJECTIVES),
    "$randomProductMaterial": one_of(MATERIALS),
    "$randomProduct": one_of(PRODUCTS),
    "$randomCompanyName": _company,
    "$randomCompanySuffix": one_of(_COMPANY_SUFFIXES),
    "$randomCatchPhrase": _several(_PHRASE_ADJECTIVES, _PHRASE_DESCRIPTORS, _PHRASE_NOUNS),
    "$randomCatchPhraseAdjective": one_of(_PHRASE_ADJECTIVES),
    "$randomCatchPhraseDescriptor": one_of(_PHRASE_DESCRIPTORS),
    "$randomCatchPhraseNoun": one_of(_PHRASE_NOUNS),
    "$randomBs": _several(_BS_VERBS, _BS_ADJECTIVES, _BS_NOUNS),
    "$randomBsAdjective": one_of(_BS_ADJECTIVES),
    "$randomBsBuzz": one_of(_BS_VERBS),
    "$randomBsNoun": one_of(_BS_NOUNS),
}
