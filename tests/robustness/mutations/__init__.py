"""Specs with random damage: whatever is done to a spec, the answer is a graph or a SpecError, soon and in few bytes.

`python -m tests.robustness.mutations --count 100000 --seed 0 --jobs 2` makes that many and judges each.
"""
