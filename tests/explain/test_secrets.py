"""No explanation shows what a request carried as a secret, nor what an answer gave as one."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.explain.rule import Rule
from assay.model.explanation import Explanation

from .scenes import SCENES
from .scenes.scene import EXPIRED, GOOD, Scene, answer, http, says
from .stage import evidence_of, play

PASSWORD, KEY, COOKIE = "pa55-w0rd-lovelace", "k3y-7781-abcd", "s3ss10n-1234"
LOUD = (
    f"-u ada:{PASSWORD} -H 'X-Api-Key: {KEY}' -b sid={COOKIE} '{{url}}/orders?access_token={KEY}&q=1'"
    f" -H 'Authorization: Bearer {GOOD}'"
)


def words(explanations: tuple[Explanation, ...]) -> str:
    return "\n".join(" ".join((each.means, each.remedy, *each.evidence)) for each in explanations)


def test_an_answer_that_repeats_every_secret() -> None:
    echo = answer("400 Bad Request", {"message": f"wrong are {PASSWORD} {KEY} {COOKIE} {GOOD}", "detail": KEY})
    told = words(play(says("error-message", LOUD, echo)))
    assert "wrong are *** *** *** ***" in told
    assert [secret for secret in (PASSWORD, KEY, COOKIE, GOOD) if secret in told] == []


def test_a_secret_that_is_cut_in_its_middle() -> None:
    for filling in range(140, 160):
        echo = answer("400 Bad Request", {"message": f"{'x' * filling} {PASSWORD} is wrong and so on {'y' * 60}"})
        assert PASSWORD[:4] not in words(play(says("error-message", f"-u ada:{PASSWORD} {{url}}", echo)))


def test_a_challenge_that_repeats_the_token() -> None:
    challenge = f'WWW-Authenticate: Bearer error="invalid_token", error_description="{EXPIRED} is out"'
    scene = says("bearer-error", f"-H 'Authorization: Bearer {EXPIRED}' {{url}}", http("403 Forbidden", challenge))
    assert "eyJ" not in words(play(scene))


def test_no_scene_tells_a_token_or_a_cookie() -> None:
    loud = [
        each for each in SCENES if "tok-12345678" in each.command or "abcd1234" in f"{each.command}{each.answers!r}"
    ]
    assert len(loud) > 20
    for scene in loud:
        told = words(play(scene))
        assert "tok-12345678" not in told, scene
        assert "abcd1234" not in told, scene


def test_a_placeholder_is_shown_because_it_is_no_secret() -> None:
    scene = says("shell-variable", "-H 'Authorization: Bearer $TOKEN' {url}", http("401 Unauthorized"))
    assert "$TOKEN" in words(play(scene))


def test_what_a_rule_of_somebody_else_says_is_masked_too() -> None:
    rule = Rule("loud", f"{__name__}", lambda _evidence: True)
    scene = Scene("loud", f"-u ada:{PASSWORD} -H 'X-Api-Key: {KEY}' {{url}}", answer("200 OK", {}))
    assert KEY not in words(explain(evidence_of(scene), (rule,)))


def rule(evidence: Evidence):  # type: ignore[no-untyped-def]
    """Says all that it knows."""
    for exchange in evidence.exchanges:
        yield Explanation(rule="loud", means=exchange.head.replace("\r\n", " "), evidence=(exchange.head,))
