"""Files of arrays that come from anywhere: what they declare is read and checked before any of it is allocated."""

from modelspec.foreign.budget import Budget
from modelspec.foreign.held import FLOATS, MOST_AXES, Declared, Held, Refused
from modelspec.foreign.opened import open_file, size_of

__all__ = ["FLOATS", "MOST_AXES", "Budget", "Declared", "Held", "Refused", "open_file", "size_of"]
