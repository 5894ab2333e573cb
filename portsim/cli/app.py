"""The command line as a process: what it says and with which exit code it ends, however it ends.

Nothing heavy is imported at the top, so that an interrupt is answered in words from the first moment on.
"""

from __future__ import annotations

import _thread
import atexit
import errno
import io
import os
import signal
import sys
import threading

from portsim.base.blame import blamed
from portsim.base.circles import leave_as_it_is, look_seldom
from portsim.base.errors import PortsimError
from portsim.base.printable import printable

STOPPED, WRONG = 130, 2
STOPS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
LOADING = ("cannot allocate memory", "failed to map segment", "cannot apply additional memory protection")
THREADS = "can't start new thread"


def main() -> None:
    """Run the command line; a user's error is one message on stderr and exit code 2."""
    _open_what_is_closed()
    _spell_out_what_has_no_letter()
    look_seldom()
    atexit.register(leave_as_it_is)  # the end of Python does not look for circles either
    try:
        sys.unraisablehook = _unraisable
        for each in STOPS:
            if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup has it of a terminal that is closed
                signal.signal(each, _stop)
        code = _answered()
    except KeyboardInterrupt:
        _say("stopped; earlier results are unchanged, unless the new ones were complete already")
        code = STOPPED
    for each in (signal.SIGINT, *STOPS):  # all is said and written: nothing is left to stop
        signal.signal(each, signal.SIG_IGN)
    if code:
        sys.exit(code)


def _answered() -> int:
    """Run the command, and say what went wrong; the exit code."""
    try:
        from cyclopts import CycloptsError

        from portsim.base.currency import counting_in
        from portsim.base.language import ENGLISH, speaking
        from portsim.base.notes import notes_shown
        from portsim.cli.commands import app
        from portsim.cli.mistakes import as_typed, mistake
        from portsim.study.where import working_on
    except Exception as error:
        if _interrupted(error):
            raise KeyboardInterrupt from None
        if not _short_of_memory(error):
            raise
        _say(f"memory is short: not even the libraries could be loaded ({error}); give portsim more")
        return WRONG
    try:
        with speaking(ENGLISH), counting_in(None), notes_shown(_note), working_on(None):
            app(exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        _to_nowhere(1)  # as below, where help was printed
        return 0
    except Exception as error:
        if _interrupted(error):
            raise KeyboardInterrupt from None
        if isinstance(error, BrokenPipeError):  # the reader of our output has gone, as `head` does
            _to_nowhere(1)
            return 0
        if isinstance(error, CycloptsError):
            _say(f"{mistake(error)}; see portsim --help")
        elif isinstance(error, PortsimError):
            _say(as_typed(str(error), sys.argv[1:]))
        elif (said := blamed(error)) is not None:
            _say(said)
        elif _short_of_memory(error):
            why = f" ({error})" if str(error) else ""
            _say(
                f"memory is short{why}: try --workers 1, fewer days or a smaller demand; "
                "earlier results are unchanged"
            )
        elif isinstance(error, OSError):
            _say(_refused(error))
        else:
            raise
        return WRONG
    return 0


def _short_of_memory(error: Exception) -> bool:
    """Whether an error came of too little memory, for which libraries have words of their own."""
    if isinstance(error, ImportError):
        return any(text in str(error) for text in LOADING)
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or THREADS in str(error)


def _refused(error: OSError) -> str:
    """What the system refused, and what to do."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many files are open: raise the limit (ulimit -n), or try --workers 1"
    if error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, FileNotFoundError):
        return "the current folder is no longer there: change to one that is"
    if isinstance(error, ConnectionError):
        return f"the process that starts workers has ended ({error.strerror}): try --workers 1"
    _to_nowhere(1)
    return f"cannot write the output: {error.strerror}"


def _interrupted(error: BaseException | None) -> bool:
    """Whether an error came of clearing up after an interrupt, as where a file is closed a second time, or is
    one itself that a library in machine code has put into words."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        if KeyboardInterrupt.__name__ in str(error):
            return True
        error = error.__context__
    return error is not None


def _say(text: str) -> None:
    """Tell the user on stderr; where stderr cannot be written either, the exit code alone says it."""
    try:
        print(printable(text), file=sys.stderr, flush=True)
    except OSError:
        _to_nowhere(2)


def _note(text: str) -> None:
    """Tell the user something beside the answer."""
    from portsim.base.language import retold, t
    from portsim.cli.mistakes import as_typed

    of_set = [
        word for word in sys.argv[1:] if word.startswith("--set")
    ]  # other notes begin with what is noted
    _say(t("note: {text}", text=as_typed(retold(text), of_set)))


def _to_nowhere(stream: int) -> None:
    """Have a stream that cannot be written lead nowhere, so that the end of Python does not try it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


def _open_what_is_closed() -> None:
    """Lead the standard streams that a caller has closed nowhere: a file opened later must not take their
    numbers."""
    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:
            lowest = os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
            os.set_inheritable(lowest, True)  # worker processes have it too
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


def _spell_out_what_has_no_letter() -> None:
    """Have stdout write a letter that its encoding lacks as `\\u4e2d`, as stderr does: of a C locale without
    UTF-8, say."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """An interrupt that came where Python cannot raise it, as while it frees an object, comes once more."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        threading.Timer(0.05, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


if __name__ == "__main__":
    main()
