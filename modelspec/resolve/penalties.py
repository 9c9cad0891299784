"""Which penalty each weight and output gets: own regularizer, else the model-wide default of its slot, else
`all_trainable`. Conventions end here."""

from __future__ import annotations

from modelspec.errors import Path
from modelspec.ir import Activity, Weight
from modelspec.layers.base import DeclaredActivity, DeclaredWeight, Layer
from modelspec.penalty import PER_EXAMPLE, SLOTS, Penalty, Written, canonical
from modelspec.source import Problems
from modelspec.spec import Regularization
from modelspec.words import did_you_mean, show

SMALLEST_FLOAT32 = 2.0**-149


class PenaltyRules:
    """The `regularization` section, ready to be asked."""

    def __init__(self, section: Regularization, problems: Problems) -> None:
        self.section, self.problems = section, problems
        self.excluded_words = dict.fromkeys(section.exclude, False)
        self.met = {"activity"}
        """The slots that the model has: every layer has an output."""
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
        slot, own = declared.slot, declared.regularizer
        self.met.add(slot or "")
        chosen, at = own, (*path, f"{slot}_regularizer")
        if own is None and not excluded and declared.trainable:
            chosen, at = self._default(slot)
        penalty = None
        if chosen is not None and not chosen.off:
            if trainable:
                penalty = self._canonical(chosen, at)
            elif own is not None:
                self.problems.warn(
                    "W301",
                    f"`{slot}_regularizer` has no effect: the layer is frozen (trainable: false)",
                    at,
                    at="key",
                    help="a frozen layer has no weight penalty; remove one of the two",
                )
        return Weight(declared.name, declared.shape, declared.initializer, trainable, slot, penalty)

    def _default(self, slot: str | None) -> tuple[Written | None, Path]:
        """What the section says of a slot, and where."""
        said: Written | None = getattr(self.section, slot) if slot else None
        if said is not None:
            return said, ("regularization", str(slot))
        return self.section.all_trainable, ("regularization", "all_trainable")

    def activity(self, declared: DeclaredActivity, excluded: bool, path: Path) -> Activity | None:
        """The activity penalty of one place, if it has one."""
        written, at = declared.regularizer, (*path, "activity_regularizer")
        if written is None and declared.own and not excluded:
            written, at = self.section.activity, ("regularization", "activity")
        if written is None or written.off:
            return None
        convention = written.convention or self.section.convention
        if convention in PER_EXAMPLE:
            said = f"an activity regularizer cannot use `{convention}`: it is divided by the batch size, not by m"
            help_text = "add `convention: lambda` or `convention: lambda/2` to it"
            self.problems.add("E333", said, at, help=help_text)
            return None
        penalty = self._canonical(written, at)
        return None if penalty is None else Activity(declared.name, penalty)

    def finish(self, names: set[str]) -> None:
        """After the last layer: every word of `exclude` and every slot must have met something."""
        for slot in SLOTS:
            written: Written | None = getattr(self.section, slot)
            if written is not None and not written.off and slot not in self.met:
                self.problems.warn("W304", f"`{slot}` has no effect: no layer of this model has that slot",
                                   ("regularization", slot), at="key",
                                   help="`modelspec layers` lists the slots of every kind")  # fmt: skip
        for i, word in enumerate(self.section.exclude):
            if not self.excluded_words[word]:
                self.problems.add(
                    "E334",
                    f"`exclude` names {show(word)}, which is no layer and no kind of this model",
                    ("regularization", "exclude", i),
                    help=did_you_mean(word, sorted(names)),
                )

    def unused_slots(self, layer: Layer, declared: tuple[DeclaredWeight, ...], path: Path) -> None:
        """Warns of a regularizer whose weight the layer does not have, e.g. of a bias under `use_bias: false`."""
        present = {weight.slot for weight in declared}
        for slot in layer.slots:
            if slot == "activity" or slot in present:
                continue
            written = getattr(layer, f"{slot}_regularizer", None)
            if written is not None and not written.off:
                message = f"`{slot}_regularizer` has no effect: this `{layer.kind}` has no {slot}"
                help_text = f"remove it, or give the layer a {slot}"
                self.problems.warn("W302", message, (*path, f"{slot}_regularizer"), at="key", help=help_text)

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
                message = f"the coefficient {coefficient:g} is 0 in float32: this penalty has no effect"
                self.problems.warn("W303", message, path, help="`modelspec penalty` shows every coefficient")
        return None if penalty.is_zero else penalty
