"""What a row says may be done: doors are closed by any sign, opened only by a yes with its date and way."""

from collections.abc import Mapping
from typing import Any

from contacts.importers.person import Person
from contacts.models import ConsentEvent, Contact, ContactMethod

Kind, Status = ContactMethod.Kind, ContactMethod.Status
Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
QUESTIONS = [(Purpose.TEXT, "ok_to_text"), (Purpose.EMAIL, "ok_to_email"), (Purpose.CALL, "ok_to_call")]
CLOSERS = frozenset(
    {
        "do_not_contact",
        "do_not_call",
        "do_not_text",
        "do_not_email",
        "text_status",
        "email_status",
        "email_is_bad",
        "phone_is_bad",
        "contact_result",
    }
)
RESULTS = {
    "do_not_contact": "do_not_contact",
    "do_not_call": "do_not_call",
    "do_not_text": "do_not_text",
    "wrong_number": "phone_is_bad",
}


class Permissions:
    """`headings`: the column that each answer came from, kept as its source beside the name of the file. `way`: how
    everybody in this file said so."""

    def __init__(
        self, options: Mapping[str, Any], headings: Mapping[str, str], file_name: str, way: str = ""
    ):
        self.options, self.headings, self.file_name, self.way = options, headings, file_name, way

    def settle(self, person: Person, *, alone: bool) -> None:
        said = person.answers
        closed = frozenset() if CLOSERS.isdisjoint(said) else _close(person)
        if closed:
            person.reasons.append({"code": "consent.withdrawn"})
        elif any(method.suppress or method.status == Status.BAD for method in person.methods):
            person.reasons.append({"code": "consent.bounced"})
        for purpose in sorted(closed):
            self._say(person, purpose, Value.WITHDRAWN, "import", said.get("status_on"))
        for purpose, question in QUESTIONS:
            answer = said.get(question)
            if answer is None or purpose in closed:
                continue
            if answer:
                self._allow(person, purpose, alone)
            else:
                how = said.get(f"{question}_how") or "import"
                self._say(person, purpose, Value.DENIED, how, said.get(f"{question}_on"))

    def _allow(self, person: Person, purpose: str, alone: bool) -> None:
        said, how, on = person.answers, "import", None
        if not alone:
            person.reasons.append({"code": "consent.two_people"})
            return
        if person.minor:
            person.reasons.append({"code": "consent.minor"})
            return
        if purpose == Purpose.TEXT:
            # The day somebody filled the form in is the day they said yes in it.
            on = said.get("ok_to_text_on") or said.get("joined_on") or self.options.get("consent_on")
            how = said.get("ok_to_text_how") or self.options.get("consent_how")
            if not on or not how:
                person.reasons.append({"code": "consent.no_date"})
                return
        else:
            # Beside its answer a file may say when and how; in a form nothing is allowed without its day.
            how = said.get(f"ok_to_{purpose}_how") or self.way or how
            on = said.get(f"ok_to_{purpose}_on") or (said.get("joined_on") if self.way else None)
            if self.way and not on:
                person.reasons.append({"code": "consent.no_date"})
                return
        self._say(person, purpose, Value.GRANTED, how, on)

    def _say(self, person: Person, purpose: str, value: str, how: str, on: Any) -> None:
        column = self.headings.get(f"ok_to_{purpose}", "")
        source = f"{column} ({self.file_name})".strip()[:200]
        person.consents.append((str(purpose), str(value), how, source, str(on or "")))


def _close(person: Person) -> frozenset[str]:
    """Purposes that this row closes; ways that do not work or must not be used are marked."""
    said, closed = person.answers, set()
    if result := said.get("contact_result"):
        if result in RESULTS:
            said[RESULTS[result]] = True
        elif not person.status:
            person.status = result
    if said.get("do_not_contact"):
        person.status = Contact.Status.DO_NOT_CONTACT
        if not person.own_id:  # our own file says beside it what the ledger holds
            closed |= {Purpose.TEXT, Purpose.CALL, Purpose.EMAIL}
        for method in person.methods:
            method.suppress = "do_not_contact"
    if said.get("do_not_call"):
        closed.add(Purpose.CALL)
    if said.get("do_not_text") or said.get("text_status") == "unsubscribed":
        closed.add(Purpose.TEXT)
    if said.get("do_not_email") or said.get("email_status") == "unsubscribed":
        closed.add(Purpose.EMAIL)
        _mark(person, Status.UNSUBSCRIBED, "unsubscribed")
    elif said.get("email_is_bad") or said.get("email_status") == "bounced":
        _mark(person, Status.BAD, "bounced")
    if said.get("phone_is_bad"):
        for method in person.methods:
            if method.kind != Kind.EMAIL:
                method.status = Status.BAD
    return frozenset(closed)


def _mark(person: Person, status: str, reason: str) -> None:
    for method in person.methods:
        if method.kind == Kind.EMAIL:
            method.status, method.suppress = status, reason
