"""What this room knows of a person's past: when they were added, what they allowed, which tags came and went."""

import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import ConsentEvent, Contact, Tag
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
            organization_id=actor.organization_id, target_id=contact_id, verb__in=[*TOLD, *TAGGED]
        ).order_by("-id")[:limit]
    )
    tags = _tags(actor, {event.details.get("tag") for event in events if event.verb in TAGGED})
    who = names_of(actor, {event.actor_id for event in events})
    for event in events:
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
    lines = list(ConsentEvent.objects.visible_to(actor).filter(contact_id=contact_id).order_by("-at")[:limit])
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


for name, source in (("deeds", deeds), ("arrival", arrival), ("answers", answers)):
    entries.add(f"contacts.{name}", source)


def said(line: ConsentEvent) -> str:
    """How and by whom an answer was given."""
    parts = [str(HOW.get(line.how, line.how))]
    if line.given_by == "guardian":
        parts.append(_("by a guardian"))
    if line.source:
        parts.append(line.source)
    return ", ".join(parts)


def names_of(actor: Actor, membership_ids: set) -> dict[uuid.UUID, str]:
    members = Membership.objects.visible_to(actor).filter(pk__in=membership_ids - {None})
    return {member.pk: str(member.user) for member in members.select_related("user")}


def _tags(actor: Actor, tag_ids: set) -> dict[str, str]:
    tags = Tag.objects.visible_to(actor).filter(pk__in=tag_ids - {None})
    return {str(pk): name for pk, name in tags.values_list("pk", "name")}
