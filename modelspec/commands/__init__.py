"""One file a command: `configure(parser)` declares its options, `run(options)` does it and gives the exit code."""
