"""What the codes on a row mean, in words for the person on screen. Stored are code and params, never the sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from crm.imports.reading import sentences

SENTENCES = {
    "stake.guessed": gettext_lazy("Who they are was guessed."),
    "age.unreadable": gettext_lazy("This is not an age band."),
    "age.from_years": gettext_lazy("The age band this gives; the age or birth date itself is not kept."),
    "word.how": gettext_lazy("The way was guessed."),
    "row.no_name": gettext_lazy("There is no name in this row."),
    "row.name_from_email": gettext_lazy("No name: called by the e-mail address."),
    "row.same_as_line": gettext_lazy("The same person as in row %(line)s."),
    "row.second_person": gettext_lazy("Second person of this row."),
    "value.corrected": gettext_lazy("You wrote it so."),
    "row.child": gettext_lazy("The child in this row."),
    "row.rejoined": gettext_lazy("Came back: the same person as in row %(line)s."),
    "row.stayed": gettext_lazy("Minutes there: %(minutes)s, in visits: %(visits)s."),
    "row.short_stay": gettext_lazy("Stayed %(minutes)s minutes only."),
    "row.did_not_come": gettext_lazy("Signed up and did not come."),
    "row.shares_in_file": gettext_lazy("Shares a phone or e-mail with row %(line)s, under another name."),
    "row.may_be": gettext_lazy("May be %(who)s: nobody said, so it is written as somebody new."),
    "row.first_name_only": gettext_lazy(
        "Only a first name, no e-mail: nobody could tell who it was. Press the number of the row to write the whole name."
    ),
    "row.shares_phone": gettext_lazy("Shares a phone with %(who)s."),
    "row.shares_email": gettext_lazy("Shares an e-mail with %(who)s."),
    "row.two_people": gettext_lazy("Fits two people we know. Nothing was written."),
    "row.gone_since": gettext_lazy("Came in with this file before and was removed since."),
    "row.erased": gettext_lazy("Somebody with this phone or e-mail asked to be forgotten."),
    "row.suppressed": gettext_lazy("This phone or e-mail must not be used any more: it is marked so."),
    "row.unknown_id": gettext_lazy("No person here has this Earshot ID."),
    "row.unknown_owner": gettext_lazy("No member is called “%(name)s”."),
    "row.in_bin": gettext_lazy("This person is in the bin. Restore them to see the changes."),
    "match.id": gettext_lazy("Same ID"),
    "match.email": gettext_lazy("Same e-mail"),
    "match.phone": gettext_lazy("Same phone"),
    "match.name": gettext_lazy("Same name"),
    "match.like_name": gettext_lazy("A like name"),
    "match.zip": gettext_lazy("Same ZIP code"),
    "match.street": gettext_lazy("Same street"),
    "match.city": gettext_lazy("Same city"),
    "match.school": gettext_lazy("Same school"),
    "match.initials": gettext_lazy("The initials fit"),
    "match.in_file": gettext_lazy("Same phone or e-mail as in row %(line)s"),
    "consent.no_date": gettext_lazy("Permission was not taken: it says not when or how it was given."),
    "consent.withdrawn": gettext_lazy("Asked not to be called, texted or e-mailed: comes in closed."),
    "consent.bounced": gettext_lazy("This e-mail or phone does not work: comes in closed."),
    "row.in_household": gettext_lazy("Put into a household."),
    "tie.made": gettext_lazy("A relationship was put down."),
    "tie.ended": gettext_lazy("A relationship ended, as the file says."),
    "tie.left_home": gettext_lazy("Lived in a household, as the file says."),
    "tie.minor_guardian": gettext_lazy("A guardian is an adult: this relationship was left out."),
    "tie.unknown_id": gettext_lazy(
        "A relationship was left out: nobody here and no row of the file has the Earshot ID %(id)s."
    ),
    "tie.row_unwritten": gettext_lazy("A relationship was left out: row %(line)s was not written."),
    "day.far_off": gettext_lazy("This day is too far off. Check the year."),
    "day.to_come": gettext_lazy("This day is still to come."),
    "standing.put_down": gettext_lazy(
        "Where they stood was put down as the file tells it. Who thought so then is not known here."
    ),
    "standing.ended": gettext_lazy("Where they stood came to an end, as the file says."),
    "standing.known": gettext_lazy("Where they stand now is known here: what the file says of it was left out."),
    "standing.no_rung": gettext_lazy(
        "The ladder here has no rung called “%(name)s”, and only an administrator adds one. It was left out."
    ),
    "consent.told": gettext_lazy("An answer about words and pictures, or of a guardian, was put down."),
    "consent.of_age": gettext_lazy("Permission was not taken: they are of age, and a guardian gave it."),
    "consent.not_ours": gettext_lazy(
        "A guardian’s yes is taken only from a row with an Earshot ID, as our own files write it."
    ),
    "part.unreadable": gettext_lazy("Not all of this could be read."),
    "relationships.unreadable": gettext_lazy(
        "“%(what)s” is no relationship as our own files write it. It was left out."
    ),
    "households.unreadable": gettext_lazy(
        "“%(what)s” is no household as our own files write it. It was left out."
    ),
    "rungs.unreadable": gettext_lazy("“%(what)s” is no rung as our own files write it. It was left out."),
    "assessments.unreadable": gettext_lazy(
        "“%(what)s” is no assessment as our own files write it. It was left out."
    ),
    "uses.unreadable": gettext_lazy(
        "“%(what)s” is no answer about words and pictures as our own files write it. It was left out."
    ),
    "guardian_answers.unreadable": gettext_lazy(
        "“%(what)s” is no guardian’s answer as our own files write it. It was left out."
    ),
    "reach.unreadable": gettext_lazy("“%(what)s” tells nothing of a number or an address. It was left out."),
    "number.unreadable": gettext_lazy(
        "A number in another system is written with the name of the system: van=12345."
    ),
    "consent.minor": gettext_lazy("Permission was not taken: a guardian has to give it."),
    "consent.two_people": gettext_lazy("Permission was not taken: one answer for two people."),
    "column.saved": gettext_lazy("As you decided last time."),
    "column.own_question": gettext_lazy("One of your own questions is called that."),
    "column.question": gettext_lazy("A question of this form that has no column here."),
    "drop.danger": gettext_lazy("This is never asked or kept here: it can put people in danger."),
    "answer.unreadable": gettext_lazy("None of the answers that this question takes."),
    "column.id_of_several": gettext_lazy(
        "The same number stands in several rows: it is not the number of one person."
    ),
    "column.own": gettext_lazy("The file was written by Earshot."),
    "column.about_values": gettext_lazy("The cells say so."),
    "place.no_district": gettext_lazy("No district here has this number or name. Name, state and LEAID would make one."),
    "place.no_number": gettext_lazy("A school that nobody knows yet needs its NCES number."),
    "place.nces_unreadable": gettext_lazy("Not a school number (NCES, twelve digits)."),
    "enrollment.no_school": gettext_lazy("No school here has this number. Bring in the list of schools first."),
    "enrollment.year_unreadable": gettext_lazy("Not a school year like 2023-2024."),
    "enrollment.count_unreadable": gettext_lazy("Not a number of students."),
    "enrollment.race_unknown": gettext_lazy("No race or ethnicity that the public file knows."),
    "enrollment.absent": gettext_lazy("The state left this number out. It is not nought."),
    "enrollment.other_sum": gettext_lazy("Adds up what other rows say already."),
    "enrollment.told": gettext_lazy("Stays as it is: another file told this number before."),
    "note.no_words": gettext_lazy("Nothing was said in this row."),
    "note.too_long": gettext_lazy("This is longer than a note may be. Bring it in as a transcript."),
    "note.caution": gettext_lazy("Holds something that must not be stored. Change it before you finish."),
    "note.unknown_word": gettext_lazy("None of the words that are known here."),
    "note.unknown_question": gettext_lazy("The guide of this session has no such question."),
    "note.no_session": gettext_lazy("Choose the session first."),
    "note.new_voice": gettext_lazy("Somebody new: %(name)s."),
    "undo.shared": gettext_lazy("was there before, for everybody"),
    "undo.edited": gettext_lazy("changed since"),
    "undo.in_use": gettext_lazy("has conversations, tasks or other records now"),
    "undo.failed": gettext_lazy("could not be taken back: another record holds on to it"),
    "undo.imported": gettext_lazy("changed by a later import"),
}  # fmt: skip


def say(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code, in the language active now."""
    if sentence := SENTENCES.get(code):
        return str(sentence) % (params or {})
    return sentences.say(code, params)
