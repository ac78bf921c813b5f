"""What this room knows of a person's past: when they were added, what they allowed, which tags came and went."""

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Assessment, ConsentEvent, Contact, RungStep, Tag
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.audit.models import AuditEvent
from crm.organizations.models import Membership
from crm.timeline import entries
from crm.timeline.entries import Entry

# verb: (icon, words)
TOLD = {
    "contacts.created": ("user-plus", gettext_lazy("Added")),
    "contacts.edited": ("pencil", gettext_lazy("Facts changed")),
    "contacts.archived": ("archive", gettext_lazy("Put in the bin")),
    "contacts.restored": ("undo-2", gettext_lazy("Taken out of the bin")),
    "contacts.assigned": ("user-check", gettext_lazy("Given to another organizer")),
    "contacts.still_student": ("school", gettext_lazy("Asked: still a student")),
    "contacts.household_joined": ("house", gettext_lazy("Joined a household")),
    "contacts.household_left": ("house", gettext_lazy("Left a household")),
    "contacts.fields_answered": ("pencil", gettext_lazy("Facts changed")),
    "contacts.method_added": ("phone", gettext_lazy("A way to reach them added")),
    "contacts.method_changed": ("phone", gettext_lazy("A way to reach them changed")),
    "contacts.method_removed": ("phone", gettext_lazy("A way to reach them removed")),
    "contacts.stake_added": ("school", gettext_lazy("Stake added")),
    "contacts.stake_ended": ("school", gettext_lazy("Stake ended")),
    "contacts.merged": ("merge", gettext_lazy("Merged with another record of theirs")),
    "contacts.unmerged": ("undo-2", gettext_lazy("A merge was taken apart")),
    "contacts.suppressed": ("ban", gettext_lazy("Must not be reached any more")),
    "contacts.reopened": ("circle-check", gettext_lazy("May be reached again")),
}
TAGGED = {
    "contacts.tagged": gettext_lazy("Tagged %(tag)s"),
    "contacts.untagged": gettext_lazy("Tag %(tag)s taken off"),
}
RELATED = {
    "contacts.related": gettext_lazy("Relationship with %(person)s added"),
    "contacts.relationship_ended": gettext_lazy("Relationship with %(person)s ended"),
}
OF_TAGS = {
    "contacts.tag_created": gettext_lazy("Made"),
    "contacts.tag_changed": gettext_lazy("Name, meaning or owner changed"),
    "contacts.tag_retired": gettext_lazy("Retired"),
    "contacts.tag_restored": gettext_lazy("Taken into use again"),
    "contacts.tag_merged": gettext_lazy("Merged into %(tag)s"),
    "contacts.tag_absorbed": gettext_lazy("Took in %(tag)s"),
    "contacts.tag_unmerged": gettext_lazy("Taken apart from %(tag)s"),
}
SIGNS = {"granted": "circle-check", "anonymous": "triangle-alert", "denied": "ban", "withdrawn": "undo-2"}
HOW = {
    "verbal": gettext_lazy("aloud"),
    "paper": gettext_lazy("on paper"),
    "web_form": gettext_lazy("in a web form"),
    "text_keyword": gettext_lazy("by text message"),
    "import": gettext_lazy("from a file"),
}


def deeds(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    """From the audit: verbs and ids, no values."""
    if not actor.can(Permission.VIEW_ALL_CONTACTS):
        return
    events = list(
        AuditEvent.objects.filter(
            organization_id=actor.organization_id, target_id=contact_id, verb__in=[*TOLD, *TAGGED, *RELATED]
        ).order_by("-id")[:limit]
    )
    tags = _tags(actor, {event.details.get("tag") for event in events if event.verb in TAGGED})
    who = names_of(actor, {event.actor_id for event in events})
    others = Contact.objects.visible_to(actor).in_bulk(
        {event.details.get("other") for event in events if event.verb in RELATED} - {None}
    )
    for event in events:
        if event.verb in RELATED:
            # A link to somebody who is out of sight is not told.
            if other := others.get(uuid.UUID(event.details["other"])):
                words = {"person": other.display_name}
                yield Entry(
                    event.at, RELATED[event.verb] % words, icon="users", by=who.get(event.actor_id, "")
                )
            continue
        if event.verb in TAGGED:
            icon, title = "tag", TAGGED[event.verb] % {"tag": tags.get(event.details.get("tag"), "?")}
        else:
            icon, title = TOLD[event.verb]
        yield Entry(event.at, title, icon=icon, by=who.get(event.actor_id, ""))


def arrival(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    """Who came with a file has no deed of their own in the audit."""
    if not actor.can(Permission.VIEW_ALL_CONTACTS):
        return
    people = Contact.objects.visible_to(actor).filter(pk=contact_id, import_batch_id__isnull=False)
    for at, batch_id in people.values_list("created_at", "import_batch_id"):
        url = reverse("imports:detail", args=[batch_id]) if actor.can(Permission.IMPORT) else ""
        yield Entry(at, _("Came with an import"), icon="upload", url=url)


def answers(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    if not actor.can(Permission.VIEW_ALL_CONTACTS):
        return
    lines = list(ConsentEvent.objects.visible_to(actor).said_by(contact_id).order_by("-at")[:limit])
    who = names_of(actor, {line.recorded_by_id for line in lines})
    for line in lines:
        yield Entry(
            line.at,
            _("%(purpose)s: %(answer)s")
            % {"purpose": line.get_purpose_display(), "answer": line.get_value_display()},
            icon=SIGNS.get(line.value, "ban"),
            text=said(line),
            by=who.get(line.recorded_by_id, ""),
        )


def standing(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    """Rungs and assessments, with their words and their reason."""
    steps = RungStep.objects.visible_to(actor).filter(contact_id=contact_id).select_related("rung")
    steps = list(steps.order_by("-since", "-at")[:limit])
    lines = (
        Assessment.objects.visible_to(actor).filter(contact_id=contact_id).order_by("-since", "-at")[:limit]
    )
    lines = list(lines)
    who = names_of(actor, {line.recorded_by_id for line in [*steps, *lines]})
    for step in steps:
        title = _("On the ladder: %(rung)s") % {"rung": step.rung}
        yield Entry(step.at, title, icon="trending-up", text=step.reason, by=who.get(step.recorded_by_id, ""))
    for line in lines:
        words = {"level": line.level, "words": line.get_level_display()}
        title = _("Assessed %(level)s: %(words)s") % words
        text = " · ".join(filter(None, (line.about, line.reason)))
        yield Entry(line.at, title, icon="badge-check", text=text, by=who.get(line.recorded_by_id, ""))


for name, source in (("deeds", deeds), ("arrival", arrival), ("answers", answers), ("standing", standing)):
    entries.add(f"contacts.{name}", source)


def said(line: ConsentEvent) -> str:
    """How and by whom an answer was given."""
    parts = [str(HOW.get(line.how, line.how))]
    if line.given_by == "guardian":
        parts.append(_("by a guardian"))
    if line.source:
        parts.append(line.source)
    return ", ".join(parts)


def history_of(actor: Actor, tag: Tag) -> list[dict]:
    """What became of a tag: when, what, by whom."""
    events = AuditEvent.objects.filter(
        organization_id=actor.organization_id, target_id=tag.pk, verb__in=[*OF_TAGS]
    ).order_by("-id")[:30]
    keys = [
        next((event.details[k] for k in ("into", "tag", "from") if event.details.get(k)), None)
        for event in events
    ]
    tags, who = _tags(actor, set(keys)), names_of(actor, {event.actor_id for event in events})
    return [
        {
            "at": event.at,
            "words": OF_TAGS[event.verb] % {"tag": tags.get(key, "?")},
            "by": who.get(event.actor_id, ""),
            "count": event.details.get("count"),
        }
        for event, key in zip(events, keys, strict=True)
    ]


def names_of(actor: Actor, membership_ids: set) -> dict[uuid.UUID, str]:
    members = Membership.objects.visible_to(actor).filter(pk__in=membership_ids - {None})
    return {member.pk: str(member.user) for member in members.select_related("user")}


def _tags(actor: Actor, tag_ids: set) -> dict[str, str]:
    tags = Tag.objects.visible_to(actor).filter(pk__in=tag_ids - {None})
    return {str(pk): name for pk, name in tags.values_list("pk", "name")}
