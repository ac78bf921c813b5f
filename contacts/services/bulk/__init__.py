"""The same deed for many people: asked for once, done by a job in chunks, undone within 30 days."""

from contacts.services.bulk.asking import ask_for_deed, ask_to_undo, do_at_once
from contacts.services.bulk.deed import REASONS, DeedKind
from contacts.services.bulk.kinds import KINDS
from contacts.services.bulk.running import choose_people, do_some, finish, forget_images, undo_some

__all__ = [
    "KINDS",
    "REASONS",
    "DeedKind",
    "ask_for_deed",
    "ask_to_undo",
    "choose_people",
    "do_at_once",
    "do_some",
    "finish",
    "forget_images",
    "undo_some",
]
