"""The columns of a list of people: one declaration each, for import, export and the mapping screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from import_export import resources

from contacts.importers import cells, kin, numbers, reaching, said, scales, stakes, told
from crm.imports.columns import Column
from crm.lib import dates, emails, languages, names, phones, places, words

NAME, REACH, WHERE, WHO, ALLOWED, MORE = (
    _("Name"),
    _("How to reach them"),
    _("Where"),
    _("Who they are"),
    _("May we?"),
    _("More"),
)
ADD = ("add", "fill")


def joined(values) -> str:
    return "; ".join(values)


def yes_or_no(value) -> str:
    return "yes" if value else "no"


def added(*args: Any, **more: Any) -> Column:
    """What is only ever added to what stands there."""
    return Column(*args, policies=("add",), **more)


def only_read(*args: Any, **more: Any) -> Column:
    """The same of a column that no export of ours has."""
    return added(*args, exported=False, **more)


class ContactColumns(resources.Resource):
    """`header` is how an export is headed; the recognition of headings knows every one of them."""

    external_id = only_read(
        "external_id", _("Number in another system"), cells.plain_text, repeats=True, group=MORE
    )
    own_id = added("own_id", _("Earshot ID"), cells.plain_text, header="Earshot ID", group=MORE)
    full_name = Column("full_name", _("Whole name"), names.people, group=NAME, exported=False)
    household_name = Column(
        "household_name", _("Names of a household"), names.people, group=NAME, exported=False
    )
    display_name = Column(
        "display_name", _("Name in a video meeting"), cells.display, group=NAME, exported=False
    )
    given_name = Column(
        "given_name", _("First name"), names.clean, header="First name", group=NAME, exact=cells.verbatim
    )
    middle_name = Column("middle_name", _("Middle name"), names.clean, group=NAME, exported=False)
    family_name = Column(
        "family_name", _("Last name"), names.clean, header="Last name", group=NAME, exact=cells.verbatim
    )
    second_family_name = Column(
        "second_family_name", _("Second last name"), names.clean, group=NAME, exported=False
    )
    suffix = Column("suffix", _("Suffix (Jr., III)"), cells.text, group=NAME, exported=False)
    chosen_name = Column(
        "chosen_name", _("Goes by"), names.clean, header="Goes by", group=NAME, exact=cells.verbatim
    )
    child_name = Column("child_name", _("Child: whole name"), cells.text, group=NAME, exported=False)
    child_given_name = Column(
        "child_given_name", _("Child: first name"), names.clean, group=NAME, exported=False
    )
    child_family_name = Column(
        "child_family_name", _("Child: last name"), names.clean, group=NAME, exported=False
    )
    pronouns = Column(
        "pronouns", _("Pronouns"), cells.text, header="Pronouns", group=NAME, exact=cells.verbatim
    )
    email = Column(
        "email",
        _("E-mail"),
        emails.parse,
        write=joined,
        header="E-mail",
        policies=ADD,
        group=REACH,
        vital=True,
        dittos=True,
    )
    email_2 = Column(
        "email_2",
        _("Second e-mail"),
        emails.parse,
        policies=ADD,
        group=REACH,
        vital=True,
        exported=False,
        repeats=True,
    )
    mobile_phone = Column(
        "mobile_phone",
        _("Mobile phone"),
        phones.parse,
        write=joined,
        header="Mobile phone",
        policies=ADD,
        group=REACH,
        vital=True,
        dittos=True,
    )
    phone = Column(
        "phone",
        _("Phone"),
        phones.parse,
        write=joined,
        header="Phone",
        policies=ADD,
        group=REACH,
        vital=True,
        dittos=True,
    )
    home_phone = Column(
        "home_phone",
        _("Home phone"),
        phones.parse,
        write=joined,
        header="Home phone",
        policies=ADD,
        group=REACH,
        vital=True,
        dittos=True,
    )
    work_phone = Column(
        "work_phone", _("Work phone"), phones.parse, policies=ADD, group=REACH, vital=True, exported=False
    )
    phone_2 = Column(
        "phone_2",
        _("Second phone"),
        phones.parse,
        policies=ADD,
        group=REACH,
        vital=True,
        exported=False,
        repeats=True,
    )
    reach = added(
        "reach",
        _("About numbers and addresses"),
        reaching.read,
        write=joined,
        header="About numbers and addresses",
        group=REACH,
    )
    phone_type = Column("phone_type", _("Kind of phone"), cells.phone_type, group=REACH, exported=False)
    address = Column(
        "street",
        _("Street address"),
        cells.text,
        header="Address",
        group=WHERE,
        dittos=True,
        exact=cells.verbatim,
    )
    address_2 = Column("street_2", _("Second line of the address"), cells.text, group=WHERE, exported=False)
    city = Column(
        "city", _("City"), cells.text, header="City", group=WHERE, dittos=True, exact=cells.verbatim
    )
    state = Column("state", _("State"), places.state, header="State", group=WHERE, dittos=True)
    zip = Column(
        "zip_code",
        _("ZIP code"),
        places.zip_code,
        header="ZIP",
        group=WHERE,
        dittos=True,
        exact=cells.verbatim,
    )
    county = Column(
        "county", _("County"), cells.text, header="County", group=WHERE, dittos=True, exact=cells.verbatim
    )
    constituency = added(
        "constituency",
        _("Who they are"),
        stakes.read,
        write=stakes.write,
        header="Constituency",
        group=WHO,
        dittos=True,
    )
    subtype = only_read("subtype", _("More exactly"), cells.text, group=WHO)
    school = added(
        "school", _("School"), cells.text, header="School", group=WHO, dittos=True, exact=cells.verbatim
    )
    district = Column(
        "district", _("District"), cells.text, header="District", group=WHO, dittos=True, exact=cells.verbatim
    )
    grade = added(
        "grade",
        _("Grade or subject"),
        cells.text,
        header="Grade",
        group=WHO,
        dittos=True,
        exact=cells.verbatim,
    )
    stake_from = only_read("stake_from", _("Who they are: from"), cells.day, group=WHO)
    stake_until = only_read("stake_until", _("Who they are: until"), cells.day, group=WHO)
    relationships = added(
        "relationships",
        _("Relationships"),
        kin.read_ties,
        write=joined,
        header="Relationships",
        group=WHO,
    )
    households = added(
        "households",
        pgettext_lazy("a column", "Household"),
        kin.read_homes,
        write=joined,
        header="Household",
        group=WHERE,
    )
    language = Column(
        "language",
        _("Language"),
        languages.parse,
        write=joined,
        header="Language",
        group=WHO,
        dittos=True,
        exact=cells.own_languages,
    )
    other_languages = Column(
        "other_languages",
        _("Other languages"),
        languages.parse,
        write=joined,
        header="Other languages",
        group=WHO,
        exact=cells.own_languages,
    )
    interpreter = Column(
        "needs_interpreter",
        _("Needs an interpreter"),
        words.yes_no,
        write=yes_or_no,
        header="Interpreter",
        group=WHO,
    )
    age_band = Column(
        "age_band", _("Age"), cells.age_band, write=cells.band_words, header="Age band", group=WHO
    )
    race = Column(
        "race",
        _("Race and ethnicity, as they told us"),
        told.read,
        write=told.write,
        header="Race and ethnicity, as they told us",
        group=WHO,
    )
    rungs = added(
        "rungs", _("Rungs of the ladder"), scales.read_steps, write=joined, header="Rungs", group=WHO
    )
    assessments = added(
        "assessments", _("Assessments"), scales.read_levels, write=joined, header="Assessments", group=WHO
    )
    external_ids = added(
        "external_ids",
        _("Numbers in other systems"),
        numbers.read,
        write=numbers.write,
        header="Numbers in other systems",
        group=MORE,
    )
    tags = added(
        "tags",
        _("Tags"),
        cells.tags,
        write=cells.tag_words,
        header="Tags",
        repeats=True,
        group=MORE,
        exact=cells.own_tags,
    )
    notes = Column(
        "about",
        _("Notes"),
        cells.note,
        header="Notes",
        policies=("add", "fill", "overwrite"),
        repeats=True,
        group=MORE,
        exact=cells.verbatim,
    )
    noted = only_read("noted", _("Notes, under its heading"), cells.text, repeats=True, group=MORE)
    event_name = only_read(
        "event_name", _("Event they came to (as a tag)"), cells.text, repeats=True, group=MORE
    )
    attendance = only_read("attendance", _("Did they come?"), cells.attendance, repeats=True, group=MORE)
    join_time = only_read("join_time", _("Came into the meeting"), cells.plain_text, group=MORE)
    leave_time = only_read("leave_time", _("Left the meeting"), cells.plain_text, group=MORE)
    minutes = only_read("minutes", _("Minutes in the meeting"), cells.plain_text, group=MORE)
    survey_question = only_read("survey_question", _("Question of a survey"), cells.text, group=MORE)
    survey_response = only_read("survey_response", _("Answer in a survey (as a tag)"), cells.text, group=MORE)
    owner = Column(
        "owner", pgettext_lazy("of a person", "Organizer"), cells.text, header="Organizer", group=MORE
    )
    ok_to_text = added("ok_to_text", _("May we text?"), words.yes_no, header="OK to text", group=ALLOWED)
    ok_to_text_on = added(
        "ok_to_text_on", _("Texting allowed on"), dates.parse, header="OK to text on", group=ALLOWED
    )
    ok_to_text_how = added(
        "ok_to_text_how", _("How texting was allowed"), cells.how, header="OK to text how", group=ALLOWED
    )
    joined_on = only_read(
        "joined_on", _("Day they signed up: dates what they allow"), dates.parse, group=ALLOWED
    )
    ok_to_email = added("ok_to_email", _("May we e-mail?"), words.yes_no, header="OK to email", group=ALLOWED)
    ok_to_email_on = added(
        "ok_to_email_on", _("E-mail answered on"), dates.parse, header="OK to email on", group=ALLOWED
    )
    ok_to_email_how = added(
        "ok_to_email_how", _("How e-mail was answered"), cells.how, header="OK to email how", group=ALLOWED
    )
    ok_to_call = added("ok_to_call", _("May we call?"), words.yes_no, header="OK to call", group=ALLOWED)
    ok_to_call_on = added(
        "ok_to_call_on", _("Calls answered on"), dates.parse, header="OK to call on", group=ALLOWED
    )
    ok_to_call_how = added(
        "ok_to_call_how", _("How calls were answered"), cells.how, header="OK to call how", group=ALLOWED
    )
    uses = added(
        "uses",
        _("Use of words and pictures"),
        said.read_uses,
        write=joined,
        header="Use of words and pictures",
        group=ALLOWED,
    )
    guardian_answers = added(
        "guardian_answers",
        _("A guardian’s answers"),
        said.read_guardians,
        write=joined,
        header="Guardian's answers",
        group=ALLOWED,
    )
    email_status = only_read("email_status", _("E-mail subscription"), cells.closed, group=ALLOWED)
    text_status = only_read("text_status", _("Text subscription"), cells.closed, group=ALLOWED)
    status_on = only_read("status_on", _("Subscription changed on"), dates.parse, group=ALLOWED)
    date_contacted = only_read("status_on", _("Day of the call or visit"), dates.parse, group=ALLOWED)
    contact_result = only_read("contact_result", _("Result of a call or visit"), cells.result, group=ALLOWED)
    email_is_bad = only_read("email_is_bad", _("E-mail does not work"), words.yes_no, group=ALLOWED)
    phone_is_bad = only_read("phone_is_bad", _("Phone does not work"), words.yes_no, group=ALLOWED)
    do_not_contact = added(
        "do_not_contact",
        _("Do not contact"),
        words.yes_no,
        write=yes_or_no,
        header="Do not contact",
        repeats=True,
        group=ALLOWED,
    )
    # Only of new people: what is known here of somebody is newer than any file.
    status = Column(
        "status",
        pgettext_lazy("of a person", "Status"),
        cells.status,
        header="Status",
        policies=("fill",),
        group=ALLOWED,
    )
    confidentiality = Column(
        "confidentiality",
        _("Confidentiality"),
        cells.confidentiality,
        header="Confidentiality",
        policies=("fill",),
        group=ALLOWED,
    )
    do_not_call = only_read("do_not_call", _("Do not call"), words.yes_no, repeats=True, group=ALLOWED)
    do_not_email = only_read("do_not_email", _("Do not e-mail"), words.yes_no, repeats=True, group=ALLOWED)
    do_not_text = only_read("do_not_text", _("Do not text"), words.yes_no, group=ALLOWED)
