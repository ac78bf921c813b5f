"""The writing vocabulary of people: create, edit, reach, stake, tag, own, consent. An import writes in bulk and beside
these, from the same pure functions (contacts.derived)."""

from contacts.services.consents import record_consent, suppress
from contacts.services.households import change_household, join_household, leave_household, make_household
from contacts.services.methods import add_method, change_method, remove_method
from contacts.services.owners import assign_owner
from contacts.services.people import archive_contact, create_contact, edit_contact, restore_contact
from contacts.services.relationships import end_relationship, relate
from contacts.services.stakes import add_constituency, end_constituency
from contacts.services.tags import create_tag, rename_tag, retire_tag, tag_contacts, untag_contacts
from contacts.services.talks import set_last_talk

__all__ = [
    "add_constituency",
    "add_method",
    "archive_contact",
    "assign_owner",
    "change_household",
    "change_method",
    "create_contact",
    "create_tag",
    "edit_contact",
    "end_constituency",
    "end_relationship",
    "join_household",
    "leave_household",
    "make_household",
    "record_consent",
    "relate",
    "remove_method",
    "rename_tag",
    "restore_contact",
    "retire_tag",
    "set_last_talk",
    "suppress",
    "tag_contacts",
    "untag_contacts",
]
