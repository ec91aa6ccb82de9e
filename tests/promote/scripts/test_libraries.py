"""What scripts ask of libraries (CryptoJS, moment, lodash, base64) is asked of Python's, and judged alike."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from tests.promote.scripts.stage import answer, body_lines, proven, reason, sandboxed

ORDER = {
    "id": 7, "name": "x", "token": "eyJhIjoxfQ", "created": "2024-05-01T10:00:00Z", "day": "2024-05-01",
    "tags": ["a", "b"], "groups": [["a"], ["b"]], "items": [{"id": 1, "price": 2}, {"id": 2, "price": 5}],
}  # fmt: skip

READS = [
    ("pm.expect(CryptoJS.SHA256(body.name).toString()).to.equal('h');",
     ['assert hashlib.sha256(body["name"].encode()).hexdigest() == "h"']),
    ("pm.expect(CryptoJS.HmacSHA1(body.name, 'key').toString()).to.equal('h');",
     ['assert hmac.new("key".encode(), body["name"].encode(), "sha1").hexdigest() == "h"']),
    ("pm.expect(btoa(body.name)).to.equal('eA==');",
     ['assert base64.b64encode(body["name"].encode()).decode() == "eA=="']),
    ("pm.expect(encodeURIComponent(body.name)).to.equal('x');",
     ["assert quote(str(body[\"name\"]), safe=\"!~*'()\") == \"x\""]),
    ("pm.expect(isNaN(Date.parse(body.created))).to.be.false;",
     ['assert datetime.fromisoformat(body["created"])']),
    ("pm.expect(new Date(body.created).getUTCFullYear()).to.equal(2024);",
     ['assert datetime.fromisoformat(body["created"]).year == 2024']),
    ("const moment = require('moment'); pm.expect(moment(body.day, 'YYYY-MM-DD', true).isValid()).to.be.true;",
     ['assert datetime.strptime(body["day"], "%Y-%m-%d")']),
    ("const moment = require('moment'); pm.expect(moment(body.created).add(2, 'days').format('DD.MM.YYYY')).to.equal('x');",
     ["assert (", '    (datetime.fromisoformat(body["created"]) + timedelta(days=2)).strftime(', '        "%d.%m.%Y"',
      "    )", '    == "x"', ")"]),
    ("pm.expect(_.orderBy(body.items, ['price'], ['desc'])[0].id).to.equal(2);",
     ["assert (", '    sorted(body["items"], key=lambda item: item["price"], reverse=True)[0]["id"]', "    == 2", ")"]),
    ("pm.expect(() => JSON.parse(body.name)).to.throw();",
     ["with pytest.raises(Exception):", '    json.loads(body["name"])']),
    ("pm.expect(body.tags.every((tag, i, all) => i === 0 || all[i - 1] <= tag)).to.be.true;",
     ["assert all(", '    i == 0 or body["tags"][i - 1] <= tag for i, tag in enumerate(body["tags"])', ")"]),
    ("pm.expect(Date.parse(body.created)).to.not.be.NaN;", ['assert datetime.fromisoformat(body["created"])']),
    ("pm.expect(body).to.have.ownProperty('id');", ['assert "id" in body']),
    ("const sent = JSON.parse(pm.request.body.raw); pm.expect(body.name).to.eql(sent.name);",
     ['sent = json.loads(response.request.body or "")', 'assert body["name"] == sent["name"]']),
    ("pm.expect(pm.request.url.protocol).to.eql('https');",
     ['assert urlsplit(str(response.url)).scheme == "https"']),
    ("pm.expect('a.b'.split('.').reduce((value, key) => value[key], body)).to.equal(1);",
     ['assert functools.reduce(lambda value, key: value[key], "a.b".split("."), body) == 1']),
    ("pm.expect([...body.items].sort((a, b) => a.price < b.price ? 1 : -1)).to.have.lengthOf(2);",
     ['assert len(sorted(body["items"], key=lambda item: item["price"], reverse=True)) == 2']),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), READS)
def test_it_reads_as_a_person_writes_it(script: str, wanted: list[str]) -> None:
    assert body_lines(script) == wanted


JUDGED = """
const body = pm.response.json(), moment = require("moment");
pm.test("md5", () => pm.expect(CryptoJS.MD5(body.name).toString()).to.equal("9dd4e461268c8034f5c8564e155c67a6"));
pm.test("btoa", () => pm.expect(btoa(body.name)).to.equal("eA=="));
pm.test("token", () => pm.expect(JSON.parse(atob(body.token)).a).to.equal(1));
pm.test("format", () => pm.expect(moment.utc(body.created).format("YYYY-MM-DD")).to.equal("2024-05-01"));
pm.test("known", () => pm.expect(moment("2024-05-01", "YYYY-MM-DD", true).isValid()).to.be.true);
pm.test("kept on the way", () => { pm.expect(body.id).to.equal(7); pm.environment.set("tag", body.items[0].id); });
pm.test("sent", () => pm.expect(JSON.parse(pm.request.body.raw).id).to.eql(body.id));
pm.test("looked at", () => { pm.expect(body.items[1].price); });
pm.test("flat", () => pm.expect(body.groups.flat()).to.eql(["a", "b"]));
"""


def test_every_verdict_is_the_same(judge: SandboxJudge) -> None:
    found = proven(judge, JUDGED, answer(ORDER))
    assert sandboxed(found) == {}
    assert found.compared > 500


LEFT = [
    ("pm.expect(require('moment')(pm.response.text(), 'Qo').isValid()).to.be.true;", "the format 'Qo'"),
    ("pm.expect(new Date(1700000000000).getTime()).to.equal(1);", "a date from a number"),
    ("const ajv = new Ajv({ coerceTypes: true }); pm.expect(ajv.validate({}, 1)).to.be.true;", "changes what it validates"),
    ("pm.expect(CryptoJS.AES.encrypt('a', 'b').toString()).to.equal('c');", "CryptoJS.AES.encrypt() is not translated"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), LEFT)
def test_what_is_not_python_is_told(script: str, wanted: str) -> None:
    assert wanted in reason(f"pm.test('t', () => {{ {script} }});")
