"""All dynamic variables by name; a theme is loaded when the first of its variables is asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from assay.engine.dynamic.draw import Maker
from assay.model.world import World

_THEMES = {
    "plain": "$guid $timestamp $isoTimestamp $randomInt $randomUUID $randomBoolean $randomAlphaNumeric $randomSemver",
    "dates": "$randomDatePast $randomDateFuture $randomDateRecent $randomMonth $randomWeekday",
    "people": (
        "$randomFirstName $randomLastName $randomFullName $randomNamePrefix $randomNameSuffix $randomJobTitle "
        "$randomJobDescriptor $randomJobArea $randomJobType $randomPhoneNumber $randomPhoneNumberExt"
    ),
    "places": (
        "$randomCity $randomStreetName $randomStreetAddress $randomCountry $randomCountryCode $randomLatitude "
        "$randomLongitude $randomLocale"
    ),
    "commerce": (
        "$randomColor $randomDepartment $randomProductName $randomProductAdjective $randomProductMaterial "
        "$randomProduct $randomCompanyName $randomCompanySuffix $randomCatchPhrase $randomBs "
        "$randomCatchPhraseAdjective $randomCatchPhraseDescriptor $randomCatchPhraseNoun $randomBsAdjective "
        "$randomBsBuzz $randomBsNoun"
    ),
    "money": (
        "$randomBankAccount $randomBankAccountName $randomCreditCardMask $randomPrice $randomTransactionType "
        "$randomCurrencyCode $randomCurrencyName $randomCurrencySymbol $randomBitcoin $randomBankAccountIban "
        "$randomBankAccountBic"
    ),
    "machines": (
        "$randomDatabaseColumn $randomDatabaseType $randomDatabaseCollation $randomDatabaseEngine $randomAbbreviation "
        "$randomAdjective $randomNoun $randomVerb $randomIngverb $randomPhrase"
    ),
    "files": (
        "$randomFileName $randomCommonFileName $randomMimeType $randomCommonFileType $randomCommonFileExt "
        "$randomFileType $randomFileExt $randomFilePath $randomDirectoryPath"
    ),
    "web": (
        "$randomEmail $randomExampleEmail $randomUserName $randomProtocol $randomUrl $randomDomainName "
        "$randomDomainSuffix $randomDomainWord $randomIP $randomIPV6 $randomUserAgent $randomHexColor "
        "$randomMACAddress $randomPassword"
    ),
    "images": (
        "$randomAvatarImage $randomImageUrl $randomAbstractImage $randomAnimalsImage $randomBusinessImage "
        "$randomCatsImage $randomCityImage $randomFoodImage $randomNightlifeImage $randomFashionImage "
        "$randomPeopleImage $randomNatureImage $randomSportsImage $randomTransportImage $randomImageDataUri"
    ),
    "prose": (
        "$randomWord $randomWords $randomLoremWord $randomLoremWords $randomLoremSentence $randomLoremSlug "
        "$randomLoremSentences $randomLoremParagraph $randomLoremParagraphs $randomLoremText $randomLoremLines"
    ),
}
_THEME_OF = {name: theme for theme, names in _THEMES.items() for name in names.split()}

NAMES = frozenset(_THEME_OF)
"""Every dynamic variable, with its `$`."""


def generate(name: str, world: World) -> str | None:
    """A new value for `$name`; None where there is no such variable."""
    return _makers(_THEME_OF[name])[name](world) if name in _THEME_OF else None


@cache
def _makers(theme: str) -> dict[str, Maker]:
    makers: dict[str, Maker] = import_module(f"assay.engine.dynamic.{theme}").MAKERS
    return makers
