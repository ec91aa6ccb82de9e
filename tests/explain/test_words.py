"""What is said of an exchange, where the words matter: nothing twice, and the true cause."""

from __future__ import annotations

from .scenes.scene import Scene, answer, http, says
from .stage import play


def told(scene: Scene) -> dict[str, str]:
    """Each rule that spoke, with its sentence."""
    return {each.rule: each.means for each in play(scene)}


def test_a_problem_says_what_its_sentence_does_not_say_already() -> None:
    body = {"type": "about:blank", "title": "Out of credit", "status": 403, "detail": "You have 30.", "balance": 30}
    scene = says("problem-details", "{url}/pay", answer("403 Forbidden", body, kind="application/problem+json"))
    (mine,) = (each for each in play(scene) if each.rule == scene.rule)
    assert mine.means == "The API says: Out of credit: You have 30."
    assert mine.evidence == ("403 as application/problem+json", "balance: 30")


def test_fields_are_told_without_the_problem_around_them() -> None:
    body = {"title": "Invalid", "status": 422, "errors": [{"pointer": "#/email", "detail": "is no address"}]}
    scene = says("field-errors", "{url}/users", answer("422 No", body, kind="application/problem+json"))
    assert list(told(scene)) == ["field-errors"]


def test_json_that_is_not_utf_8_is_told_once() -> None:
    body = http("200 OK", "Content-Type: application/json", body='{"name": "Ana\u00efs"}'.encode("latin-1"))
    assert list(told(says("undecodable-text", "{url}/users/7", body))) == ["undecodable-text"]


def test_a_head_by_x_waits_for_a_body_that_never_comes() -> None:
    scene = says("timed-out", "-m 0.3 -X HEAD {url}/users", b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n")
    assert "an answer to HEAD has no body" in told(scene)["timed-out"]
