"""Settings from the environment: what is empty is not set, what is wrong says so in one line."""

import pytest

from bcm import env


def test_an_empty_value_is_no_value(monkeypatch):
    monkeypatch.setenv("BCM_URL", "")
    assert env.text("BCM_URL", "http://localhost:8000") == "http://localhost:8000"


def test_a_mail_server_is_read_from_one_address(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://bcm:se%40cret@mail.example.org:587/?tls=True")
    found = env.mail_server("EMAIL_URL")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS")
    assert [found[name] for name in names] == ["mail.example.org", 587, "bcm", "se@cret", True]


def test_without_one_nothing_is_set(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert env.mail_server("EMAIL_URL") == {}


@pytest.mark.parametrize(
    "nonsense", ["mail.example.org", "gopher://mail.example.org", "smtp://mail:port"]
)
def test_nonsense_names_the_setting(monkeypatch, nonsense):
    monkeypatch.setenv("EMAIL_URL", nonsense)
    with pytest.raises(env.WrongSetting) as stop:
        env.mail_server("EMAIL_URL")
    assert str(stop.value).startswith("EMAIL_URL is no mail server")
