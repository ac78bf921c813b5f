"""What the codes of this package mean, in words for the person on screen. The only file here that speaks."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

SENTENCES = {
    "file.kind": gettext_lazy(
        "Earshot reads .csv, .tsv, .txt, .xlsx, .xls and .ods files. This one ends in %(suffix)s."
    ),
    "file.macros": gettext_lazy("This workbook carries macros. Save it as .xlsx and try again."),
    "file.binary_workbook": gettext_lazy("This is a binary workbook. Save it as .xlsx and try again."),
    "file.zip": gettext_lazy("This is a zip archive. Open it and choose the spreadsheet inside."),
    "file.numbers": gettext_lazy("This is a Numbers document. Export it to Excel or CSV and try again."),
    "file.too_big": gettext_lazy("This file is larger than %(most)s MB. Split it into parts."),
    "file.empty": gettext_lazy("This file is empty."),
    "file.no_rows": gettext_lazy("There are no rows in this file."),
    "file.only_headings": gettext_lazy("There are headings in this file and no rows below them."),
    "file.is_pdf": gettext_lazy(
        "This is a PDF, not a spreadsheet. Ask for the spreadsheet it was printed from, or copy its table into a new one."
    ),
    "file.is_picture": gettext_lazy(
        "This is a picture, not a spreadsheet. Type its rows into a spreadsheet and bring that."
    ),
    "file.is_document": gettext_lazy(
        "This is a text document, not a spreadsheet. Copy its table into a spreadsheet and save that as .xlsx."
    ),
    "file.is_program": gettext_lazy("This is a program, not a spreadsheet. It was not opened."),
    "file.is_workbook": gettext_lazy(
        "This is a workbook named %(suffix)s. Open it in a spreadsheet program, save it as .xlsx and bring that."
    ),
    "file.no_cards": gettext_lazy("There is no address card in this file."),
    "file.not_text": gettext_lazy(
        "This file is named %(suffix)s but it is not text. Save it again from your spreadsheet program."
    ),
    "file.not_workbook": gettext_lazy(
        "This file is named %(suffix)s but it is not such a workbook. Save it again from your "
        "spreadsheet program."
    ),
    "file.web_page": gettext_lazy(
        "This file is a web page named %(suffix)s. Open it in a spreadsheet program and save it as .xlsx."
    ),
    "file.password": gettext_lazy(
        "This workbook is protected by a password. Remove the password and try again."
    ),
    "file.only_companies": gettext_lazy(
        "Every card in this file is of a company: nobody’s name stands on one. Add the people you know there by hand."
    ),
    "file.damaged": gettext_lazy(
        "This file is damaged and cannot be read. Open it in a spreadsheet program and save it again."
    ),
    "file.too_slow": gettext_lazy(
        "Reading this file took too long and was stopped. Save it as CSV or split it into parts."
    ),
    "file.too_much": gettext_lazy(
        "This file needs more memory than a spreadsheet should and was stopped. Save it as CSV or"
        " split it into parts."
    ),
    "file.too_many_rows": gettext_lazy("This file has more than %(most)s rows. Split it into parts."),
    "file.too_many_columns": gettext_lazy(
        "This file has more than %(most)s columns. Remove those you do not need."
    ),
    "file.too_many_cells": gettext_lazy("This file has more than %(most)s cells. Split it into parts."),
    "file.too_many_sheets": gettext_lazy(
        "This workbook has more than %(most)s sheets. Keep only those you need."
    ),
    "file.line_too_long": gettext_lazy(
        "One line of this file has no end. Save it again from your spreadsheet program."
    ),
    "sheet.too_many_rows": gettext_lazy(
        "The sheet “%(sheet)s” has %(count)s rows. At most %(most)s can be read."
    ),
    "sheet.too_many_columns": gettext_lazy(
        "The sheet “%(sheet)s” has %(count)s columns. At most %(most)s can be read."
    ),
    "zip.bomb": gettext_lazy("This workbook unpacks to far more than it should and was not opened."),
    "zip.entries": gettext_lazy("This workbook has %(count)s parts inside. At most %(most)s can be read."),
    "zip.names": gettext_lazy("This workbook has parts with unsafe names and was not opened."),
    "zip.entities": gettext_lazy(
        "This workbook has definitions that no spreadsheet program writes and was not opened."
    ),
    "row.cell_too_long": gettext_lazy("A cell of this row is too long."),
    "row.too_many_cells": gettext_lazy("This row has more cells than there are columns."),
    "row.open_quote": gettext_lazy("This row opens a quotation mark and never closes it."),
    "row.repeated_header": gettext_lazy("This row repeats the headings."),
    "note.text_named_xls": gettext_lazy(
        "This file is named .xls but is text with tabs. It was read as text."
    ),
    "note.nul": gettext_lazy("Empty bytes in the file were taken out: %(count)s."),
    "note.mixed_encoding": gettext_lazy(
        "Some letters were written in an older encoding. Check names with accents."
    ),
    "note.read_as_before": gettext_lazy(
        "Letters and columns are read as somebody chose for such a file before."
    ),
    "note.companies": gettext_lazy(
        "Cards of companies were left out, %(count)s in all, since nobody’s name stands on them: %(name)s. Add the people you know there by hand."
    ),
    "note.hidden_sheet": gettext_lazy("The hidden sheet “%(name)s” was left out."),
    "note.merged": gettext_lazy("%(count)s merged cells on “%(sheet)s” were filled downward."),
    "note.strays": gettext_lazy("A few cells far away from the table on “%(sheet)s” were left out."),
    "column.unknown": gettext_lazy("The heading is not known."),
    "column.header": gettext_lazy("The heading says so."),
    "column.header_part": gettext_lazy("Part of the heading says so."),
    "column.preset": gettext_lazy("The file comes from a tool whose headings are known."),
    "column.of_themselves": gettext_lazy(
        "Whoever answered the form wrote this about themselves. If somebody else filled it in, leave it out."
    ),
    "column.dropped": gettext_lazy("Left out."),
    "column.second": gettext_lazy("Another column already holds the first one."),
    "column.rival": gettext_lazy("Another column fits better."),
    "column.looks_like_email": gettext_lazy("Most cells look like e-mail addresses."),
    "column.looks_like_phone": gettext_lazy("Most cells look like phone numbers."),
    "column.looks_like_zip": gettext_lazy("Most cells look like ZIP codes."),
    "column.looks_like_full_name": gettext_lazy("Most cells look like names."),
    "column.looks_like_organization": gettext_lazy("Most cells look like organizations, not people."),
    "drop.party": gettext_lazy("Party comes from the voter file and is not kept."),
    "drop.sex": gettext_lazy("Sex and gender codes are not kept. Pronouns are, when people give them."),
    "drop.birth_date": gettext_lazy("Birth dates are not kept. Choose “Age” to keep the age band they give."),
    "drop.age": gettext_lazy("The year of age is not kept. Choose “Age” to keep the age band it gives."),
    "drop.government_id": gettext_lazy("Government numbers and immigration status are never kept."),
    "drop.voter_history": gettext_lazy("Precincts, scores and voting history are not kept."),
    "drop.health": gettext_lazy("Health and disability are not kept."),
    "drop.money": gettext_lazy("Payments are not kept."),
    "drop.technical": gettext_lazy("The other tool's technical data is not kept."),
    "drop.password": gettext_lazy("Passwords are never kept."),
    "drop.not_needed": gettext_lazy("Not needed to reach or to know a person."),
    "drop.history": gettext_lazy("Who called whom and when belongs to conversations, not to the person."),
    "drop.modelled": gettext_lazy("Race guessed by a voter file is not kept. What people say themselves is."),
    "drop.race": gettext_lazy(
        "Race and ethnicity are kept where people said them themselves. If they filled this column in, choose “Race and ethnicity, as they told us”."
    ),
    "race.not_asked": gettext_lazy("Nobody asked: it stays so."),
    "race.own_words": gettext_lazy("Kept in their own words."),
    "race.of_whom": gettext_lazy("Several people in one row: nobody knows whose race and ethnicity this is."),
    "drop.child_reach": gettext_lazy("A child is reached through the parent of this row."),
    "drop.no_place": gettext_lazy("Known, but a list of this kind has no place for it."),
    "value.blank_word": gettext_lazy("A word that means nothing was written."),
    "value.ditto": gettext_lazy("A mark that repeats the row above."),
    "name.all_caps": gettext_lazy("Written in capitals."),
    "name.all_lower": gettext_lazy("Written in small letters."),
    "name.digits": gettext_lazy("There are digits in this name."),
    "name.household_only": gettext_lazy("A household, with no first name."),
    "name.organization": gettext_lazy("Looks like an organization, not a person."),
    "name.couple": gettext_lazy("More than one person in this cell."),
    "name.couple_unnamed": gettext_lazy("A couple, but only one of them is named."),
    "name.nickname": gettext_lazy("A nickname was set apart."),
    "name.swapped": gettext_lazy("The last name came first."),
    "name.title": gettext_lazy("A title before the name was left out."),
    "name.unreadable": gettext_lazy("No name could be read."),
    "name.one_word": gettext_lazy("Only one word."),
    "name.particle": gettext_lazy("Where the last name begins is a guess."),
    "name.two_surnames": gettext_lazy("Read as two last names."),
    "name.many_words": gettext_lazy("Which words are the last name is a guess."),
    "display.phone": gettext_lazy("Joined by phone, without a name."),
    "display.recorder": gettext_lazy("A recording tool, not a person."),
    "display.interpreter": gettext_lazy("An interpreter."),
    "display.device": gettext_lazy("A device, not a name."),
    "display.hint": gettext_lazy("Words beside the name were set apart."),
    "phone.was_number": gettext_lazy("The spreadsheet had made it a number."),
    "phone.digits_lost": gettext_lazy("The spreadsheet lost digits of this phone number."),
    "phone.several": gettext_lazy("More than one phone number in this cell."),
    "phone.part_unreadable": gettext_lazy("Part of this cell is no phone number."),
    "phone.words_around": gettext_lazy("There are words around this phone number."),
    "phone.label": gettext_lazy("The kind of phone was written beside it."),
    "phone.letters": gettext_lazy("Letters were read as digits."),
    "phone.no_area_code": gettext_lazy("The area code is missing."),
    "phone.unreadable": gettext_lazy("Not a phone number."),
    "phone.not_valid": gettext_lazy("No such phone number can exist."),
    "email.several": gettext_lazy("More than one e-mail address in this cell."),
    "email.domain_slip": gettext_lazy("The address was mistyped after the @ sign."),
    "email.cleaned": gettext_lazy("Marks around the address were taken off."),
    "email.mended": gettext_lazy("The address was mended."),
    "email.unreadable": gettext_lazy("Not an e-mail address."),
    "date.serial": gettext_lazy("The spreadsheet had made it a number."),
    "date.unreadable": gettext_lazy("Not a date."),
    "date.order": gettext_lazy("Day and month were turned around."),
    "date.two_digit_year": gettext_lazy("The year has only two digits."),
    "date.not_real": gettext_lazy("There is no such day."),
    "date.time_unreadable": gettext_lazy("The time of day could not be read."),
    "word.mark": gettext_lazy("A mark was read as yes."),
    "word.begins_with_yes": gettext_lazy("The answer begins with yes."),
    "word.begins_with_no": gettext_lazy("The answer begins with no."),
    "word.neither": gettext_lazy("Neither yes nor no."),
    "zip.was_number": gettext_lazy("The spreadsheet had made it a number."),
    "zip.padded": gettext_lazy("Leading zeros were put back."),
    "zip.unreadable": gettext_lazy("Not a ZIP code."),
    "leaid.unreadable": gettext_lazy("Not a district number (LEAID)."),
    "state.unreadable": gettext_lazy("Not a state."),
    "language.bilingual": gettext_lazy("Read as English and Spanish."),
    "language.unknown": gettext_lazy("A language that is not known."),
}


def say(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code, in the language active now."""
    shown = {
        name: f"{value:,}" if isinstance(value, int) else value for name, value in (params or {}).items()
    }
    return str(SENTENCES[code]) % shown
