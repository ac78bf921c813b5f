"""What of a person an actor may see and do, ready for templates: they ask no role anything."""

from dataclasses import dataclass

from contacts.models import Contact
from contacts.querysets import sees_methods_of_minors
from crm.access.actors import Actor
from crm.access.roles import Permission


@dataclass(frozen=True)
class Sight:
    facts: bool = False  # stakes, place, tags, consent, timeline; a volunteer sees a name and the next step
    methods: bool = False  # numbers, addresses, the street
    story: bool = False
    owners: bool = False
    minors: bool = False
    write_down: bool = False  # add what was heard: a way to reach them, a stake, a consent
    edit: bool = False
    export: bool = False
    bring: bool = False  # a spreadsheet


def sight(actor: Actor, contact: Contact | None = None) -> Sight:
    """Of one person, or of people in general. Somebody in the bin is only looked at."""
    facts = actor.can(Permission.VIEW_ALL_CONTACTS)
    is_minor, is_archived = (contact.is_minor, contact.is_archived) if contact else (False, False)
    methods = sees_methods_of_minors(actor) if is_minor else actor.can(Permission.VIEW_METHODS)
    edit = actor.can(Permission.EDIT_CONTACTS) and not is_archived
    return Sight(
        facts=facts,
        methods=methods,
        story=facts and actor.can(Permission.VIEW_NOTES) and (methods or not is_minor),
        owners=facts,
        minors=actor.can(Permission.VIEW_MINORS),
        write_down=edit or (actor.can(Permission.LOG_CONVERSATION) and not is_archived),
        edit=edit,
        export=facts and actor.can(Permission.EXPORT),
        bring=actor.can(Permission.IMPORT),
    )
