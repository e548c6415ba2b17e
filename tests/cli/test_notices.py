"""notices status, send, test: as people call them, with a real receiver."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.notices.servers import free_port, hook
from tests.notices.test_delivery import returned
from toolkit.cli import main, salesdocs
from toolkit.house import open_house
from toolkit.running import alone
from toolkit.settings.written import write_default


def house(folder: Path, address: str) -> Path:
    path = write_default(folder, is_demo=True)
    said = path.read_text(encoding="utf-8")
    said += f'[notices.channels]\nchat = "{address}"\n[notices.people]\n"王芳" = ["chat"]\n'
    path.write_text(said, encoding="utf-8")
    return folder


def write(folder: Path, *to: str) -> None:
    with open_house(folder.resolve()) as opened, opened.ledger.deciding(date(2026, 7, 1)) as entry:
        entry.post(returned("报价表.xlsx", each) for each in to)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(salesdocs, ["-C", str(folder), *words])


def test_status_says_that_nothing_is_told_without_channels(tmp_path: Path) -> None:
    write_default(tmp_path, is_demo=True)

    shown = run(tmp_path, "notices", "status")

    assert shown.exit_code == 0, shown.output
    assert shown.output == "未设置渠道([notices.channels]),不发送任何消息\n"


def test_status_tells_what_waits_fails_and_has_nobody_and_send_what_it_did(tmp_path: Path) -> None:
    house(tmp_path, f"json://127.0.0.1:{free_port()}/x")
    write(tmp_path, "王芳", "李强")

    before = run(tmp_path, "notices", "status").output.splitlines()
    sent = run(tmp_path, "notices", "send")
    after = run(tmp_path, "notices", "status").output.splitlines()

    assert before == [
        "等待发送: 2026-07-01 表单退回 → 王芳: 报价表.xlsx:已退回(1 处)",
        "没有收件渠道(李强): 2026-07-01 表单退回 → 李强: 报价表.xlsx:已退回(1 处)",
    ]
    assert sent.exit_code == 5
    assert sent.output.splitlines() == [
        "已发送 0 条",
        "未发送:王芳(chat):连接被拒绝",
        "还有 2 条在等待,原因见 salesdocs notices status",
    ]
    assert after[0].startswith("发送失败,将重试(连接被拒绝): ")


def test_send_sends_and_status_remembers_the_day(tmp_path: Path) -> None:
    with hook() as server:
        house(tmp_path, server.address())
        write(tmp_path, "王芳")

        sent = run(tmp_path, "--format", "json", "notices", "send")
        again = run(tmp_path, "--lang", "en", "notices", "send")
        status = run(tmp_path, "--format", "json", "notices", "status")

    assert json.loads(sent.output) == {"sent": 1, "failed": [], "given_up": []}
    assert again.output == "0 sent\n"
    assert json.loads(status.output)["waiting"] == []
    assert json.loads(status.output)["last_sent"] == str(date.today())
    assert len(server.posts) == 1


def test_killed_while_a_server_answers_the_next_run_completes_under_the_same_key(tmp_path: Path) -> None:
    children: list[subprocess.Popen[bytes]] = []
    code = "import sys; from toolkit.cli import main; sys.argv = ['salesdocs', *sys.argv[1:]]; main()"

    def start() -> int:
        words = [sys.executable, "-c", code, "-C", str(tmp_path), "notices", "send"]
        children.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        _, complaints = children[-1].communicate(timeout=60)
        assert not complaints, complaints.decode()
        return children[-1].returncode

    def kill() -> None:
        children[-1].kill()

    with hook() as server:
        house(tmp_path, server.address())
        write(tmp_path, "王芳")
        server.meanwhile = kill
        killed = start()
        server.meanwhile = lambda: None
        ended = [start(), start()]

    assert killed not in (0, 5)
    assert ended == [0, 0]
    assert len(server.posts) == 2
    assert len({post.headers["X-Salesdocs-Key"] for post in server.posts}) == 1


def test_two_do_not_send_at_once(tmp_path: Path) -> None:
    with hook() as server:
        house(tmp_path, server.address())
        write(tmp_path, "王芳")
        with open_house(tmp_path.resolve()) as opened:
            lock = opened.places.private / "notices.lock"
        with alone(lock) as other:
            assert other is None
            shown = run(tmp_path, "notices", "send")

    assert (shown.exit_code, shown.output) == (0, "另一个进程正在发送\n")
    assert not server.posts


@pytest.mark.parametrize("name", ["chat", "王芳"])
def test_a_channel_can_be_tried_by_its_name_or_by_a_persons(name: str, tmp_path: Path) -> None:
    with hook() as server:
        house(tmp_path, server.address())

        tried = run(tmp_path, "notices", "test", name)

    assert (tried.exit_code, tried.output) == (0, "已发送,请到该渠道查看\n")
    assert "测试消息" in server.texts()[0]


def test_a_trial_that_fails_says_why_and_shows_no_secret(tmp_path: Path) -> None:
    house(tmp_path, f"json://robot:S3CRET@127.0.0.1:{free_port()}/S3CRET")

    tried = run(tmp_path, "notices", "test", "chat")

    assert (tried.exit_code, tried.output) == (5, "连接被拒绝\n")


def test_a_name_that_leads_to_no_channel_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house(tmp_path, "json://127.0.0.1/x")
    monkeypatch.setattr("sys.argv", ["salesdocs", "-C", str(tmp_path), "notices", "test", "nobody"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert "'nobody'; known: chat" in capsys.readouterr().err
