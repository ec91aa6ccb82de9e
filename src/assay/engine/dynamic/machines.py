"""Dynamic variables of databases and of those who speak of machines."""

from __future__ import annotations

from assay.engine.dynamic.draw import Maker, one_of, phrases, pick, words
from assay.model.world import World

_COLUMNS = words("id title name email phone token group category password comment avatar status createdAt updatedAt")
_TYPES = words(
    "int varchar text date datetime tinyint time timestamp smallint mediumint bigint decimal float double real bit "
    "boolean serial blob binary enum set geometry point"
)
_COLLATIONS = words("utf8_unicode_ci utf8_general_ci utf8_bin ascii_bin ascii_general_ci cp1250_bin cp1250_general_ci")
_ENGINES = words("InnoDB MyISAM MEMORY CSV BLACKHOLE ARCHIVE")
_ABBREVIATIONS = words(
    "TCP HTTP SDD RAM GB CSS SSL AGP SQL FTP PCI AI ADP RSS XML EXE COM HDD THX SMTP SMS USB PNG SAS IB SCSI JSON XSS "
    "JBOD"
)
_ADJECTIVES = phrases(
    "auxiliary,primary,back-end,digital,open-source,virtual,cross-platform,redundant,online,haptic,multi-byte,bluetooth,"
    "wireless,1080p,neural,optical,solid state,mobile"
)
_NOUNS = words(
    "driver protocol bandwidth panel microchip program port card array interface system sensor firewall pixel alarm "
    "feed monitor application transmitter bus circuit capacitor matrix"
)
_VERBS = phrases(
    "back up,bypass,hack,override,compress,copy,navigate,index,connect,generate,quantify,calculate,synthesize,input,"
    "transmit,program,reboot,parse"
)
_ING_VERBS = phrases(
    "backing up,bypassing,hacking,overriding,compressing,copying,navigating,indexing,connecting,generating,quantifying,"
    "calculating,synthesizing,transmitting,programming,parsing"
)
_PHRASES = (
    "We need to {verb} the {adjective} {abbreviation} {noun} before the {noun2} notices!",
    "Try to {verb} the {abbreviation} {noun}, it may well {verb2} the {adjective} {noun2}!",
    "{ing} the {noun} is not enough, we have to {verb} the {adjective} {abbreviation} {noun2}!",
    "I will {verb} the {adjective} {abbreviation} {noun}, that should {verb2} the {noun2}!",
    "Nobody can {verb} the {noun} without {ing} the {adjective} {abbreviation} {noun2}!",
)


def _phrase(world: World) -> str:
    return pick(_PHRASES, world).format(
        verb=pick(_VERBS, world),
        verb2=pick(_VERBS, world),
        ing=pick(_ING_VERBS, world),
        noun=pick(_NOUNS, world),
        noun2=pick(_NOUNS, world),
        adjective=pick(_ADJECTIVES, world),
        abbreviation=pick(_ABBREVIATIONS, world),
    )


MAKERS: dict[str, Maker] = {
    "$randomDatabaseColumn": one_of(_COLUMNS),
    "$randomDatabaseType": one_of(_TYPES),
    "$randomDatabaseCollation": one_of(_COLLATIONS),
    "$randomDatabaseEngine": one_of(_ENGINES),
    "$randomAbbreviation": one_of(_ABBREVIATIONS),
    "$randomAdjective": one_of(_ADJECTIVES),
    "$randomNoun": one_of(_NOUNS),
    "$randomVerb": one_of(_VERBS),
    "$randomIngverb": one_of(_ING_VERBS),
    "$randomPhrase": _phrase,
}
