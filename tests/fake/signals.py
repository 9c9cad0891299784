"""Signals as a terminal's program has them: a run of the tests in the background, or under `nohup`, ignores some."""

from __future__ import annotations

import sys

RESET = """
import os, signal, sys
for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
AT_A_TERMINAL = (sys.executable, "-c", RESET)
"""What stands before a command."""
