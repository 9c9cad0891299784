"""One mistake in a right spec: the first error must stand on its line, and tell the right word where one was misspelt.

`python -m tests.robustness.mistakes --count 20000 --seed 0` plants so many and counts, family by family.

Where it is a matter of definition on which line a mistake stands: an unclosed bracket or quote stands where it was
opened; a missing argument at the call that lacks it; wrong indentation on the line that was moved, or, if that is the
first line of its block, also on the next one, since of two lines nobody can tell which is wrong; a removed layer at the
first line that names it.
"""
