"""Whose deed it is when a talk makes a person, a task or a consent."""

from crm.access.actors import Actor, deputy_of
from crm.access.roles import Permission


def the_deed_of(by: Actor) -> Actor:
    """Whoever may log a talk may thereby make the contact, the task and the consent that come of it."""
    return deputy_of(
        by,
        Permission.VIEW_CONTACTS,
        Permission.VIEW_ALL_CONTACTS,
        Permission.VIEW_MINORS,
        Permission.VIEW_METHODS,
        Permission.VIEW_RESTRICTED,
        Permission.EDIT_CONTACTS,
        Permission.WORK_TASKS,
        Permission.MANAGE_TASKS,
    )
