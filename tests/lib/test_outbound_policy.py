"""Which URLs may be typed: hosts, addresses in every disguise, tricks with readers of URLs."""

from __future__ import annotations

import pytest

from lib.outbound import ANY_PUBLIC, Forbidden, Policy, check_entry, check_url

LIMITED = Policy(hosts=("example.org", ".example.com", "93.184.215.14"))
HOUSE = Policy(
    hosts=("*",), internal=("10.1.0.0/16", "192.168.0.7", "chat.corp", ".house.lan", "fd12::/16")
)


def refusal(url: str, policy: Policy) -> str:
    """The code of the refusal; "" when the URL is allowed."""
    try:
        check_url(url, policy)
    except Forbidden as reason:
        return reason.code
    return ""


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook",
        "http://example.org:8080/hook?a=b#c",
        "HTTPS://EXAMPLE.ORG./hook",
        "https://example.com",
        "https://a.b.example.com/hook",
        "https://93.184.215.14/hook",
    ],
)
def test_a_named_host_is_allowed(url: str) -> None:
    assert refusal(url, LIMITED) == ""


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://evilexample.org/", "host_not_allowed"),
        ("https://a.example.org/", "host_not_allowed"),
        ("https://evilexample.com/", "host_not_allowed"),
        ("https://example.org.evil.net/", "host_not_allowed"),
        ("https://93.184.215.15/", "host_not_allowed"),
        ("https://пример.com/", "host_not_allowed"),
        ("https://exаmple.org/", "host_not_allowed"),  # a Cyrillic а
    ],
)
def test_a_look_alike_is_not(url: str, code: str) -> None:
    assert refusal(url, LIMITED) == code


def test_a_name_in_other_letters_is_the_name_it_resolves_as() -> None:
    policy = Policy(hosts=("bücher.example.net",))
    assert refusal("https://xn--bcher-kva.example.net/", policy) == ""
    assert refusal("https://BÜCHER.example.net/", policy) == ""
    assert refusal("https://ｅｘａｍｐｌｅ.org/", LIMITED) == "url_invalid"  # full width


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url_invalid"),
        ("example.org/hook", "url_invalid"),
        ("//example.org/hook", "url_invalid"),
        ("/hook", "url_invalid"),
        ("ftp://example.org/", "scheme_not_allowed"),
        ("file:///etc/passwd", "scheme_not_allowed"),
        ("gopher://example.org/", "scheme_not_allowed"),
        ("javascript:alert(1)", "scheme_not_allowed"),
        ("https://", "host_missing"),
        ("https:///hook", "host_missing"),
        ("https://user@example.org/", "credentials_in_url"),
        ("https://user:secret@example.org/", "credentials_in_url"),
        ("https://@example.org/", "credentials_in_url"),
        ("https://example.org@10.0.0.1/", "credentials_in_url"),
        ("https://example.org:a@10.0.0.1:80/", "credentials_in_url"),
        ("https://example.org\\@10.0.0.1/", "url_invalid"),
        ("https://10.0.0.1\\.example.org/", "url_invalid"),
        ("https://example.org /", "url_invalid"),
        ("https://example.org/\r\nHost: x", "url_invalid"),
        ("https://exam\tple.org/", "url_invalid"),
        ("https://example.org\u3000/", "url_invalid"),
        ("https://example.org:99999/", "url_invalid"),
        ("https://example.org:0/", "url_invalid"),
        ("https://example.org:port/", "url_invalid"),
        ("https://[::1/", "url_invalid"),
        ("https://%31%30.0.0.1/", "host_invalid"),
        ("https://exa$mple.org/", "host_invalid"),
        ("https://-example.org/", "host_invalid"),
        ("https://" + "a" * 64 + ".example.org/", "host_invalid"),
        ("https://" + "a." * 130 + "example.org/", "host_invalid"),
        ("https://./", "host_missing"),
        ("https://example..org/", "host_invalid"),
    ],
)
def test_what_is_no_proper_url_says_why(url: str, code: str) -> None:
    assert refusal(url, ANY_PUBLIC) == code


NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.8",
    "192.0.0.192",
    "192.88.99.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[5f00::1]",
    "127.0.0.1.",
    "[::1%lo]",
]


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused(host: str) -> None:
    assert refusal(f"http://{host}/", ANY_PUBLIC) == "address_not_allowed"


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "017700000001", "127.1", "127.0.1", "0177.0.0.1"),
        *("0x7f.0.0.1", "127.0.0.0x1", "127.0.0.01", "1.2.3.4.5", "256.1.1.1", "0x", "a.1"),
        *("１２７.０.０.１", "127。0。0。1"),
    ],
)
def test_a_number_in_another_spelling_is_refused(host: str) -> None:
    assert refusal(f"http://{host}/", ANY_PUBLIC) in ("host_invalid", "url_invalid")


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]", "[::ffff:8.8.8.8]"])
def test_a_public_address_is_allowed_where_any_public_host_is(host: str) -> None:
    assert refusal(f"http://{host}/", ANY_PUBLIC) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "LOCALHOST.", "db", "a.localhost", "printer.local", "metadata.internal"),
        *("metadata.google.internal", "router.lan", "x.home.arpa", "wiki.corp"),
    ],
)
def test_a_name_of_the_house_is_not_public(name: str) -> None:
    assert refusal(f"http://{name}/", ANY_PUBLIC) == "host_not_allowed"


@pytest.mark.parametrize(
    "host",
    [
        *("10.1.2.3", "192.168.0.7", "[::ffff:10.1.2.3]", "[fd12::5]", "chat.corp", "CHAT.corp."),
        *("a.house.lan", "house.lan", "example.org"),
    ],
)
def test_what_is_allowed_inside_may_be_named(host: str) -> None:
    assert refusal(f"http://{host}/", HOUSE) == ""


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("10.2.0.1", "address_not_allowed"),
        ("192.168.0.8", "address_not_allowed"),
        ("127.0.0.1", "address_not_allowed"),
        ("a.chat.corp", "host_not_allowed"),
        ("chat", "host_not_allowed"),
    ],
)
def test_and_nothing_beside_it(host: str, code: str) -> None:
    assert refusal(f"http://{host}/", HOUSE) == code


def test_nothing_is_allowed_by_an_empty_policy() -> None:
    assert refusal("https://example.org/", Policy()) == "host_not_allowed"
    assert refusal("https://8.8.8.8/", Policy()) == "host_not_allowed"


def test_an_inside_star_allows_nothing() -> None:
    policy = Policy(internal=("*", "", ".", "not a host"))
    assert refusal("http://10.0.0.1/", policy) == "address_not_allowed"
    assert refusal("http://a/", policy) == "host_not_allowed"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("*", ""),
        ("example.org", ""),
        (".example.org", ""),
        ("10.0.0.0/8", ""),
        ("10.0.0.1", ""),
        ("fd00::/8", ""),
        ("*.example.org", "host_invalid"),
        ("https://example.org", "host_invalid"),
        ("example.org/path", "host_invalid"),
        ("127.1", "host_invalid"),
        ("", "host_missing"),
        (".", "host_missing"),
    ],
)
def test_an_entry_of_the_settings_is_checked(entry: str, code: str) -> None:
    try:
        check_entry(entry)
        found = ""
    except Forbidden as reason:
        found = reason.code
    assert found == code
