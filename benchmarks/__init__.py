"""Benchmarks: ratios of whole processes, measured side by side in one run. `python -m benchmarks` prints them all."""
