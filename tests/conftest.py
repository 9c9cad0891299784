"""What holds for all tests."""

import signal

DEFAULTS = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}

# A run in the background, or under nohup, ignores some of these, and what is ignored stays so in every process that a
# test starts: none of them could be interrupted.
for name, handler in DEFAULTS.items():
    if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, name), handler)
