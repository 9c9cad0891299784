"""What tries to break the compiler: each module is a command (`python -m tests.robustness.<name> --help`) for long
runs, and the test suite runs a small part of it."""
