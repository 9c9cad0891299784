"""One mistake in a right spec: the first error must stand on its line, and tell the right word where one was misspelt.

`python -m tests.robustness.mistakes --count 20000 --seed 0` plants so many and counts, family by family.

Where it is a matter of definition on which line a mistake stands:

- an unclosed bracket or quote where it was opened; a missing argument at the call that lacks it, a missing section on
  the first line; a removed layer at the first line that names it;
- wrong indentation on the line that was moved. If it is the first line of its block, also on the line below it and on
  the next one of the block, since of two lines nobody can tell which is wrong, and on the key above, if that is empty;
- a word that became a part of the word above it, because its dash is missing or it is indented deeper, where that one
  begins;
- of a value given to a block or a variable, both ends are told: the line that needs another value, and as a note the
  one that gives it; that counts as told.
"""
