"""The writing vocabulary of people: create, edit, reach, stake, tag, own, consent. An import writes in bulk and beside
these, from the same pure functions (contacts.derived)."""

from contacts.services.bulk import (
    ask_for_deed,
    ask_to_undo,
    choose_people,
    do_at_once,
    do_some,
    finish,
    forget_images,
    undo_some,
)
from contacts.services.consents import record_consent, suppress
from contacts.services.methods import add_method, change_method, remove_method
from contacts.services.owners import assign_owner
from contacts.services.people import archive_contact, create_contact, edit_contact, restore_contact
from contacts.services.segments import restore_segment, retire_segment, save_segment
from contacts.services.stakes import add_constituency, end_constituency
from contacts.services.tags import create_tag, rename_tag, retire_tag, tag_contacts, untag_contacts
from contacts.services.talks import set_last_talk
from contacts.services.turfs import (
    archive_turf,
    create_turf,
    cut_turfs,
    give_turf,
    release_turf,
    rename_turf,
)

__all__ = [
    "add_constituency",
    "add_method",
    "archive_contact",
    "archive_turf",
    "ask_for_deed",
    "ask_to_undo",
    "assign_owner",
    "change_method",
    "choose_people",
    "create_contact",
    "create_tag",
    "create_turf",
    "cut_turfs",
    "do_at_once",
    "do_some",
    "edit_contact",
    "end_constituency",
    "finish",
    "forget_images",
    "give_turf",
    "record_consent",
    "release_turf",
    "remove_method",
    "rename_tag",
    "rename_turf",
    "restore_contact",
    "restore_segment",
    "retire_segment",
    "retire_tag",
    "save_segment",
    "set_last_talk",
    "suppress",
    "tag_contacts",
    "undo_some",
    "untag_contacts",
]
