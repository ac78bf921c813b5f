"""What will be in a file, in numbers, before anybody writes it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.exporters.kin import TOO_MANY
from contacts.exporters.layouts import OF_OTHERS
from contacts.exporters.people import headers_of, people_for, people_in
from contacts.exporters.standing import TOO_LONG
from contacts.exporters.taken import CLOSED, HELD, UNSEEN, Kind
from contacts.models import Contact, ContactMethod
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports.layouts import ExportPreview, LeftOut


def look(by: Actor, filters: dict[str, Any], *, layout: str, with_minors: bool) -> ExportPreview:
    everybody = people_in(by, filters).order_by()
    rows = people_for(by, filters, layout=layout, with_minors=with_minors).order_by()
    methods = ContactMethod.objects.visible_to(by).filter(
        contact_id__in=rows.values("pk"), status="ok", is_suppressed=False
    )
    emails = methods.filter(kind=Kind.EMAIL).order_by().values("contact_id").distinct().count()
    phones = methods.exclude(kind=Kind.EMAIL).order_by().values("contact_id").distinct().count()
    return ExportPreview(
        rows.count(),
        [] if layout.startswith("cards") else headers_of(layout),
        [(_("with an e-mail address"), emails), (_("with a phone number"), phones)],
        _left_out(by, everybody, rows, layout, with_minors),
        _notes(layout),
    )


def in_words(code: str, count: int) -> str:
    """What was left out while the file was written."""
    return {
        CLOSED: ngettext(
            "%(n)s number or address: it does not work, or must not be used any more",
            "%(n)s numbers and addresses: they do not work, or must not be used any more",
            count,
        ),
        HELD: ngettext(
            "%(n)s number or address of a minor: a guardian has not said yes",
            "%(n)s numbers and addresses of minors: a guardian has not said yes",
            count,
        ),
        UNSEEN: ngettext(
            "%(n)s number or address that your role does not see",
            "%(n)s numbers and addresses that your role does not see",
            count,
        ),
        TOO_MANY: ngettext(
            "%(n)s relationship of somebody with very many: it stands in the row of the other one alone",
            "%(n)s relationships of people with very many: they stand in the rows of the others alone",
            count,
        ),
        TOO_LONG: ngettext(
            "%(n)s rung or assessment of somebody with very many: the oldest stay here",
            "%(n)s rungs and assessments of people with very many: the oldest stay here",
            count,
        ),
        "person.no_email": ngettext(
            "%(n)s person without an e-mail address to use",
            "%(n)s people without an e-mail address to use",
            count,
        ),
    }[code] % {"n": count}


def _left_out(by: Actor, everybody: Any, rows: Any, layout: str, with_minors: bool) -> list[LeftOut]:
    found, left = [], everybody
    if by.can(Permission.VIEW_MINORS) and not with_minors:
        minors = everybody.filter(is_minor=True).count()
        found.append(LeftOut(minors, _("Under 18, or students of unknown age: you did not ask for them.")))
        left = everybody.filter(is_minor=False)
    if layout == "own":
        return [one for one in found if one.count]
    others = OF_OTHERS.get(layout)
    guarded = left.exclude(confidentiality=Contact.Confidentiality.NORMAL).count()
    found.append(LeftOut(guarded, _("Restricted or hidden: they go into no other tool.")))
    left = left.filter(confidentiality=Contact.Confidentiality.NORMAL)
    asked_not = left.filter(status=Contact.Status.DO_NOT_CONTACT).count()
    closed = left.exclude(status__in=["active", "inactive", "do_not_contact"]).count()
    found.append(LeftOut(asked_not, _("Asked not to be contacted.")))
    found.append(LeftOut(closed, _("Moved away or deceased.")))
    rest = left.count() - asked_not - closed - rows.count()
    if others and others.numbered:
        found.append(LeftOut(rest, _("No VAN ID was brought for them.")))
    elif others and others.reaches:
        found.append(LeftOut(rest, _("Did not say yes to e-mail, or have no address that works.")))
    return [one for one in found if one.count > 0]


def _notes(layout: str) -> list[str]:
    if layout == "own":
        return [
            _(
                "Relationships and households name only people whom you see. Whoever brings the file in again finds everybody by their Earshot ID."
            ),
            _(
                "Rungs, assessments and answers about words and pictures go along with their days. Who wrote them down stays here, and what somebody allowed for one session only."
            ),
            _(
                "A number that does not work stands apart, with the reason. One that must not be used any more, or that waits for a guardian, stays here. The finished file says how many."
            ),
        ]
    told = [
        _(
            "Numbers and addresses that are unsubscribed, wrong or suppressed stay here. The finished file says how many."
        ),
        _("Stories, notes, ages, race and ethnicity stay here."),
    ]
    if layout.startswith("cards"):
        told.append(_("Tags stay here."))
    return told
