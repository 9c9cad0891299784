"""The examples of the explanations, as whole specs."""

import re

from modelspec.explain import explain

DEFAULTS = {"modelspec": "modelspec: 1\n", "name": "name: m\n", "inputs": "inputs: {x: [8]}\n"}


def examples(code: str) -> list[str]:
    """The wrong and the right example of a code; of some there are none."""
    return re.findall(r"```yaml\n(.*?)```", explain(code), re.DOTALL)


def completed(example: str) -> str:
    """The example as a whole spec: it shows no more than what it is about."""
    if example.startswith("modelspec:"):
        return example
    if example.startswith("- "):
        example = f"layers:\n{example}"
    missing = "".join(line for key, line in DEFAULTS.items() if not re.search(rf"^{key}:", example, re.MULTILINE))
    return missing + example + ("" if re.search("^layers:", example, re.MULTILINE) else "layers: [dense: 1]\n")
