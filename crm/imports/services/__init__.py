"""The verbs of importing: take a file in, read it, decide what it is, run it, take it back, forget its raw cells."""

from crm.imports.services.decisions import (
    correct,
    decide_columns,
    decide_questions,
    decide_what,
    open_questions,
)
from crm.imports.services.files import (
    discard,
    forget_old_files,
    keep_facts,
    keep_file,
    read_upload,
    refuse,
    upload,
)
from crm.imports.services.mappings import save_mapping
from crm.imports.services.runs import SILENT_FOR, begin, go_on, resumed, start, stop_silent, stopped
from crm.imports.services.steps import BEFORE_RUN, NotNow
from crm.imports.services.undoing import UNDO_WITHIN, ask_undo, may_undo, undo_some, undone

__all__ = [
    "BEFORE_RUN",
    "SILENT_FOR",
    "UNDO_WITHIN",
    "NotNow",
    "ask_undo",
    "begin",
    "correct",
    "decide_columns",
    "decide_questions",
    "decide_what",
    "discard",
    "forget_old_files",
    "go_on",
    "keep_facts",
    "keep_file",
    "may_undo",
    "open_questions",
    "read_upload",
    "refuse",
    "resumed",
    "save_mapping",
    "start",
    "stop_silent",
    "stopped",
    "undo_some",
    "undone",
    "upload",
]
