"""Prints each figure that the README names, beside its bound: `python -m benchmarks [--quick]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.side_by_side import measure, peak_memory, python

EXAMPLES = Path(__file__).parent.parent / "examples"
FLOOR = python("-c", "import pydantic, yaml, jinja2")
SIZES = (100, 1_000, 10_000)


def main() -> None:
    runs = 5 if "--quick" in sys.argv else 21
    with tempfile.TemporaryDirectory() as folder:
        start_up(runs, folder)
        linear(max(3, runs // 4), Path(folder))
        verify(3 if runs == 5 else 5)


def start_up(runs: int, folder: str) -> None:
    """`build` and `check` as whole processes, against importing the libraries that they stand on."""
    resnet = str(EXAMPLES / "3_resnet.modelspec.yaml")
    found = measure(
        {
            "floor": FLOOR,
            "build": python("-m", "modelspec", "build", resnet, "-o", folder),
            "build --check": python("-m", "modelspec", "build", resnet, "-o", folder, "--check"),
            "check": python("-m", "modelspec", "check", resnet),
        },
        runs,
    )
    floor = found["floor"].seconds
    print(f"import pydantic, yaml, jinja2: {floor * 1000:.0f} ms")
    for name, bound in (("build", 2.5), ("build --check", 2.5), ("check", 2.0)):
        print(f"{name} of the ResNet example: {found[name].seconds / floor:.2f} x that (at most {bound})")


def linear(runs: int, folder: Path) -> None:
    """`check` on flat specs of growing length."""
    commands = {}
    for size in SIZES:
        path = folder / f"flat_{size}.modelspec.yaml"
        path.write_text(flat_spec(size), encoding="ascii")
        commands[str(size)] = python("-m", "modelspec", "check", str(path))
    found = measure(commands, runs)
    memory = {name: peak_memory(command) for name, command in commands.items()}
    for name in commands:
        print(f"check of {int(name):,} layers: {found[name].seconds:.2f} s, {memory[name] / 2**20:.0f} MiB")
    small, large = str(SIZES[1]), str(SIZES[2])
    print(f"10,000 layers cost {found[large].seconds / found[small].seconds:.1f} x the time of 1,000 (at most 12)")
    print(f"10,000 layers cost {memory[large] / memory[small]:.1f} x the memory of 1,000 (at most 12)")


def flat_spec(size: int) -> str:
    """A spec of `size` dense layers, one after the other."""
    head = "modelspec: 1\nname: flat\ninputs: {x: [8]}\nlayers:\n"
    return head + "  - dense: {units: 8, activation: relu, kernel_regularizer: {l2: 1e-4}}\n" * size


def verify(runs: int) -> None:
    """`verify` of the MNIST example, against importing both frameworks one after the other."""
    mnist = str(EXAMPLES / "2_mnist_mlp.modelspec.yaml")
    found = measure(
        {
            "keras": python("-c", "import keras"),
            "torch": python("-c", "import torch"),
            "verify": python("-m", "modelspec", "verify", mnist),
        },
        runs,
    )
    imports = found["keras"].seconds + found["torch"].seconds
    print(f"import keras, then torch: {imports:.2f} s")
    print(f"verify of the MNIST example: {found['verify'].seconds / imports:.2f} x that (at most 1.5)")


if __name__ == "__main__":
    main()
