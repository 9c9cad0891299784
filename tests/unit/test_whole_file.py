"""Single files that commands write: whole or not at all, links and streams as their users mean them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from modelspec.cli import main
from modelspec.disk.whole_file import replace_file
from tests.robustness.writing.failing import Failing, Killed

OLD, NEW = b"old\n" * 9, b"new\n" * 99


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_bytes(OLD)
    return path


def test_killed_at_each_call(file: Path) -> None:
    at, system, stood = 0, Failing(1), set()
    while at == 0 or system.failed:
        at += 1
        file.write_bytes(OLD)
        system = Failing(at, killed=True)
        try:
            with system.entered():
                replace_file(str(file), NEW)
        except Killed:
            stood.add(file.read_bytes())
        replace_file(str(file), NEW)
        assert file.read_bytes() == NEW
        assert os.listdir(file.parent) == [file.name]
    assert stood == {OLD, NEW}


@pytest.mark.parametrize("error", [errno.ENOSPC, None])
def test_each_call_fails(file: Path, error: int | None) -> None:
    at, system = 0, Failing(1)
    while at == 0 or system.failed:
        at += 1
        file.write_bytes(OLD)
        system = Failing(at, error)
        try:
            with system.entered():
                replace_file(str(file), NEW)
        except OSError:
            assert file.read_bytes() in (OLD, NEW)
        else:
            assert file.read_bytes() == NEW
    replace_file(str(file), NEW)
    assert os.listdir(file.parent) == [file.name]


def test_permissions(file: Path) -> None:
    file.chmod(0o604)
    replace_file(str(file), NEW)
    assert file.stat().st_mode & 0o777 == 0o604
    before = os.umask(0o027)
    try:
        replace_file(str(file.with_name("other")), NEW)
    finally:
        os.umask(before)
    assert file.with_name("other").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_what_it_leads_to_is_replaced(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "link").symlink_to("../file.txt")
    inode = file.stat().st_ino
    replace_file(str(folder / "link"), NEW)
    assert (folder / "link").is_symlink()
    assert file.read_bytes() == NEW
    assert file.stat().st_ino != inode
    assert os.listdir(folder) == ["link"]


def test_the_longest_name(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    replace_file(str(path), NEW)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no such name")
def test_a_stream_is_written_to(file: Path) -> None:
    code = f"from modelspec.disk.whole_file import replace_file; replace_file('/dev/stdout', {NEW!r})"
    before = file.stat().st_ino
    with open(file, "wb") as output:
        subprocess.run([sys.executable, "-c", code], stdout=output, check=True)
    assert (file.stat().st_ino, file.read_bytes()) == (before, NEW)
    replace_file(os.devnull, NEW)
    assert not os.path.isfile(os.devnull)


def test_a_file_that_may_not_be_written_is_not_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        replace_file(str(file), NEW)
    assert file.read_bytes() == OLD


def test_fix_of_a_spec_behind_a_link(tmp_path: Path) -> None:
    spec, link = tmp_path / "real.yaml", tmp_path / "m.modelspec.yaml"
    spec.write_text("modelspec: 1\nname: m\ninputs: {x: [4]}\nlayers: [dense: {unitss: 2}]\n")
    link.symlink_to(spec.name)
    assert main(["check", "--fix", str(link)]) == 0
    assert link.is_symlink()
    assert "units: 2" in spec.read_text()


def test_init_refuses_a_link_that_leads_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = tmp_path / "m.modelspec.yaml"
    link.symlink_to(tmp_path / "elsewhere")
    assert main(["init", str(link)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


def test_commands_replace_files_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another name of the old file keeps the old text."""
    monkeypatch.chdir(tmp_path)
    wrong = "modelspec: 1\nname: m\ninputs: {x: [4]}\nlayers: [dense: {unitss: 2}]\n"
    Path("m.yaml").write_text(wrong)
    for words in (["check", "--fix", "m.yaml"], ["graph", "m.yaml", "-o", "m.svg"], ["init", "--force", "m.yaml"]):
        last = words[-1]
        Path(last).touch()
        before = Path(last).read_text()
        os.link(last, "old")
        assert main(words) == 0
        assert Path("old").read_text() == before != Path(last).read_text()
        Path("old").unlink()
