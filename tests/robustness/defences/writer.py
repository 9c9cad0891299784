"""How files come to the disk: whole or not at all, one writer at a time, and only over what is ours."""

from tests.robustness.defences import Defence

OUTPUT, CRASHES, FILE = (f"tests/unit/test_{name}.py::test_" for name in ("output", "output_crashes", "whole_file"))
WRITER, STAGED, JOURNAL = (f"modelspec/output/{name}.py" for name in ("writer", "staged", "journal"))
STATES, BASIC, LOCK = "modelspec/output/states.py", "modelspec/disk/basic.py", "modelspec/disk/lock.py"
WHOLE, BUILD = "modelspec/disk/whole_file.py", "modelspec/commands/build.py"


def _killed(scene: str) -> tuple[str, ...]:
    return (f"{CRASHES}killed_at_each_call[{scene}]",)


SETS = (
    Defence(
        "build: a new folder appears with all its files",
        STAGED,
        "    os.mkdir(place.staging)\n    _fill(place, files)\n    os.rename(place.staging, place.root)\n",
        "    os.mkdir(place.root)\n    for name, text in files.items():\n"
        "        write_new(os.path.join(place.root, name), text.encode())\n",
        _killed("a first build"),
    ),
    Defence(
        "build: the folder is exchanged in one step",
        STAGED,
        "        exchange(place.staging, place.root)\n",
        "        for name in os.listdir(place.staging):\n"
        "            os.replace(os.path.join(place.staging, name), os.path.join(place.root, name))\n",
        _killed("an update"),
    ),
    Defence(
        "build: a journal tells of files that change one by one",
        JOURNAL,
        '    _begin(place, {name: {"old": before[name], "new": digest(text)} for name, text in files.items()})\n',
        '    write_new(place.journal, b"{}")\n',
        _killed("an update beside foreign files"),
    ),
    Defence(
        "build: the journal comes after what it speaks of",
        JOURNAL,
        "        if before[name]:\n            _keep(target, _old(place, name))\n",
        "    for name in files:\n        if before[name]:\n"
        "            os.replace(os.path.join(place.root, name), _old(place, name))\n",
        _killed("an update beside foreign files"),
    ),
    Defence(
        "build: the next one undoes what was interrupted",
        WRITER,
        "    if undo(place, force=force):\n",
        "    if False:\n",
        (f"{OUTPUT}an_interrupted_build_is_undone",),
    ),
    Defence(
        "build: the next one removes the folder beside",
        WRITER,
        '        tell(f"{place.shown}: a build that was interrupted there is undone")\n    discard(place)\n',
        '        tell(f"{place.shown}: a build that was interrupted there is undone")\n',
        _killed("an update"),
    ),
    Defence(
        "build: an error is undone at once",
        WRITER,
        "            undo(place, force=True)\n",
        "            pass\n",
        (f"{CRASHES}each_call_fails[5]",),
    ),
    Defence(
        "build: the message says what stands there",
        WRITER,
        "        raise _failure(place, error, _what_stands(place, before, files)) from None\n",
        '        raise _failure(place, error, "the files there are as they were") from None\n',
        (f"{CRASHES}each_call_fails[5]",),
    ),
    Defence(
        "build: an interrupt waits",
        WRITER,
        "with locked(place.parent) as alone, interrupts.held():",
        "with locked(place.parent) as alone:",
        (f"{OUTPUT}an_interrupt_waits_until_the_set_stands",),
    ),
    Defence(
        "build: what one command builds is one set",
        BUILD,
        "    code = _bring([model.files(names) for model in models], options)\n",
        "    code = max(_bring([model.files(names)], options) for model in models)\n",
        (f"{OUTPUT}a_spec_that_a_backend_cannot_carry_stops_all",),
    ),
    Defence(
        "build --check: tells of an interrupted build",
        BUILD,
        "    interrupted = holds_parts(folder)\n",
        "    interrupted = False\n",
        (f"{OUTPUT}a_comparison_tells_of_an_interrupted_build",),
    ),
    Defence(
        "build: a folder with foreign files is not replaced",
        STATES,
        "    return all(name in known and _is_file(place, name) for name in os.listdir(place.root))\n",
        "    return bool(known)\n",
        (f"{OUTPUT}the_folder_is_replaced_only_where_all_in_it_is_ours",),
    ),
    Defence(
        "build: the folder that one stands in is not replaced",
        "modelspec/output/exchange.py",
        "        return not inside and not",
        "        return not",
        (f"{OUTPUT}the_folder_that_one_stands_in_stays",),
    ),
    Defence(
        "build: what appears at the last moment is kept",
        STAGED,
        "        if status(new) is not None or _is_begun(path, name):\n",
        "        if True:\n",
        (f"{OUTPUT}what_appears_in_the_folder_at_the_last_moment_is_kept",),
    ),
    Defence(
        "build: the order of flushes, folder",
        STAGED,
        "    sync_folder(place.staging)\n",
        "",
        (f"{OUTPUT}the_disk_has_what_a_new_name_leads_to[whole folder]",),
    ),
    Defence(
        "build: the order of flushes, file by file",
        JOURNAL,
        "    sync_folder(place.root)\n    _end(place)\n\n",
        "    _end(place)\n\n",
        (f"{OUTPUT}the_disk_has_what_a_new_name_leads_to[file by file]",),
    ),
    Defence(
        "build: an unchanged set is not written",
        WRITER,
        '    changed = [name for name, state in states if state != "unchanged"]\n',
        "    changed = list(wanted)\n",
        (f"{OUTPUT}nothing_is_written_where_nothing_changes",),
    ),
    Defence(
        "build: an unchanged file is not copied",
        STAGED,
        "os.link(os.path.join(place.root, name), os.path.join(place.staging, name), follow_symlinks=False)",
        "write_new(os.path.join(place.staging, name), open(os.path.join(place.root, name), 'rb').read())",
        (f"{OUTPUT}a_file_that_stays_is_not_touched",),
    ),
)
OURS = (
    Defence(
        "build: a file that is not ours is not overwritten",
        STATES,
        "        if not is_ours(name, text):\n",
        "        if False:\n",
        (f"{OUTPUT}a_file_that_is_not_ours",),
    ),
    Defence(
        "build: a change by hand is not overwritten",
        STATES,
        "        if hashes.get(name, digest(text)) != digest(text):\n",
        "        if False:\n",
        (f"{OUTPUT}a_file_that_was_changed_by_hand",),
    ),
    Defence(
        "build: nor is one that was made after an interrupted build",
        JOURNAL,
        "    if not force:\n",
        "    if False:\n",
        (f"{OUTPUT}a_change_by_hand_after_an_interrupted_build_is_kept",),
    ),
    Defence(
        "build: no link is followed",
        BASIC,
        "        return os.lstat(path)\n",
        "        return os.stat(path)\n",
        (f"{OUTPUT}what_is_in_the_way",),
    ),
    Defence(
        "build: our own folder is no link",
        JOURNAL,
        "    if not stat.S_ISDIR(found.st_mode):\n",
        "    if not os.path.isdir(place.inner):\n",
        (f"{OUTPUT}something_else_has_the_name_of_our_own_folder",),
    ),
    Defence(
        "build: a journal names files of its folder only",
        JOURNAL,
        'is_plain(name) and entry.keys() == {"old", "new"}',
        'entry.keys() == {"old", "new"}',
        (f"{OUTPUT}a_journal_by_somebody_else",),
    ),
    Defence(
        "build: a manifest names files of its folder only",
        "modelspec/output/marks.py",
        "for name, entry in files.items() if is_plain(name)}",
        "for name, entry in files.items()}",
        (f"{OUTPUT}a_manifest_names_files_of_its_own_folder_only",),
    ),
    Defence(
        "build: a manifest may be nested too deep to read",
        "modelspec/output/marks.py",
        "    except (ValueError, RecursionError):\n",
        "    except ValueError:\n",
        (f"{OUTPUT}a_manifest_names_files_of_its_own_folder_only",),
    ),
)
DISK = (
    Defence(
        "disk: one writer at a time",
        LOCK,
        "        yield handle is not None and _acquire(handle, folder, shared)\n",
        "        yield handle is not None\n",
        (f"{OUTPUT}another_build_is_waited_for",),
    ),
    Defence(
        "disk: all of a file is written",
        BASIC,
        "            rest = rest[os.write(handle, rest) :]\n",
        "            rest = rest[: os.write(handle, rest) * 0]\n",
        (f"{CRASHES}each_call_fails[None]",),
    ),
    Defence(
        "disk: a file is on the disk before it has its name",
        BASIC,
        "            os.chmod(path, mode)\n        os.fsync(handle)\n",
        "            os.chmod(path, mode)\n",
        (f"{OUTPUT}the_disk_has_what_a_new_name_leads_to",),
    ),
    Defence(
        "disk: a file keeps its permissions",
        BASIC,
        "        if mode is not None:\n",
        "        if False:\n",
        (f"{OUTPUT}permissions", f"{FILE}permissions"),
    ),
    Defence(
        "disk: one file is replaced whole",
        WHOLE,
        "            _write_like(waiting, data, old)\n            os.replace(waiting, path)\n",
        "            os.write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), data)\n",
        (f"{FILE}killed_at_each_call",),
    ),
    Defence(
        "disk: what a killed process left is replaced",
        WHOLE,
        "            with suppress(FileNotFoundError):\n                os.unlink(waiting)\n",
        "",
        (f"{FILE}killed_at_each_call",),
    ),
    Defence(
        "disk: a link stays",
        WHOLE,
        "    path = os.path.realpath(name)\n",
        "    path = os.path.abspath(name)\n",
        (f"{FILE}a_link_stays_and_what_it_leads_to_is_replaced", f"{FILE}fix_of_a_spec_behind_a_link"),
    ),
    Defence(
        "disk: a stream is not replaced",
        WHOLE,
        "not stat.S_ISREG(old.st_mode) or os.path.abspath(name).startswith(STREAMS)",
        "not stat.S_ISREG(old.st_mode)",
        (f"{FILE}a_stream_is_written_to",),
    ),
    Defence(
        "disk: a file that may not be written is not replaced",
        WHOLE,
        "    if old is not None and not os.access(path, os.W_OK):\n",
        "    if False:\n",
        (f"{FILE}a_file_that_may_not_be_written_is_not_replaced",),
    ),
    Defence(
        "init: a link that leads nowhere is there",
        "modelspec/commands/init.py",
        "os.path.lexists(target)",
        "os.path.exists(target)",
        (f"{FILE}init_refuses_a_link_that_leads_nowhere",),
    ),
    Defence(
        "check --fix: replaces the file whole",
        "modelspec/fix.py",
        'replace_file(file, mark + text.encode("utf-8"))',
        'Path(file).write_bytes(mark + text.encode("utf-8"))',
        (f"{FILE}commands_replace_files_whole",),
    ),
    Defence(
        "init, graph, schema: replace the file whole",
        "modelspec/commands/files.py",
        'replace_file(name, text.encode("utf-8"))',
        'Path(name).write_bytes(text.encode("utf-8"))',
        (f"{FILE}commands_replace_files_whole",),
    ),
)
DEFENCES = (*SETS, *OURS, *DISK)
