"""A domain names a company only where it is the company's own."""

import pytest

from csops_tui.text.domains import company_host, host_of, registered


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.Mirai.co.jp/about?x=1", "mirai.co.jp"),
        ("taro@mail.mirai.co.jp", "mail.mirai.co.jp"),
        ("mirai.example:8080", "mirai.example"),
        ("日本語.jp", "xn--wgv71a119e.jp"),
        ("", ""),
        ("@", ""),
    ],
)
def test_the_host_of_what_people_enter(text: str, host: str) -> None:
    assert host_of(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "taro@gmail.com",
        "taro@docomo.ne.jp",
        "taro@yahoo.co.jp",
        "taro@yahoo.com.sg",
        "taro@k.vodafone.ne.jp",
        "co.jp",
        "tokyo.jp",
        "jp",
        "https://www.facebook.com/mirai",
        "192.168.1.4",
        "localhost",
        "",
    ],
)
def test_mail_services_and_public_suffixes_name_no_company(text: str) -> None:
    assert company_host(text) == ""


def test_what_was_registered_is_what_stands_below_the_public_suffix() -> None:
    assert registered("mail.mirai.co.jp") == "mirai.co.jp"
    assert registered("mirai.example") == "mirai.example"
    assert registered("co.jp") == ""
    assert company_host("a@sub.mirai.co.jp") == "sub.mirai.co.jp"
