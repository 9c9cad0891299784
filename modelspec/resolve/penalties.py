"""Which penalty each weight and output gets: own regularizer, else the model-wide default of its slot, else
`all_trainable`. Conventions end here."""

from __future__ import annotations

from modelspec.errors import Path
from modelspec.ir import Activity, Weight
from modelspec.layers.base import DeclaredActivity, DeclaredWeight, Layer
from modelspec.penalty import Penalty, Written, canonical
from modelspec.source import Problems
from modelspec.spec import Regularization
from modelspec.words import did_you_mean

PER_EXAMPLE = ("lambda/m", "lambda/2m")
SMALLEST_FLOAT32 = 2.0**-149


class PenaltyRules:
    """The `regularization` section, ready to be asked."""

    def __init__(self, section: Regularization, problems: Problems) -> None:
        self.section, self.problems = section, problems
        self.excluded_words = {word: False for word in section.exclude}
        if section.convention in PER_EXAMPLE and section.examples is None:
            problems.add(
                "E332",
                f"convention `{section.convention}` needs `examples`, the number m of training examples",
                ("regularization", "convention"),
                help="add `examples: 60000`, with your own number",
            )

    def excludes(self, *words: str) -> bool:
        """Whether `exclude` names one of these words: a kind, a name, a dotted name."""
        found = False
        for word in words:
            if word in self.excluded_words:
                self.excluded_words[word] = found = True
        return found

    def weight(self, declared: DeclaredWeight, trainable: bool, excluded: bool, path: Path) -> Weight:
        """The weight with its penalty. `path` leads to the layer's arguments."""
        trainable = trainable and declared.trainable
        default = getattr(self.section, declared.slot) if declared.slot else None
        written = self._choose(declared.regularizer, excluded, default, self.section.all_trainable)
        penalty = None
        if declared.trainable and written is not None:
            own = written is declared.regularizer
            if trainable:
                penalty = self._canonical(written, (*path, f"{declared.slot}_regularizer") if own else path)
            elif own:
                self.problems.warn(
                    "W301",
                    f"`{declared.slot}_regularizer` has no effect: the layer is frozen (trainable: false)",
                    (*path, f"{declared.slot}_regularizer"),
                    at="key",
                    help="a frozen layer has no weight penalty; remove one of the two",
                )
        return Weight(declared.name, declared.shape, declared.initializer, trainable, declared.slot, penalty)

    def activity(self, declared: DeclaredActivity, excluded: bool, path: Path) -> Activity | None:
        """The activity penalty of one place, if it has one."""
        default = self.section.activity if declared.own else None
        written = self._choose(declared.regularizer, excluded, default, None)
        if written is None:
            return None
        own = written is declared.regularizer
        at = (*path, "activity_regularizer") if own else ("regularization", "activity")
        if (written.convention or self.section.convention) in PER_EXAMPLE:
            if written.convention is None:
                self.problems.add(
                    "E333",
                    f"under `{self.section.convention}` an activity regularizer must name its own convention: it is divided "
                    "by the batch size, not by m",
                    at,
                    help="add `convention: lambda` or `convention: lambda/2` to it",
                )
            else:
                self.problems.add(
                    "E333",
                    f"an activity regularizer cannot use `{written.convention}`: it is divided by the batch size, not by m",
                    at,
                    help="write `convention: lambda` or `convention: lambda/2`",
                )
            return None
        penalty = self._canonical(written, at)
        return None if penalty is None else Activity(declared.name, penalty)

    def finish(self, names: set[str]) -> None:
        """After the last layer: every word of `exclude` must have met something."""
        for i, (word, met) in enumerate(self.excluded_words.items()):
            if not met:
                self.problems.add(
                    "E334", f"`exclude` names `{word}`, which is no layer and no kind of this model",
                    ("regularization", "exclude", i), help=did_you_mean(word, names))  # fmt: skip

    def unused_slots(self, layer: Layer, declared: tuple[DeclaredWeight, ...], path: Path) -> None:
        """Warns of a regularizer whose weight the layer does not have, e.g. of a bias under `use_bias: false`."""
        present = {weight.slot for weight in declared}
        for slot in layer.slots:
            if slot == "activity" or slot in present:
                continue
            written = getattr(layer, f"{slot}_regularizer", None)
            if written is not None and not written.off:
                self.problems.warn(
                    "W302", f"`{slot}_regularizer` has no effect: this `{layer.kind}` has no {slot}",
                    (*path, f"{slot}_regularizer"), at="key", help=f"remove it, or give the layer a {slot}")  # fmt: skip

    def _choose(
        self, own: Written | None, excluded: bool, default: Written | None, fallback: Written | None
    ) -> Written | None:
        if own is not None:
            return None if own.off else own
        if excluded:
            return None
        chosen = default if default is not None else fallback
        return None if chosen is None or chosen.off else chosen

    def _canonical(self, written: Written, path: Path) -> Penalty | None:
        convention = written.convention or self.section.convention
        if convention in PER_EXAMPLE and self.section.examples is None:
            if written.convention is not None:
                self.problems.add(
                    "E332", f"convention `{convention}` needs the number m of training examples", path,
                    help="add `examples: 60000`, with your own number, to the `regularization` section")  # fmt: skip
            return None
        penalty = canonical(written.l1, written.l2, convention, self.section.examples)
        for coefficient in (penalty.l1, penalty.l2):
            if 0 < coefficient < SMALLEST_FLOAT32:
                self.problems.warn("W303", f"the coefficient {coefficient:g} is 0 in float32; this penalty has no effect", path)
        return None if penalty.is_zero else penalty
