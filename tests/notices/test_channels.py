"""Messages over real servers on loopback: mail, webhooks, and the robots of 企业微信, 钉钉, 飞书 and Teams."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.notices.servers import PASSWORD, free_port, hook, mail_server
from toolkit.model.text import Text
from toolkit.notices import channels
from toolkit.notices.channels import Message, Refused, address_of, send

SAID = Message("[恒拓] 报价表.xlsx 已退回", "王芳:\n\n  1. <b>数量</b> 须大于 0 & 为整数\n\n—\n编号 abc123", "abc123")
ROBOTS = {
    "wecombot": "wecombot://ab-cd-SECRET",
    "dingtalk": "dingtalk://SECabcdef@" + "a1" * 32 + "/",
    "feishu": "feishu://ab-cd-SECRET",
}


@contextmanager
def silent_port() -> Iterator[int]:
    """Where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def mailto(port: int, password: str = PASSWORD) -> str:
    return (
        f"mailto://robot:{password}@127.0.0.1:{port}?mode=insecure&from=salesdocs@example.com&to=wangfang@example.com"
    )


def test_a_mail_arrives_as_it_was_written() -> None:
    with mail_server() as server:
        refused = send(mailto(server.port), SAID)

    assert refused is None
    (mail,) = server.mails
    assert mail.to == ("wangfang@example.com",)
    assert mail.subject == SAID.title
    assert mail.text.strip() == SAID.body
    assert mail.message[channels.KEY_HEADER] == SAID.key
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert len(mail.message.get_all("Message-ID", [])) == 1


def test_a_webhook_gets_the_message_and_its_key() -> None:
    with hook() as server:
        refused = send(server.address(), SAID)

    assert refused is None
    (post,) = server.posts
    assert (post.said["title"], post.said["message"]) == (SAID.title, SAID.body)
    assert post.headers[channels.KEY_HEADER] == SAID.key


def pointed_at(monkeypatch: pytest.MonkeyPatch, schema: str, port: int) -> None:
    """The library's address of that robot's maker leads to our receiver."""
    with channels._heard():
        plugin = channels._plugin(ROBOTS[schema])
    assert plugin is not None
    there = {"wecombot": "?key={key}", "dingtalk": "?access_token={token}", "feishu": "{token}/"}[schema]
    monkeypatch.setattr(type(plugin), "notify_url", f"http://127.0.0.1:{port}/{there}")


def text_in(schema: str, said: dict[str, dict[str, str]]) -> str:
    return said["content"]["text"] if schema == "feishu" else said["text"]["content"]


@pytest.mark.parametrize("schema", ROBOTS)
def test_a_robot_gets_the_words_as_they_are(schema: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as server:
        pointed_at(monkeypatch, schema, server.port)

        refused = send(ROBOTS[schema], SAID)

    assert refused is None
    (post,) = server.posts
    heard = text_in(schema, post.said).replace("\r\n", "\n")
    assert SAID.title in heard
    assert SAID.body in heard


@pytest.mark.parametrize("schema", ROBOTS)
@pytest.mark.parametrize("body", [{"errcode": 45009, "errmsg": "limit"}, {"code": 19024, "msg": "Key Words Not Found"}])
def test_a_robot_that_says_200_to_what_it_refuses_is_understood(
    schema: str, body: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    with hook() as server:
        pointed_at(monkeypatch, schema, server.port)
        server.body = json.dumps(body).encode()

        refused = send(ROBOTS[schema], SAID)

    code = body.get("errcode", body.get("code"))
    assert refused == Refused(Text(f"群机器人拒绝,代码 {code}", f"the robot refused it, code {code}"))


def test_a_long_message_comes_to_wecom_in_parts_within_its_2048_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Message("标题", "\n".join(f"第{n}行 数量须大于零且为整数" for n in range(100)), "k")
    with hook() as server:
        pointed_at(monkeypatch, "wecombot", server.port)

        refused = send(ROBOTS["wecombot"], long)

    parts = [text_in("wecombot", post.said) for post in server.posts]
    assert refused is None
    assert len(parts) > 1
    assert max(len(part.encode()) for part in parts) <= 2048
    assert all(f"第{n}行 数量" in "".join(parts).replace("\r\n", "") for n in range(100))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_teams_gets_a_card_over_tls(tmp_path: Path) -> None:
    certificate = tmp_path / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*made, "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True)
    certificate.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "cert").read_bytes())

    with hook(certificate=certificate) as server:
        trusted = send(f"workflows://127.0.0.1:{server.port}/flow1/SIGNATURE", SAID)
        unchecked = send(f"workflows://127.0.0.1:{server.port}/flow1/SIGNATURE?verify=no", SAID)

    assert trusted == Refused(Text("证书不被信任", "certificate not trusted"), is_away=True)
    assert unchecked is None
    (post,) = server.posts
    assert post.path.startswith("/workflows/flow1/triggers/manual/paths/invoke?")
    assert "sig=SIGNATURE" in post.path
    assert "数量" in json.dumps(post.said, ensure_ascii=False)


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://ab-cd-SECRET",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-cd-SECRET",
        "dingtalk://" + "a1" * 32,
        "feishu://ab-cd-SECRET",
        "lark://ab-cd-SECRET",
        "workflows://prod-1.logic.azure.com/flow1/SECRET",
        "https://prod-1.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/"
        "invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu-6Rj8aUKz7108W3wr",
        "dingtalk://SECabcdef@" + "a1" * 32,
        "jsons://example.com/path",
        "mailtos://robot:SECRET@smtp.example.com?from=a@example.com&to=b@example.com",
    ],
)
def test_the_addresses_that_our_page_shows_are_known(address: str) -> None:
    with channels._heard():
        assert channels._plugin(address) is not None


@pytest.mark.parametrize(("status", "why"), [(500, "HTTP 500"), (403, "HTTP 403")])
def test_a_server_that_refuses_is_quoted_by_number(status: int, why: str) -> None:
    with hook() as server:
        server.status = status
        refused = send(server.address(), SAID)

    assert refused is not None
    assert why in refused.why.en
    assert not refused.is_away


def test_a_message_with_its_secrets_goes_nowhere_else() -> None:
    with hook() as elsewhere, hook() as server:
        server.status, server.location = 307, f"http://127.0.0.1:{elsewhere.port}/"
        refused = send(server.address(), SAID)

    assert refused is not None
    assert "HTTP 307" in refused.why.en
    assert not elsewhere.posts


def test_a_server_that_is_down_is_away() -> None:
    port = free_port()

    told = [send(address, SAID) for address in (f"json://127.0.0.1:{port}/x", mailto(port))]

    assert told == [Refused(Text("连接被拒绝", "connection refused"), is_away=True)] * 2


def test_a_server_that_never_answers_is_waited_for_no_longer_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "SECONDS", 0.3)
    with silent_port() as port:
        began = time.monotonic()
        told = [send(address, SAID) for address in (f"json://127.0.0.1:{port}/x", mailto(port))]
        lasted = time.monotonic() - began

    assert lasted < 3.0
    assert told == [Refused(Text("超时", "timed out"), is_away=True)] * 2


def test_a_wrong_password_is_told_without_it() -> None:
    with mail_server() as server:
        refused = send(mailto(server.port, "wr0ng"), SAID)

    assert refused == Refused(Text("邮件服务器拒绝,代码 535", "the mail server refused it, code 535"))
    assert not server.mails


def test_a_mailbox_that_is_full_is_told() -> None:
    with mail_server() as server:
        server.answer = "452 full"
        refused = send(mailto(server.port), SAID)

    assert refused is not None
    assert "452" in refused.why.zh


def test_nothing_of_an_address_is_heard_anywhere(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with hook() as server, mail_server() as mails:
        server.status = 500
        told = [
            send(f"json://user:SECRET@127.0.0.1:{server.port}/SECRET?-key=SECRET", SAID),
            send(f"json://127.0.0.1:{free_port()}/SECRET", SAID),
            send(mailto(mails.port, "SECRET"), SAID),
            send("nothing://SECRET", SAID),
            send("wecombot://%%SECRET%%", SAID),
        ]

    heard = capfd.readouterr()
    assert None not in told
    assert "SECRET" not in f"{told}{caplog.text}{heard.out}{heard.err}"


def test_an_address_may_stand_in_the_environment_or_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text("# of the sales group\n\n json://here/{to} \n", encoding="utf-8-sig")
    monkeypatch.setenv("SALESDOCS_MAIL", "mailtos://robot:pw@mail?to={to}")
    listed = {"mail": "env:SALESDOCS_MAIL", "group": "file:secret.txt", "gone": "env:NOBODY", "lost": "file:none.txt"}

    found = {named: address_of(named, listed, tmp_path) for named in ("mail:a+b@c.cn", "group:1&2", "gone", "lost")}

    assert found["mail:a+b@c.cn"] == "mailtos://robot:pw@mail?to=a%2Bb@c.cn"
    assert found["group:1&2"] == "json://here/1%262"
    assert isinstance(found["gone"], Refused)
    assert "NOBODY" in found["gone"].why.zh
    assert isinstance(found["lost"], Refused)
    assert "none.txt" in found["lost"].why.zh


@pytest.mark.parametrize(
    ("address", "named", "why"),
    [
        ("mailtos://robot:pw@mail?from=robot@c.cn&to={to}", "mail", "须写成 mail:收件地址"),
        ("mailtos://robot:pw@mail?from=robot@c.cn&to={to}", "mail:", "须写成 mail:收件地址"),
        ("jsons://here/", "mail:a@c.cn", "只写 mail"),
    ],
)
def test_an_address_from_elsewhere_that_wants_somebody_else_is_never_sent_to(
    address: str, named: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESDOCS_MAIL", address)

    found = address_of(named, {"mail": "env:SALESDOCS_MAIL"}, tmp_path)

    assert isinstance(found, Refused)
    assert why in found.why.zh and "pw" not in f"{found}"
