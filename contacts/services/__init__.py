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
from contacts.services.consents import record_consent, record_uses
from contacts.services.customs import (
    answer_fields,
    answers_of,
    change_field,
    make_field,
    restore_field,
    retire_field,
)
from contacts.services.duplicates import Answered, answer_pair, reopen_pair, take_apart
from contacts.services.externals import add_external_id, remove_external_id
from contacts.services.households import (
    change_household,
    join_household,
    leave_household,
    live_together,
    make_household,
)
from contacts.services.ladders import (
    assess,
    change_rung,
    first_ladder,
    make_rung,
    move_to_rung,
    retire_rung,
    swap_rungs,
)
from contacts.services.leaving_school import graduate, still_student, tell_age
from contacts.services.merging import merge_contacts, unmerge_contacts
from contacts.services.methods import add_method, change_method, remove_method
from contacts.services.owners import assign_owner
from contacts.services.people import archive_contact, create_contact, edit_contact, restore_contact
from contacts.services.relationships import end_relationship, relate
from contacts.services.segments import restore_segment, retire_segment, save_segment
from contacts.services.sheets import record_sheet
from contacts.services.stakes import add_constituency, end_constituency
from contacts.services.suppressions import close_address, lift, suppress
from contacts.services.tags import (
    create_tag,
    merge_tags,
    rename_tag,
    restore_tag,
    retire_tag,
    tag_contacts,
    unmerge_tag,
    untag_contacts,
)
from contacts.services.talks import set_last_talk
from contacts.services.turfs import (
    archive_turf,
    create_turf,
    cut_turfs,
    free,
    give_turf,
    release_turf,
    rename_turf,
)

__all__ = [
    "Answered",
    "add_constituency",
    "add_external_id",
    "add_method",
    "answer_fields",
    "answer_pair",
    "answers_of",
    "archive_contact",
    "archive_turf",
    "ask_for_deed",
    "ask_to_undo",
    "assess",
    "assign_owner",
    "change_field",
    "change_household",
    "change_method",
    "change_rung",
    "choose_people",
    "close_address",
    "create_contact",
    "create_tag",
    "create_turf",
    "cut_turfs",
    "do_at_once",
    "do_some",
    "edit_contact",
    "end_constituency",
    "end_relationship",
    "finish",
    "first_ladder",
    "forget_images",
    "free",
    "give_turf",
    "graduate",
    "join_household",
    "leave_household",
    "lift",
    "live_together",
    "make_field",
    "make_household",
    "make_rung",
    "merge_contacts",
    "merge_tags",
    "move_to_rung",
    "record_consent",
    "record_sheet",
    "record_uses",
    "relate",
    "release_turf",
    "remove_external_id",
    "remove_method",
    "rename_tag",
    "rename_turf",
    "reopen_pair",
    "restore_contact",
    "restore_field",
    "restore_segment",
    "restore_tag",
    "retire_field",
    "retire_rung",
    "retire_segment",
    "retire_tag",
    "save_segment",
    "set_last_talk",
    "still_student",
    "suppress",
    "swap_rungs",
    "tag_contacts",
    "take_apart",
    "tell_age",
    "undo_some",
    "unmerge_contacts",
    "unmerge_tag",
    "untag_contacts",
]
