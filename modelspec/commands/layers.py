"""`modelspec layers`: the reference of the kinds."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser
from modelspec.errors import ModelspecError
from modelspec.layers import FAMILY, REFUSED_KINDS
from modelspec.reference import Reference
from modelspec.resolve.not_a_call import meant_kind


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_argument("kind", nargs="?", metavar="KIND", help="one kind, e.g. dense (default: all)")
    parser.one_of("--format", ("table", "json", "markdown"), "table", "how it is written")


def run(options: Options) -> int:
    """Prints the reference."""
    kind = options.kind
    if kind is not None and kind not in FAMILY:
        reason = REFUSED_KINDS.get(kind.lower())
        raise ModelspecError(f"`{kind}` is not carried: {reason}" if reason else _unknown(kind))
    reference = Reference(kind)
    forms = {"table": reference.__str__, "json": reference.as_json, "markdown": reference.as_markdown}
    print(forms[options.format]())
    return 0


def _unknown(kind: str) -> str:
    if kind == "reuse":
        return "`reuse` is no layer kind but a second call of a layer: `- reuse: {layer: encoder, from: item}`"
    near = meant_kind(kind, frozenset())
    return (
        f"unknown layer kind {kind!a}; {f'did you mean `{near}`?' if near else '`modelspec layers` lists every kind'}"
    )
