"""Two people side by side, as the reader may see them: what agrees, what differs, what is proposed to stay."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contacts.consent import Purpose, consent_of
from contacts.duplicates import reasons
from contacts.languages import LANGUAGES
from contacts.merging import facts
from contacts.merging.facts import GROUPS, KEPT
from contacts.models import ConstituencyRow, Contact, ContactMethod, ContactTag, DuplicatePair
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.districts.models import District
from crm.organizations.models import Membership
from crm.ui.comparing import HOUSEHOLD, LEFT, RIGHT, SAME, Comparison, Line, Side
from crm.ui.templatetags.ui import day, light, who

LIKELY = {"same": SAME, "household": HOUSEHOLD}


def comparison(actor: Actor, one: Contact, other: Contact, pair: DuplicatePair | None) -> Comparison:
    """The record that would stay stands left."""
    kept, merged = facts.kept_of(one, other)
    both = (kept, merged)
    return Comparison(
        left=_side(kept),
        right=_side(merged),
        lines=[line for line in _lines(actor, both, facts.proposal(kept, merged)) if line.left or line.right],
        reasons=reasons.words(pair.reasons) if pair else (),
        likely=LIKELY.get(pair.proposal, "") if pair else "",
    )


def two_people(
    actor: Actor, left_id: uuid.UUID, right_id: uuid.UUID, *, with_merged: bool = False
) -> tuple[Contact, Contact] | None:
    """Both in sight; with `with_merged` one may be a signpost to the other."""
    seen = Contact.objects.visible_to(actor).filter(pk__in=[left_id, right_id])
    found = {person.pk: person for person in seen}
    if with_merged and len(found) == 1:
        signposts = Contact.objects.signposts_to(found.values(), actor)
        found |= {person.pk: person for person in signposts.filter(pk__in=[left_id, right_id])}
    return (found[left_id], found[right_id]) if len(found) == 2 else None


def choice(posted: dict[str, str]) -> dict[str, str]:
    """What the form says about each group of facts, as merge_contacts takes it."""
    sides = {LEFT: facts.KEPT, RIGHT: facts.MERGED}
    return {
        group.name: sides[side] for group in GROUPS if (side := posted.get(f"keep_{group.name}")) in sides
    }


def _side(contact: Contact) -> Side:
    added = _("here since %(day)s") % {"day": day(contact.created_at, short=True)}
    return Side(contact.display_name, SafeString(added))


def _lines(actor: Actor, both: tuple[Contact, Contact], proposed: dict[str, str]) -> Iterable[Line]:
    methods, stakes, tags = _methods(actor, both), _stakes(actor, both), _tags(actor, both)
    known = consent_of(both)
    words = {group.name: [_words(actor, group.name, contact) for contact in both] for group in GROUPS}
    words["district"] = _named(both, "district_id", District.objects.all(), str)
    members = Membership.objects.visible_to(actor).select_related("user")
    words["owner"] = _named(both, "owner_id", members, lambda member: str(member.user))

    def chosen(group: facts.Group) -> Line:
        left, right = words[group.name]
        return Line(
            group.label, left, right, group.name, LEFT if proposed[group.name] == KEPT else RIGHT,
            alike=group.values(both[0]) == group.values(both[1]),
        )  # fmt: skip

    groups = {group.name: group for group in GROUPS}
    stay = _("both stay")
    yield chosen(groups["name"])
    yield chosen(groups["chosen_name"])
    for label, kinds in ((_("Phone"), False), (_("E-mail"), True)):
        left, right = ([m for m in methods[p.pk] if (m.kind == "email") == kinds] for p in both)
        yield _listed(label, [(m.key, m.value) for m in left], [(m.key, m.value) for m in right], stay)
    yield _listed(_("Stake"), *(stakes[person.pk] for person in both), stay)
    for name in ("address", "district", "age", "owner"):
        yield chosen(groups[name])
    for name in ("language", "pronouns", "race"):
        if (
            line := chosen(groups[name])
        ).state != "same":  # nobody is told apart by what both share with most
            yield line
    asked = [known[person.pk].standing(Purpose.TEXT) for person in both]
    yield Line(
        _("May we text?"),
        *([light(now.value, on=now.on)] if now.value != "not_asked" else [] for now in asked),
        note=_("the stricter holds") if asked[0].value != asked[1].value else "",
        alike=asked[0].value == asked[1].value,
    )
    yield _listed(_("Tags"), *([(name, name) for name in tags[person.pk]] for person in both), stay)
    yield Line(
        _("Last talk"),
        *([day(person.last_talk_at)] if person.last_talk_at else [] for person in both),
        note=stay if all(person.last_talk_at for person in both) else "",
    )


def _listed(label: str, left: Sequence[tuple[str, Any]], right: Sequence[tuple[str, Any]], note: str) -> Line:
    """Several values of one kind, by what makes them the same."""
    mine, theirs = {key for key, _shown in left}, {key for key, _shown in right}
    return Line(
        label,
        [shown for _key, shown in left],
        [shown for _key, shown in right],
        note=note if mine and theirs and mine != theirs else "",
        alike=mine == theirs,
    )


def _words(actor: Actor, group: str, contact: Contact) -> list[str]:
    match group:
        case "name":
            shown = " ".join(part for part in (contact.given_name, contact.family_name) if part)
        case "age":
            shown = str(contact.get_age_band_display()) if contact.age_band != "unknown" else ""
        case "address":
            town = " ".join(part for part in (contact.city, contact.state, contact.zip_code) if part)
            street = contact.street if sight(actor, contact).methods else ""
            return [part for part in (street, town) if part]
        case "language":
            shown = str(dict(LANGUAGES).get(contact.language, contact.language))
        case "race":
            shown = _("told us") if contact.race_ethnicity else ""
        case "chosen_name" | "pronouns":
            shown = getattr(contact, group)
        case _:
            shown = ""
    return [shown] if shown else []


def _named(both: Sequence[Contact], column: str, rows: Any, words: Any) -> list[list[str]]:
    wanted = {getattr(person, column) for person in both} - {None}
    found = {row.pk: words(row) for row in rows.filter(pk__in=wanted)} if wanted else {}
    return [[found[key]] if (key := getattr(person, column)) in found else [] for person in both]


def _methods(actor: Actor, both: Sequence[Contact]) -> dict[Any, list[ContactMethod]]:
    found = defaultdict(list)
    rows = ContactMethod.objects.visible_to(actor).filter(contact__in=both)
    for method in rows.order_by("-is_preferred", "key", "pk"):
        found[method.contact_id].append(method)
    return found


def _stakes(actor: Actor, both: Sequence[Contact]) -> dict[Any, list[tuple[str, Any]]]:
    found = defaultdict(list)
    rows = ConstituencyRow.objects.visible_to(actor).current(on=timezone.localdate()).filter(contact__in=both)
    for row in rows.select_related("school", "district").order_by("kind", "pk"):
        place = row.school or row.school_text or row.district or ""
        shown = format_html("{} {}", who(row.kind), place)
        found[row.contact_id].append((f"{row.kind} {place}", shown))
    return found


def _tags(actor: Actor, both: Sequence[Contact]) -> dict[Any, list[str]]:
    found = defaultdict(list)
    links = (
        ContactTag.objects.visible_to(actor)
        .filter(contact__in=both, tag__merged_into=None)
        .select_related("tag")
    )
    for link in links.order_by("tag__name"):
        found[link.contact_id].append(link.tag.name)
    return found
