"""What stands in a folder: the old set or the new one, torn or mixed files, and what nobody asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from modelspec.output import compare_set, holds_parts, write_set
from tests.robustness.writing.scenes import Scene, files_of

Stand = dict[str, str]


def standing(folder: Path) -> Stand:
    """Every file below, and every empty folder, by its name from there."""
    if not folder.exists():
        return {}
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir():
            if not any(path.iterdir()):
                found[f"{name}/"] = ""
        else:
            found[name] = path.read_bytes().decode("utf-8", "replace")
    return found


@dataclass
class Judge:
    """Knows what a scene looks like before and after a build that nothing disturbs."""

    scene: Scene
    old: Stand
    new: Stand
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @staticmethod
    def of(scene: Scene, scratch: Path) -> Judge:
        place = scene.prepare(scratch)
        old = standing(scratch)
        write_set(place, scene.wanted)
        return Judge(scene, old, standing(scratch))

    def verdict(self, scratch: Path) -> str:
        """`old`, `new`, `mixed` or `torn`; the files that come and go are looked at alone."""
        now = standing(scratch)
        both = {**self.old, **self.new}
        ours = [name for name in both if self.old.get(name) != self.new.get(name) and not name.endswith("/")]
        values = [now.get(name) for name in ours]
        if values == [self.new.get(name) for name in ours]:
            return "new"
        if values == [self.old.get(name) for name in ours]:
            return "old"
        whole = all(value in (self.old.get(name), self.new.get(name)) for name, value in zip(ours, values, strict=True))
        return "mixed" if whole else "torn"

    def leftovers(self, scratch: Path) -> list[str]:
        """What is in neither, a folder that became or stayed empty apart."""
        return [name for name in standing(scratch) if name not in self.old and name not in self.new]

    def lost(self, scratch: Path) -> list[str]:
        """What was to stay as it is, and did not."""
        now = standing(scratch)
        stays = [name for name in self.old if self.old[name] == self.new.get(name)]
        return [name for name in stays if now.get(name) != self.old[name]]

    def disturbed(self, scratch: Path, where: str) -> str:
        """Judges what stands right after a disturbance. Mixed files are allowed where a journal tells of them."""
        found = self.verdict(scratch)
        self.counts[found] += 1
        place = scratch / self.scene.inside
        if found == "torn" or self.lost(scratch) or (found == "mixed" and not holds_parts(place)):
            self.wrong.append(f"{where}: {found}, lost {self.lost(scratch)}")
        return found

    def mended(self, scratch: Path, where: str, *, other_first: bool) -> None:
        """The next build must leave a whole set and nothing else: one of another model an old or a new one."""
        place = scratch / self.scene.inside
        if other_first:
            write_set(place, files_of("z", "one"))
            found = self.verdict(scratch)
            rest = [name for name in self.leftovers(scratch) if not Path(name).name.startswith(("z_", "z."))]
            if found not in ("old", "new") or rest or holds_parts(place):
                self.wrong.append(f"{where}, then a build of another model: {found}, leftovers {rest}")
        write_set(place, self.scene.wanted)
        rest = [name for name in self.leftovers(scratch) if not Path(name).name.startswith(("z_", "z."))]
        same = all(state == "unchanged" for _, state in compare_set(place, self.scene.wanted))
        self.counts["leftovers"] += len(rest)
        if self.verdict(scratch) != "new" or rest or self.lost(scratch) or not same:
            self.wrong.append(f"{where}, then another build: {self.verdict(scratch)}, leftovers {rest}")
