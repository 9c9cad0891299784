"""How a set of generated files comes to the disk, and what it never does there."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from modelspec.cli import main
from modelspec.disk import lock
from modelspec.errors import ModelspecError
from modelspec.output import compare_set, difference, holds_parts, write_set
from modelspec.output.place import OWN
from tests.robustness.writing.failing import Failing, Killed
from tests.robustness.writing.scenes import OWN_FILES, Files, files_of

ROOT = Path(__file__).parents[2]
ONE, TWO = files_of("m", "one"), files_of("m", "two")
WAYS = pytest.mark.parametrize("strangers", [{}, OWN_FILES], ids=["whole folder", "file by file"])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def filled(out: Path, strangers: dict[str, str]) -> None:
    write_set(out, ONE)
    for name, text in strangers.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(text)


def generated(out: Path) -> Files:
    return {path.name: path.read_text() for path in sorted(out.iterdir()) if path.name.startswith(("m_", "m."))}


def facts(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What would change if anything were written."""
    found = [folder, *folder.rglob("*")]
    return {str(path): (stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns) for path in found if (stat := path.lstat())}


def killed_in_the_middle(out: Path) -> None:
    """Leaves files of two sets, as a build that is killed between two of its renames."""
    calls = 0

    def replace(old: str, new: str, real: object = os.replace) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Killed
        real(old, new)  # type: ignore[operator]

    with patch("os.replace", replace), pytest.raises(Killed):
        write_set(out, TWO)
    assert generated(out) not in (ONE, TWO)


def test_says_what_it_did(out: Path) -> None:
    assert {state for _, state in compare_set(out, ONE)} == {"created"}
    assert not out.exists()
    assert {state for _, state in write_set(out, ONE)} == {"created"}
    assert generated(out) == ONE
    assert dict(write_set(out, TWO)) == dict.fromkeys(TWO, "updated")
    assert generated(out) == TWO


@WAYS
def test_nothing_is_written_where_nothing_changes(out: Path, tmp_path: Path, strangers: dict[str, str]) -> None:
    filled(out, strangers)
    before = facts(tmp_path)
    assert {state for _, state in write_set(out, ONE)} == {"unchanged"}
    assert facts(tmp_path) == before


@WAYS
def test_a_file_that_stays_is_not_touched(out: Path, strangers: dict[str, str]) -> None:
    filled(out, strangers)
    before = os.stat(out / "m_torch.py")
    time.sleep(0.01)
    states = dict(write_set(out, files_of("m", "two", ("keras",))))
    assert states == {"m_keras.py": "updated", "m.manifest.json": "updated"}
    after = os.stat(out / "m_torch.py")
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.skipif(sys.platform != "linux", reason="folders are exchanged on Linux only")
def test_the_folder_is_replaced_only_where_all_in_it_is_ours(out: Path) -> None:
    filled(out, {})
    before = out.stat().st_ino
    write_set(out, TWO)
    assert out.stat().st_ino != before
    filled(out, {"notes.txt": "mine"})
    before = out.stat().st_ino
    write_set(out, TWO)
    assert out.stat().st_ino == before
    assert (out / "notes.txt").read_text() == "mine"


def test_the_folder_that_one_stands_in_stays(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_set(out, ONE)
    monkeypatch.chdir(out)
    before = out.stat().st_ino
    write_set(".", TWO)
    assert (out.stat().st_ino, generated(Path())) == (before, TWO)


@pytest.mark.parametrize("error", [errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EBUSY])
def test_where_folders_cannot_be_exchanged(out: Path, tmp_path: Path, error: int) -> None:
    write_set(out, ONE)
    with patch("modelspec.output.staged.exchange", side_effect=OSError(error, "no")):
        write_set(out, TWO)
    assert generated(out) == TWO
    assert os.listdir(tmp_path) == ["out"]


@WAYS
def test_where_files_have_one_name_only(out: Path, tmp_path: Path, strangers: dict[str, str]) -> None:
    filled(out, strangers)
    with patch("os.link", side_effect=OSError(errno.EPERM, "no")):
        write_set(out, files_of("m", "two", ("keras",)))
    assert "keras, two" in (out / "m_keras.py").read_text()
    with patch("os.link", side_effect=OSError(errno.EPERM, "no")):
        killed_in_the_middle(out)
    assert write_set(out, files_of("z", "one"))
    assert "keras, two" in (out / "m_keras.py").read_text()
    assert os.listdir(tmp_path) == ["out"]


@WAYS
def test_permissions(out: Path, strangers: dict[str, str]) -> None:
    before = os.umask(0o027)
    try:
        filled(out, strangers)
        assert out.stat().st_mode & 0o777 == 0o750
        assert (out / "m_keras.py").stat().st_mode & 0o777 == 0o640
        (out / "m_keras.py").chmod(0o604)
        out.chmod(0o705)
        write_set(out, TWO)
    finally:
        os.umask(before)
    assert out.stat().st_mode & 0o777 == 0o705
    assert (out / "m_keras.py").stat().st_mode & 0o777 == 0o604
    assert (out / "m_torch.py").stat().st_mode & 0o777 == 0o640


@WAYS
def test_a_file_that_was_changed_by_hand(out: Path, strangers: dict[str, str]) -> None:
    filled(out, strangers)
    path = out / "m_torch.py"
    path.write_text(path.read_text() + "# by hand\n")
    before = generated(out)
    with pytest.raises(ModelspecError, match=r"m_torch\.py was changed by hand since it was generated; --force"):
        write_set(out, TWO)
    assert generated(out) == before
    write_set(out, TWO, force=True)
    assert generated(out) == TWO


@WAYS
def test_a_file_that_is_not_ours(out: Path, strangers: dict[str, str]) -> None:
    out.mkdir()
    (out / "m_torch.py").write_text("import torch\n")
    for name, text in strangers.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(text)
    with pytest.raises(ModelspecError, match=r"m_torch\.py was not written by modelspec"):
        write_set(out, ONE)
    assert (out / "m_torch.py").read_text() == "import torch\n"
    write_set(out, ONE, force=True)
    assert generated(out) == ONE


def test_what_is_in_the_way(out: Path, tmp_path: Path) -> None:
    for make, said in (
        (lambda path: path.mkdir(), "is a folder, where a file is to be"),
        (os.mkfifo, "is a device or a pipe"),
        (lambda path: path.symlink_to(tmp_path / "precious"), "is a symbolic link, which is not followed"),
    ):
        (tmp_path / "precious").write_text("mine")
        out.mkdir()
        make(out / "m_keras.py")
        for work in (write_set, compare_set, difference):
            with pytest.raises(ModelspecError, match=said):
                work(out, ONE)
        assert os.listdir(out) == ["m_keras.py"]
        assert (tmp_path / "precious").read_text() == "mine"
        shutil.rmtree(out)


def test_a_file_where_the_folder_is_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in ("file", "file/out", "file/a/out"):
        with pytest.raises(ModelspecError, match=r"/file is a file, where a folder is to be"):
            write_set(tmp_path / folder, ONE)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_has_the_name_of_our_own_folder(out: Path, tmp_path: Path, beside: bool, kind: str) -> None:
    write_set(out, ONE)
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").write_text("mine")
    place = tmp_path / f".out{OWN}" if beside else out / OWN
    if kind == "link":
        place.symlink_to(other)
    else:
        place.write_text("mine")
    with pytest.raises(ModelspecError, match="is in the way; remove it first"):
        write_set(out, TWO)
    assert generated(out) == ONE
    assert (other / "precious").read_text() == "mine"


def test_the_output_folder_may_be_a_link(out: Path, tmp_path: Path) -> None:
    out.symlink_to(tmp_path / "elsewhere" / "real")
    write_set(out, ONE)
    write_set(out, TWO)
    assert out.is_symlink()
    assert generated(tmp_path / "elsewhere" / "real") == TWO
    assert sorted(os.listdir(tmp_path)) == ["elsewhere", "out"]


def test_what_appears_in_the_folder_at_the_last_moment_is_kept(out: Path, tmp_path: Path) -> None:
    from modelspec.output.exchange import exchange  # noqa: PLC0415

    def late(one: str, other: str) -> None:
        (out / "notes.txt").write_text("mine")
        exchange(one, other)

    write_set(out, ONE)
    with patch("modelspec.output.staged.exchange", late):
        write_set(out, TWO)
    assert (out / "notes.txt").read_text() == "mine"
    assert generated(out) == TWO
    assert os.listdir(tmp_path) == ["out"]


def test_an_interrupted_build_is_undone(out: Path) -> None:
    filled(out, OWN_FILES)
    killed_in_the_middle(out)
    assert holds_parts(out)
    before, told = facts(out), []
    compare_set(out, TWO)
    difference(out, TWO)
    assert facts(out) == before
    write_set(out, files_of("z", "one"), tell=told.append)
    assert told == [f"{out}: a build that was interrupted there is undone"]
    assert generated(out) == ONE
    assert not holds_parts(out)


@pytest.mark.parametrize("name", ["m_keras.py", "m_tfjs.mjs"])
def test_a_change_by_hand_after_an_interrupted_build_is_kept(out: Path, name: str) -> None:
    filled(out, OWN_FILES)
    killed_in_the_middle(out)
    (out / name).unlink()
    (out / name).write_text("mended by hand\n")
    before = generated(out)
    with pytest.raises(ModelspecError, match=f"{name} was changed by hand after a build was interrupted there"):
        write_set(out, TWO)
    assert generated(out) == before
    write_set(out, TWO, force=True)
    assert generated(out) == TWO


def test_a_journal_by_somebody_else(out: Path, tmp_path: Path) -> None:
    write_set(out, ONE)
    (tmp_path / "precious").write_text("mine")
    (out / OWN).mkdir()
    for text in (json.dumps({"../precious": {"old": False, "new": ""}}), "[]", "{", "[" * 100_000, '{"m": 1}'):
        (out / OWN / "journal.json").write_text(text)
        with pytest.raises(ModelspecError, match=r"journal\.json is no journal of modelspec"):
            write_set(out, TWO)
    assert (tmp_path / "precious").read_text() == "mine"
    assert generated(out) == ONE


def test_a_manifest_names_files_of_its_own_folder_only(out: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    write_set(out, ONE)
    path = out / "m.manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"files": {"../precious": "0" * 64}}))
    write_set(out, TWO, force=True)
    assert "precious" not in path.read_text()
    for text in ("[" * 100_000, "[]", '{"files": 3}'):
        (out / "x.manifest.json").write_text(text)
        write_set(out, ONE, force=True)
        write_set(out, TWO)


def test_several_models_are_one_set(out: Path) -> None:
    write_set(out, ONE | files_of("n", "one"))
    (out / "n_keras.py").write_text("mine")
    with pytest.raises(ModelspecError, match=r"n_keras\.py"):
        write_set(out, TWO | files_of("n", "two"))
    assert generated(out) == ONE


def test_a_failure_names_the_place_and_what_stands_there(out: Path) -> None:
    with Failing(1, errno.EROFS, lasting=True).entered(), pytest.raises(ModelspecError, match="nothing was written"):
        write_set(out, ONE)
    write_set(out, ONE)
    with (
        patch("os.fsync", side_effect=OSError(errno.ENOSPC, "No space left on device")),
        pytest.raises(ModelspecError) as caught,
    ):
        write_set(out, TWO)
    assert str(caught.value) == f"cannot write {out}: No space left on device; the files there are as they were"


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks up what is flushed")
@WAYS
def test_the_disk_has_what_a_new_name_leads_to(out: Path, tmp_path: Path, strangers: dict[str, str]) -> None:
    """After a power cut, the disk may have any part of what was not flushed."""
    from modelspec.output.exchange import exchange  # noqa: PLC0415

    filled(out, strangers)
    log: list[str] = []

    def noted(word: str, real: object) -> object:
        def call(*given: str) -> object:
            names = [os.readlink(f"/proc/self/fd/{each}") if isinstance(each, int) else each for each in given]
            log.append(" ".join([word, *(os.path.relpath(name, tmp_path) for name in names)]))
            return real(*given)  # type: ignore[operator]

        return call

    with (
        patch("os.fsync", noted("flush", os.fsync)),
        patch("os.replace", noted("replace", os.replace)),
        patch("os.rename", noted("rename", os.rename)),
        patch("modelspec.output.staged.exchange", noted("exchange", exchange)),
    ):
        write_set(out, files_of("m", "two", ("keras",)))
    inner = f"out/{OWN}"
    assert log == (
        [
            f"flush {inner}/new-m_keras.py",
            f"flush {inner}/new-m.manifest.json",
            f"flush {inner}",
            f"flush {inner}/journal.json.new",
            f"rename {inner}/journal.json.new {inner}/journal.json",
            f"flush {inner}",
            "flush out",
            f"replace {inner}/new-m_keras.py out/m_keras.py",
            f"replace {inner}/new-m.manifest.json out/m.manifest.json",
            "flush out",
            f"flush {inner}",
            "flush out",
        ]
        if strangers
        else [
            f"flush .out{OWN}/m_keras.py",
            f"flush .out{OWN}/m.manifest.json",
            f"flush .out{OWN}",
            f"exchange .out{OWN} out",
            "flush .",
        ]
    )


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.modelspec.yaml").write_text("modelspec: 1\nname: m\ninputs: {x: [4]}\nlayers: [dense: 2]\n")
    return "m.modelspec.yaml"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_a_comparison_tells_of_an_interrupted_build(
    spec: str, out: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(out, OWN_FILES)
    killed_in_the_middle(out)
    before = facts(out)
    assert main(["build", spec, option, "-b", "keras"]) == 1
    said = "out: a build was interrupted, and the files may be of two; `modelspec build` undoes it first\n"
    assert capsys.readouterr().err.startswith(said)
    assert facts(out) == before
    assert main(["build", spec]) == 0
    assert capsys.readouterr().err.startswith("out: a build that was interrupted there is undone\nout/m_keras.py: upd")
    assert main(["build", spec, "-b", "keras", "-b", "torch", option]) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@WAYS
def test_an_interrupt_waits_until_the_set_stands(
    spec: str, out: Path, number: signal.Signals, strangers: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    filled(out, strangers)
    before = signal.getsignal(number)
    with patch("os.replace" if strangers else "os.mkdir", lambda *given, real=os.replace if strangers else os.mkdir: (
        os.kill(os.getpid(), number), real(*given)
    )):  # fmt: skip
        assert main(["build", spec, "-b", "keras"]) == 130
    assert capsys.readouterr().err == "interrupted: the new files stand in out\n"
    assert main(["build", spec, "-b", "keras", "--check"]) == 0
    assert sorted(os.listdir(out.parent)) == [spec, "out"]
    assert signal.getsignal(number) is before


def test_a_spec_that_a_backend_cannot_carry_stops_all(spec: str, out: Path, tmp_path: Path) -> None:
    """What one command builds is one set."""
    half = "modelspec: 1\nname: half\ndtype: bfloat16\ninputs: {x: [5, 3]}\nlayers: [lstm: 4]\n"
    (tmp_path / "n.modelspec.yaml").write_text(half)
    assert main(["check", "n.modelspec.yaml"]) == 0
    assert main(["build", spec, "n.modelspec.yaml"]) == 1
    assert not out.exists()


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Holds the lock."""
    code = f"import fcntl, os; fcntl.flock(os.open({str(tmp_path)!r}, 0), fcntl.LOCK_EX); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child
        child.kill()


def test_another_build_is_waited_for(
    out: Path, other_process: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    out.mkdir()
    for work in (write_set, compare_set):
        with pytest.raises(
            ModelspecError, match=r"another modelspec has been writing in .* for 0\.05 seconds; nothing"
        ):
            work(out, ONE)
    assert os.listdir(out) == []
    monkeypatch.setattr(lock, "PATIENCE", 30)
    other_process.communicate("\n")
    write_set(out, ONE)


def test_a_system_without_locks(out: Path) -> None:
    code = f"""
        import os, shutil, signal, subprocess, sys, tempfile, hashlib, json
        sys.platform, sys.modules["fcntl"] = "win32", None
        from modelspec.output import write_set
        from tests.robustness.writing.scenes import files_of
        for version in ("one", "two"):
            write_set({str(out)!r}, files_of("m", version))
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, check=True)
    assert generated(out) == TWO


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a mount of its own")
def test_a_folder_that_can_only_be_read(out: Path, tmp_path: Path) -> None:
    """A real one: permissions would not stop the superuser."""
    filled(out, {})
    script = (
        f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path} && exec {sys.executable} -c '$C'"
    )
    code = f"""
        from modelspec.errors import ModelspecError
        from modelspec.output import write_set
        from tests.robustness.writing.scenes import files_of
        print(set(dict(write_set("{out}", files_of("m", "one"))).values()))
        try:
            write_set("{out}", files_of("m", "two"))
        except ModelspecError as error:
            print(error)
    """
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script.replace("$C", textwrap.dedent(code))],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.stdout.splitlines() == [
        "{'unchanged'}",
        f"cannot write {out}: Read-only file system; the files there are as they were",
    ], done.stderr
    assert generated(out) == ONE
