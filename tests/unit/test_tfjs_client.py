"""What the Node.js process may say or do instead of answering."""

import sys
from pathlib import Path

import pytest

from modelspec.backends.tfjs import client
from modelspec.backends.tfjs.client import Client, NodeError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script of the shell stands for Node.js")
SAID = {
    "an answer": ("""echo '{"result": 7}'""", None),
    "an error": ("""echo '{"error": "boom"}'""", "^boom$"),
    "words": ("echo hello", "^Node.js gave no answer when it was asked to build, but something else$"),
    "half a line": ("""printf '{"resu'""", "but something else$"),
    "no UTF-8": (r"""printf '"\377"\n'""", "but something else$"),
    "deep": ("""python3 -c 'print("[" * 1000000)'""", "but something else$"),
    "another JSON": ("echo '[]'", "but other JSON$"),
    "null": ("echo null; sleep 60", "but other JSON$"),
    "both": ("""echo '{"result": 7, "error": "boom"}'""", "but other JSON$"),
    "nothing": ("exit 3", "^Node.js ended with exit code 3 when it was asked to build$"),
    "killed": ("kill -9 $$", "^Node.js was killed by signal 9 when it was asked to build$"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_instead_of_an_answer(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command, said = SAID[name]
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\nread request\n{command}\n")
    node.chmod(0o755)
    monkeypatch.setattr(client, "find_node", lambda: node)
    monkeypatch.setattr(client, "find_tfjs", lambda: tmp_path)
    monkeypatch.setattr(client, "missing", lambda: None)
    with Client() as talking:
        if said is None:
            assert talking.ask("build") == 7
        else:
            with pytest.raises(NodeError, match=said):
                talking.ask("build")
