"""Which identifiers a generated TensorFlow.js module may choose for itself."""

from __future__ import annotations

from modelspec.backends.javascript.words import BUILTINS, KEYWORDS
from modelspec.backends.naming import Language

JAVASCRIPT = Language(KEYWORDS, BUILTINS, camel=True)
FILE_WORDS = frozenset(
    "tf name layer i model buildModel penalties penalty outputsAndPenalties watched watching "
    "loss totalLoss metrics makeOptimizer trainStep fit".split()
)
"""What the module means something by. Its classes are in CamelCase, which no name of a spec is."""
