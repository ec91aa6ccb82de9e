"""The examples that the standards print are what we compute."""

from __future__ import annotations

import pytest

from assay.engine.auth import oauth1_signature
from assay.engine.auth.md4 import md4
from assay.engine.auth.ntlm_response import lm_hash, nt_hash, ntlmv2_key, version1, version1_session, version2
from assay.engine.url import split_url
from tests.engine.auth.signed_with import authorization, draft, sign, world_at

MUFASA = {
    "username": "Mufasa",
    "password": "Circle of Life",
    "realm": "http-auth@example.org",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    "clientNonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "nonceCount": "00000001",
    "qop": "auth",
}


@pytest.mark.parametrize(
    ("user", "password", "credentials"),
    [("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("test", "123£", "dGVzdDoxMjPCow==")],
)
def test_basic_of_rfc_7617(user: str, password: str, credentials: str) -> None:
    signed = sign("basic", {"username": user, "password": password})
    assert authorization(signed) == f"Basic {credentials}"
    assert credentials in signed.secrets


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_of_rfc_7616(algorithm: str, response: str) -> None:
    signed = sign("digest", {**MUFASA, "algorithm": algorithm}, draft("http://www.example.org/dir/index.html"))
    assert f'response="{response}"' in authorization(signed)
    assert f'algorithm="{algorithm}", qop=auth, nc=00000001, cnonce="f2/' in authorization(signed)


def test_digest_of_rfc_2617() -> None:
    params = {
        "username": "Mufasa",
        "password": "Circle Of Life",
        "realm": "testrealm@host.com",
        "qop": "auth",
        "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        "clientNonce": "0a4f113b",
        "nonceCount": "00000001",
    }
    signed = sign("digest", params, draft("http://www.nowhere.org/dir/index.html"))
    assert 'response="6629fae49393a05397450978507c4ef1"' in authorization(signed)


def test_digest_sha_512_256_of_rfc_7616_errata_4897() -> None:
    # The username is hashed there (userhash), so only the digest is the same.
    params = {
        "username": "J\u00e4s\u00f8n Doe",
        "password": "Secret, or not?",
        "realm": "api@example.org",
        "qop": "auth",
        "nonce": "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        "nonceCount": "00000001",
        "clientNonce": "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
        "algorithm": "SHA-512-256",
    }
    signed = sign("digest", params, draft("http://api.example.org/doe.json"))
    assert 'response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"' in authorization(signed)


def test_sigv4_of_the_aws_guide() -> None:
    """IAM ListUsers, from the signing guide of the AWS General Reference."""
    signed = sign(
        "awsv4",
        {"accessKey": "AKIDEXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "service": "iam"},
        draft(
            "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            headers=(("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),),
        ),
        world_at(1440938160),
    )
    assert authorization(signed) == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_presigned_url_of_the_s3_guide() -> None:
    signed = sign(
        "awsv4",
        {
            "accessKey": "AKIAIOSFODNN7EXAMPLE",
            "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "service": "s3",
            "addAuthDataToQuery": True,
        },
        draft("https://examplebucket.s3.amazonaws.com/test.txt"),
        world_at(1369353600),
    )
    assert signed.request.url == (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Expires=86400&X-Amz-Date=20130524T000000Z"
        "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_photos_of_oauth_core_1_0a() -> None:
    signed = sign(
        "oauth1",
        {
            "consumerKey": "dpf43f3p2l4k3l03",
            "consumerSecret": "kd94hf93k423kf44",
            "token": "nnch734d00sl2jdk",
            "tokenSecret": "pfkkdhi9sl3r4s00",
            "timestamp": "1191242096",
            "nonce": "kllo9940pd9333jh",
            "version": "1.0",
            "signatureMethod": "HMAC-SHA1",
            "addParamsToHeader": True,
            "realm": "http://photos.example.net/",
        },
        draft("http://photos.example.net/photos?file=vacation.jpg&size=original"),
    )
    assert 'oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"' in authorization(signed)
    assert 'realm="http%3A%2F%2Fphotos.example.net%2F"' in authorization(signed)


def test_base_string_of_rfc_5849() -> None:
    pairs = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("c2", ""),
        ("a3", "2 q"),
    ]
    url = split_url("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
    assert oauth1_signature.base_string("POST", url, pairs) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26"
        "c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26"
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


HAWK = {
    "authId": "dh37fgj492je",
    "authKey": "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
    "algorithm": "sha256",
    "timestamp": "1353832234",
    "nonce": "j4h3g2",
    "extraData": "some-app-ext-data",
}


def test_hawk_of_its_specification() -> None:
    signed = sign("hawk", HAWK, draft("http://example.com:8000/resource/1?b=1&a=2"))
    assert authorization(signed) == (
        'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", ext="some-app-ext-data", '
        'mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="'
    )


def test_hawk_payload_of_its_specification() -> None:
    signed = sign(
        "hawk",
        {**HAWK, "includePayloadHash": True},
        draft(
            "http://example.com:8000/resource/1?b=1&a=2",
            "POST",
            (("Content-Type", "text/plain"),),
            b"Thank you for flying Hawk",
        ),
    )
    assert 'hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY="' in authorization(signed)
    assert 'mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="' in authorization(signed)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        (b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
        (b"message digest", "d9130a8164549fe818874806e1c7014b"),
        (b"1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536"),
        (b"a" * 55, "c889c81dd86c4d2e025778944ea02881"),
        (b"a" * 56, "d5f9a9e9257077a5f08b0b92f348b0ad"),
    ],
)
def test_md4_of_rfc_1320_and_around_a_block(text: bytes, digest: str) -> None:
    assert md4(text).hex() == digest


CHALLENGE = bytes.fromhex("0123456789abcdef")
CLIENT = b"\xaa" * 8


def test_ntlm_version_1_of_ms_nlmp() -> None:
    """MS-NLMP section 4.2.2."""
    assert lm_hash("Password").hex() == "e52cac67419a9a224a3b108f3fa6cb6d"
    assert nt_hash("Password").hex() == "a4f49c406510bdcab6824ee7c30fd852"
    responses = version1("Password", CHALLENGE)
    assert responses.nt.hex() == "67c43011f30298a2ad35ece64f16331c44bdbed927841f94"
    assert responses.lm.hex() == "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13"


def test_ntlm_version_1_with_session_security_of_ms_nlmp() -> None:
    """MS-NLMP section 4.2.3."""
    responses = version1_session(nt_hash("Password"), CHALLENGE, CLIENT)
    assert responses.nt.hex() == "7537f803ae367128ca458204bde7caf81e97ed2683267232"
    assert responses.lm.hex() == "aa" * 8 + "00" * 16


def test_ntlm_version_2_of_ms_nlmp() -> None:
    """MS-NLMP section 4.2.4; its time is that of 1601."""
    key = ntlmv2_key(nt_hash("Password"), "User", "Domain")
    assert key.hex() == "0c868a403bfd7a93a3001ef22ef02e3f"
    info = bytes.fromhex("02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000")
    responses = version2(key, CHALLENGE, CLIENT, -11644473600, info)
    assert responses.lm.hex() == "86c35097ac9cec102554764a57cccc19" + "aa" * 8
    assert responses.nt[:16].hex() == "68cd0ab851e51c96aabc927bebef6a1c"
