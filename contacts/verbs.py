"""What the deeds of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "contacts.created": _("added a person"),
        "contacts.edited": _("changed facts of a person"),
        "contacts.archived": _("put a person in the bin"),
        "contacts.restored": _("took a person out of the bin"),
        "contacts.assigned": _("gave a person to an organizer"),
        "contacts.suppressed": _("closed all ways to a person"),
        "contacts.reopened": _("opened the ways to a person again"),
        "contacts.consent_recorded": _("recorded an answer about consent"),
        "contacts.method_added": _("added a way to reach a person"),
        "contacts.method_changed": _("changed a way to reach a person"),
        "contacts.method_removed": _("removed a way to reach a person"),
        "contacts.stake_added": _("added a stake"),
        "contacts.stake_ended": _("ended a stake"),
        "contacts.still_student": _("said that somebody is still a student"),
        "contacts.external_added": _("added a number of another system"),
        "contacts.external_removed": _("removed a number of another system"),
        "contacts.household_joined": _("put a person in a household"),
        "contacts.household_left": _("took a person out of a household"),
        "contacts.household_changed": _("changed a household"),
        "contacts.related": _("added a relationship"),
        "contacts.relationship_ended": _("ended a relationship"),
        "contacts.rung_moved": _("moved a person on the ladder"),
        "contacts.assessed": _("assessed a person"),
        "contacts.rung_made": _("made a rung"),
        "contacts.rung_changed": _("changed a rung"),
        "contacts.rung_retired": _("retired a rung"),
        "contacts.rung_restored": _("took a rung into use again"),
        "contacts.fields_answered": _("wrote down answers of a person"),
        "contacts.field_made": _("made a question"),
        "contacts.field_changed": _("changed a question"),
        "contacts.field_retired": _("retired a question"),
        "contacts.field_restored": _("took a question into use again"),
        "contacts.tagged": _("tagged a person"),
        "contacts.untagged": _("took a tag off a person"),
        "contacts.tag_created": _("made a tag"),
        "contacts.tag_changed": _("changed a tag"),
        "contacts.tag_retired": _("retired a tag"),
        "contacts.tag_restored": _("took a tag into use again"),
        "contacts.tag_merged": _("merged a tag into another"),
        "contacts.tag_absorbed": _("took another tag into this one"),
        "contacts.tag_unmerged": _("took two tags apart"),
        "contacts.address_closed": _("closed a number or address"),
        "contacts.address_lifted": _("took a number or address off the list"),
    }
)
