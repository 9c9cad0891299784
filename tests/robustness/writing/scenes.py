"""What stands in the output folder before a build, and what the build writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from modelspec.output import MANIFEST, MARKS, digest, manifest_text, write_set

Files = dict[str, str]
LINES = 40
OWN_FILES = {"notes.txt": "the user's\n", "__pycache__/m_keras.pyc": "another program's\n"}
"""What is not ours. With it, the folder cannot be replaced as a whole."""


def files_of(model: str, version: str, backends: tuple[str, ...] = ("keras", "torch", "tfjs")) -> Files:
    """A set as `modelspec build` makes it."""
    made = {f"{model}_{backend}{'.mjs' if backend == 'tfjs' else '.py'}": backend for backend in backends}
    files = {name: _text(backend, version) for name, backend in made.items()}
    manifest = {
        "generator": "modelspec",
        "spec": version,
        "files": {name: digest(text) for name, text in files.items()},
    }
    return files | {f"{model}{MANIFEST}": manifest_text(manifest)}


def _text(backend: str, version: str) -> str:
    mark = MARKS[1] if backend == "tfjs" else MARKS[0]
    return mark + "m.modelspec.yaml\n" + f"{backend}, {version}\n" * LINES


@dataclass(frozen=True)
class Scene:
    """`before` prepares the output folder; `wanted` is what the build is given."""

    name: str
    wanted: Files
    before: Callable[[str], None] = lambda folder: None
    strangers: Mapping[str, str] | None = None
    inside: str = "out"
    """The output folder's name; with a slash, its parent is not there before."""

    def prepare(self, folder: Path) -> Path:
        """The output folder inside of `folder`, as it is before the build."""
        place = folder / self.inside
        self.before(str(place))
        for name, text in (self.strangers or {}).items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return place


def _built(*sets: Files) -> Callable[[str], None]:
    def build(folder: str) -> None:
        for files in sets:
            write_set(folder, files)

    return build


ONE, TWO = files_of("m", "one"), files_of("m", "two")
SCENES = (
    Scene("a first build", TWO, inside="a/b/out"),
    Scene("a first build beside foreign files", TWO, strangers=OWN_FILES),
    Scene("a first build into an empty folder", TWO, before=os.mkdir),
    Scene("an update", TWO, before=_built(ONE)),
    Scene("an update beside foreign files", TWO, before=_built(ONE), strangers=OWN_FILES),
    Scene("an update of one backend of three", files_of("m", "two", ("keras",)), before=_built(ONE)),
    Scene("that beside foreign files", files_of("m", "two", ("keras",)), before=_built(ONE), strangers=OWN_FILES),
    Scene("another backend", TWO, before=_built(files_of("m", "one", ("keras",)))),
    Scene("that, beside foreign files", TWO, before=_built(files_of("m", "one", ("keras",))), strangers=OWN_FILES),
    Scene("an update beside another model", TWO, before=_built(files_of("other", "one"), ONE)),
    Scene("two models at once", TWO | files_of("n", "two"), before=_built(ONE)),
)
