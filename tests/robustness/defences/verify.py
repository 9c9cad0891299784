"""The processes that `verify` starts, and what they leave behind."""

from tests.robustness.defences import Defence

CHILDREN, INTERRUPTS = "tests/unit/test_verify_children.py", "tests/unit/test_verify_interrupts.py"
NODE = "tests/unit/test_tfjs_client.py::test_what_is_said_instead_of_an_answer"


def interrupted(moment: str, number: int = 15) -> tuple[str, ...]:
    return (f"{INTERRUPTS}::test_an_interrupt_leaves_nothing[{number}-{moment}]",)


def answered(name: str) -> tuple[str, ...]:
    return (f"{CHILDREN}::test_a_wrong_answer_is_none[{name}]",)


DEFENCES = (
    Defence(
        "verify: nothing is imported from the folder of the job",
        "modelspec/verify/processes.py",
        '[sys.executable, "-P", process.__file__, probe, str(folder)]',
        '[sys.executable, "-m", "modelspec.backends.process", probe, str(folder)]',
        (f"{CHILDREN}::test_nothing_is_imported_from_where_it_runs",),
    ),
    Defence(
        "verify: nothing is imported from the user's folder",
        "modelspec/verify/processes.py",
        "if os.path.isabs(path) and os.path.realpath(path) != os.path.realpath(here)",
        "if path",
        (f"{CHILDREN}::test_nothing_is_imported_from_where_it_runs",),
    ),
    Defence(
        "python -m: nothing is imported from the user's folder",
        "modelspec/__main__.py",
        "    del sys.path[0]\n",
        "    pass\n",
        ("tests/unit/test_verify_children.py::test_python_m_imports_nothing_of_the_users",),
    ),
    Defence(
        "verify: an exit code is no answer",
        "modelspec/verify/processes.py",
        "if self.process.returncode != 0:",
        "if False:",
        (f"{CHILDREN}::test_a_death_has_a_reason[exit code]",),
    ),
    Defence(
        "verify: a process that hangs is ended",
        "modelspec/verify/processes.py",
        "time.monotonic() > self.deadline)",
        "time.monotonic() > self.deadline + 60)",
        (f"{CHILDREN}::test_a_process_that_hangs_is_ended",),
    ),
    Defence(
        "verify: a late answer is none",
        "modelspec/verify/processes.py",
        "        if self.late:\n",
        "        if False:\n",
        (f"{CHILDREN}::test_an_answer_that_is_late_is_none",),
    ),
    Defence(
        "verify: what a process has started ends with it",
        "modelspec/verify/processes.py",
        "os.killpg(self.process.pid, signal.SIGKILL)",
        "os.kill(self.process.pid, signal.SIGKILL)",
        (f"{CHILDREN}::test_what_it_has_started_ends_with_it",),
    ),
    Defence(
        "verify: nobody waits for a pipe that stays open",
        "modelspec/verify/said.py",
        "self._reader.join(PATIENCE)",
        "self._reader.join(60 * PATIENCE)",
        (f"{CHILDREN}::test_one_that_has_left_its_group_does_not_keep_us_waiting",),
    ),
    Defence(
        "verify: lines of a process are cut",
        "modelspec/verify/said.py",
        'return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}..."',
        "return line",
        (f"{CHILDREN}::test_only_the_end_of_what_it_says_is_kept",),
    ),
    Defence(
        "verify: lines of a process are escaped",
        "modelspec/verify/said.py",
        "escape(line.rstrip().expandtabs())",
        "line.rstrip()",
        (f"{CHILDREN}::test_only_the_end_of_what_it_says_is_kept",),
    ),
    Defence(
        "verify: only the end of what a process says is kept",
        "modelspec/verify/said.py",
        "(self._end + chunk)[-MOST_BYTES:]",
        "self._end + chunk",
        (f"{CHILDREN}::test_only_the_end_of_what_it_says_is_kept",),
    ),
    Defence(
        "verify: want of memory is named",
        "modelspec/verify/failures.py",
        "if any(MEMORY.search(line) for line in said):",
        "if False:",
        (f"{CHILDREN}::test_a_death_has_a_reason[memory of C++]",),
    ),
    Defence(
        "verify: a framework that cannot be loaded is named",
        "modelspec/backends/process.py",
        "os._exit(CANNOT_LOAD)",
        "os._exit(1)",
        (f"{CHILDREN}::test_a_death_has_a_reason[import]",),
    ),
    Defence(
        "verify: no copy of memory is written",
        "modelspec/backends/process.py",
        "    _limit()\n",
        "",
        (f"{CHILDREN}::test_no_copy_of_memory_and_no_endless_file_is_written",),
    ),
    Defence(
        "verify: an answer has its fields",
        "modelspec/backends/job.py",
        "if not isinstance(plain, dict) or {name: type(value) for name, value in plain.items()} != right:",
        "if False:",
        answered("another type"),
    ),
    Defence(
        "verify: an answer's arrays are bounded",
        "modelspec/backends/job.py",
        "if most is not None and sum(member.file_size for member in archive.zip.infolist()) > most:",
        "if False:",
        (f"{CHILDREN}::test_a_bomb_is_no_answer",),
    ),
    Defence(
        "verify: an answer is of numbers",
        "modelspec/verify/sound.py",
        'if array.dtype.kind not in "fiub":',
        "if False:",
        answered("complex"),
    ),
    Defence(
        "verify: a single number is one",
        "modelspec/verify/sound.py",
        "if (path in NUMBER or path.startswith(NUMBERS)) and array.shape != ():",
        "if False:",
        answered("several numbers for one"),
    ),
    Defence(
        "verify: what is missing on both sides is no agreement",
        "modelspec/verify/limits.py",
        "if a is None or b is None or np.shape(a) != np.shape(b):\n        return math.inf",
        "if a is None or b is None or np.shape(a) != np.shape(b):\n        return 0.0",
        ("tests/unit/test_comparator.py::test_missing_on_both_sides_is_no_agreement",),
    ),
    Defence(
        "verify: an interrupt while its folder is made",
        "modelspec/interrupts.py",
        "            with self.held():\n                root = Path",
        "            if True:\n                root = Path",
        interrupted("folder"),
    ),
    Defence(
        "verify: an interrupt while a process is started",
        "modelspec/verify/processes.py",
        "                with held():\n                    running[name] = _Child",
        "                if True:\n                    running[name] = _Child",
        (f"{CHILDREN}::test_an_interrupt_while_it_starts_ends_it_at_once",),
    ),
    Defence(
        "verify: an interrupt while it clears up",
        "modelspec/interrupts.py",
        "                with self.held():\n                    shutil",
        "                if True:\n                    shutil",
        interrupted("clearing up"),
    ),
    Defence(
        "verify: an interrupt ends the processes",
        "modelspec/verify/processes.py",
        "            for child in running.values():\n                child.kill()",
        "            pass",
        (f"{CHILDREN}::test_an_interrupt_ends_it_at_once",),
    ),
    Defence(
        "verify: a closed terminal is an interrupt",
        "modelspec/interrupts.py",
        '("SIGINT", "SIGTERM", "SIGHUP")',
        '("SIGINT", "SIGTERM")',
        interrupted("wait", 1),
    ),
    Defence(
        "verify: what is ignored stays so",
        "modelspec/interrupts.py",
        "if signal.getsignal(number) is signal.SIG_IGN:",
        "if False:",
        (f"{INTERRUPTS}::test_a_signal_that_is_ignored_stays_so",),
    ),
    Defence(
        "verify: processes end with their parent",
        "modelspec/backends/process.py",
        "    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()\n",
        "",
        (f"{INTERRUPTS}::test_processes_and_folder_go_even_if_it_is_killed",),
    ),
    Defence(
        "tfjs: what is no JSON is no answer",
        "modelspec/backends/tfjs/client.py",
        "except (ValueError, RecursionError):",
        "except ZeroDivisionError:",
        (f"{NODE}[words]",),
    ),
    Defence(
        "tfjs: other JSON is no answer",
        "modelspec/backends/tfjs/client.py",
        'if not isinstance(answer, dict) or len(answer.keys() & {"error", "result"}) != 1:',
        "if False:",
        (f"{NODE}[another JSON]",),
    ),
)
