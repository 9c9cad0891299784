"""A framework that is none: it waits for ever, with a process of its own, or gives an empty answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from modelspec.backends.job import Answer, write_answer

if os.environ["FAKE_MOMENT"] == "wait":
    subprocess.Popen(["sleep", "600"])
    Path(os.environ["FAKE_MARK"]).touch()
    time.sleep(600)
write_answer(Path(sys.argv[2]), Answer())
os._exit(0)
