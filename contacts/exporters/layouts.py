"""Columns that other tools take back. Our own are declared with the import (contacts.importers.columns).

Stories, race and ages stay here: no other tool gets them. Who asked not to be contacted is in none of these files.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from contacts.consent import REFUSALS
from contacts.exporters.taken import Kind, Purpose, Taken
from contacts.models import ContactMethod
from crm.imports.layouts import OWN, Layout
from crm.lib.phones import national as as_dialled

Cells = Callable[[Taken], list[str]]
MOBILE, HOME, OTHER = (Kind.MOBILE,), (Kind.LANDLINE,), (Kind.PHONE, Kind.WHATSAPP, Kind.SIGNAL)
PHONES = (*MOBILE, Kind.PHONE, *HOME, Kind.WHATSAPP, Kind.SIGNAL)
LONGEST_MAILCHIMP = 255  # bytes


@dataclass(frozen=True)
class Columns:
    """`reaches`: only people who may be reached so. `numbered`: only people whom that system has given a number."""

    headers: tuple[str, ...]
    cells: Cells
    reaches: str = ""
    numbered: str = ""


LAYOUTS = {
    layout.key: layout
    for layout in (
        Layout(OWN, _("Earshot"), _("Everything that our own import takes back unchanged: also households, relationships, rungs, assessments, answers about words and pictures, and numbers of other systems.")),
        Layout("action_network", "Action Network", _("People who said yes to e-mail, one address each."), ("csv",)),
        Layout("everyaction", "EveryAction, VAN MyCampaign", _("Bulk upload that matches by name, e-mail and phone.")),
        Layout("van", "VAN MyVoters", _("Only people whose VAN ID you brought.")),
        Layout("mailchimp", "Mailchimp", _("People who said yes to e-mail, one address each."), ("csv",)),
        Layout("google", "Google Contacts", _("Names, numbers and addresses."), ("csv",)),
        Layout("cards", _("Address cards (vCard 3.0)"), _("For phones and older address books."), ("vcf",)),
        Layout("cards4", _("Address cards (vCard 4.0)"), _("With languages and chosen names as the newer standard has them."), ("vcf",)),
    )
}  # fmt: skip


def national(method: ContactMethod) -> str:
    """Without a plus sign, which would have to be made inert."""
    return as_dialled(method.key)


def _first(one: Taken, *kinds: str) -> str:
    return next((national(method) for kind in kinds for method in one.of(kind)), "")


def _name(one: Taken) -> tuple[str, str]:
    """As they are called."""
    return one.person.chosen_name or one.person.given_name, one.person.family_name


def _email(one: Taken) -> str:
    return next(iter(one.emails), "")


def _action_network(one: Taken) -> list[str]:
    person = one.person
    street = person.street if one.sees_methods else ""
    return [_email(one), *_name(one), _first(one, *MOBILE), street, person.city, person.state, person.zip_code[:5],
            person.language, ", ".join(tag.replace(",", " ") for tag in one.tags), one.number_of("action_network")]  # fmt: skip


def _everyaction(one: Taken) -> list[str]:
    person, phone = one.person, next(iter(one.of(*MOBILE) or one.of(*PHONES)), None)
    types = {Kind.MOBILE: "Cell", Kind.LANDLINE: "Home"}
    return [
        str(person.pk), *_name(one), person.street if one.sees_methods else "", person.city, person.state,
        person.zip_code[:5], _email(one), "Personal" if one.emails else "",
        _status(one, Purpose.EMAIL, "Subscribed", "Unsubscribed", "Not Subscribed") if one.emails else "",
        national(phone) if phone else "", types.get(phone.kind, "Main") if phone else "",
        _status(one, Purpose.TEXT, "Opt-In", "Opt-Out", "Unknown") if phone else "", ", ".join(one.tags),
    ]  # fmt: skip


def _van(one: Taken) -> list[str]:
    person = one.person
    given, family = _name(one)
    return [one.number_of("van"), family, given, person.street if one.sees_methods else "", person.city, person.state,
            person.zip_code[:5], _first(one, *MOBILE), _first(one, *HOME), _email(one), ", ".join(one.tags)]  # fmt: skip


def _mailchimp(one: Taken) -> list[str]:
    person = one.person
    street = person.street if one.sees_methods else ""
    # Two spaces part the lines of an address.
    address = "  ".join(part for part in (street, person.city, person.state, person.zip_code[:5]) if part)
    cells = [_email(one), *_name(one), address if street else "", _first(one, *PHONES),
             ",".join(tag.replace(",", " ") for tag in one.tags)]  # fmt: skip
    return [_clipped(cell) for cell in cells[:-1]] + cells[-1:]


def _google(one: Taken) -> list[str]:
    person, emails, phones = one.person, [*one.emails, "", ""], one.of(*PHONES)
    labels = {Kind.MOBILE: "Mobile", Kind.LANDLINE: "Home", Kind.WHATSAPP: "WhatsApp", Kind.SIGNAL: "Signal"}
    told = [cell for method in phones[:2] for cell in (labels.get(method.kind, "Other"), national(method))]
    street = person.street if one.sees_methods else ""
    return [
        person.given_name, person.family_name, person.chosen_name, " ::: ".join(["* myContacts", *one.tags]),
        "* " if emails[0] else "", emails[0], "Other" if emails[1] else "", emails[1], *[*told, "", "", "", ""][:4],
        "Home" if street or person.city else "", street, person.city, person.state, person.zip_code,
    ]  # fmt: skip


def _status(one: Taken, purpose: str, yes: str, no: str, unknown: str) -> str:
    """A no goes along as a no: over there, too, it must not be asked again by the next upload."""
    if one.consent.may(purpose).allowed:
        return yes
    return no if one.consent.standing(purpose).value in REFUSALS else unknown


def _clipped(text: str) -> str:
    return text.encode()[:LONGEST_MAILCHIMP].decode(errors="ignore")


OF_OTHERS = {
    "action_network": Columns(
        ("email", "first_name", "last_name", "can2_phone", "can2_user_address", "can2_user_city", "can2_user_state",
         "zip_code", "language", "can2_user_tags", "uuid"),
        _action_network, reaches="email",
    ),
    "everyaction": Columns(
        ("Source ID", "First Name", "Last Name", "Address Line 1", "City", "State", "Zip", "Email Address", "Email Type",
         "Email Subscription Status", "Phone", "Phone Type", "SMS Opt-In Status", "Activist Code"),
        _everyaction,
    ),
    "van": Columns(
        ("Voter File VANID", "LastName", "FirstName", "Address", "City", "State", "Zip5", "Cell Phone", "Home Phone",
         "Preferred Email", "ActivistCodes"),
        _van, numbered="van",
    ),
    "mailchimp": Columns(
        ("Email Address", "First Name", "Last Name", "Address", "Phone Number", "TAGS"), _mailchimp, reaches="email"
    ),
    "google": Columns(
        ("First Name", "Last Name", "Nickname", "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "E-mail 2 - Label",
         "E-mail 2 - Value", "Phone 1 - Label", "Phone 1 - Value", "Phone 2 - Label", "Phone 2 - Value",
         "Address 1 - Label", "Address 1 - Street", "Address 1 - City", "Address 1 - Region", "Address 1 - Postal Code"),
        _google,
    ),
}  # fmt: skip
