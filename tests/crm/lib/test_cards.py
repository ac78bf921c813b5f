"""Address cards out and in, and those of other address books."""

import pytest

from crm.lib import cards
from crm.lib.cards import Card

PEPE = Card(
    given="José, Luis",
    family="Núñez; de",
    chosen="Pepe",
    pronouns="he/him",
    full="Pepe Núñez; de",
    phones=[("mobile", "+1 919-555-0142"), ("home", "(919) 555-0143"), ("", "919 555 0144")],
    emails=["pepe@example.org", "p@example.org"],
    languages=["es", "en"],
    organization="Lowery High; Annex",
    title="educator: bus driver",
    street="1 Main St\nApt 2",
    city="Cary",
    region="NC",
    code="02139",
    note="é" * 90,
    uid="01a20267-9d70-7c5d-89a0-7128e1ab36cc",
    maker=cards.MAKER,
    own={"SCHOOL": "Löwery; High"},
)
DARTMOUTH = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Greg Dartmouth\nN:Dartmouth;Greg;;;\nNICKNAME:Gman\nEMAIL;TYPE=INTERNET:g@example.org\n"
    "TEL;TYPE=CELL:555 555 1111\nitem1.TEL:555 555 2222\nitem1.X-ABLabel:GRAND_CENTRAL\nTEL;TYPE=FAX,WORK:555 555 3333\n"
    "ORG:TheCompany\nTITLE:TheJobTitle\nCATEGORIES:myContacts,bus,parents\nthis is no line\nEND:VCARD\n"
)
PERREAULT = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Simon Perreault\nN:Perreault;Simon;;;ing. jr,M.Sc.\nLANG;PREF=2:en\nLANG;PREF=1:fr\n"
    'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102\nTEL;VALUE=uri;TYPE="work,cell":tel:+1-418-262-6501\n'
    "ADR;TYPE=work:;Suite D2-630;2875 Laurier;\n Quebec;QC;G1V 2M2;Canada\nEMAIL;TYPE=work:simon@example.ca\nEND:VCARD\n"
)


OUTLOOK = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=en-us;CHARSET=Windows-1252:Muñoz;Andrés\r\nTEL;CELL;VOICE:(919) 555-0191\r\n"
    "TEL;HOME;VOICE:(919) 555-0192\r\nTEL;WORK;FAX:(919) 555-0193\r\n"
    "ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;100 Main St=0D=0ASuite 5;Raleigh;NC;27601;US\r\n"
    "LABEL;WORK;ENCODING=QUOTED-PRINTABLE:100 Main St=0D=0A=\r\nRaleigh, NC\r\n"
    "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRgABAQEAYABgAAD\r\n AAA\r\n\r\nEMAIL;PREF;INTERNET:andres@example.org\r\n"
    "END:VCARD\r\n"
)
ANDROID = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;QUOTED-PRINTABLE:=4E=C3=BA=C3=B1=65=7A;=4A=6F=73=\n=C3=A9;;;\nTEL;CELL:9195550194\nEND:VCARD\n"


def test_the_older_version_of_outlook_and_telephones_is_read():
    andres, jose = cards.read(OUTLOOK + ANDROID)

    assert (andres.given, andres.family, andres.emails) == ("Andrés", "Muñoz", ["andres@example.org"])
    assert andres.phones == [("mobile", "(919) 555-0191"), ("home", "(919) 555-0192")]
    assert andres.street == "100 Main St\nSuite 5"
    assert (andres.city, andres.region, andres.code) == ("Raleigh", "NC", "27601")
    assert (jose.given, jose.family, jose.phones) == ("José", "Núñez", [("mobile", "9195550194")])


def test_a_note_with_commas_and_folds_stays_whole():
    text = "\ufeffBEGIN:VCARD\r\nVERSION:3.0\r\nN:Peña;Ana;;;\r\nNOTE:Coffee, not tea\\, and s\r\n omebody to drive\r\nEND:VCARD\r\n"

    assert next(cards.read(text)).note == "Coffee, not tea, and somebody to drive"


def test_a_picture_of_many_folds_is_left_out_and_what_follows_it_is_read():
    folds = "\r\n ".join(["QUJD" * 18] * 20_000)
    text = f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Peña;Ana;;;\r\nPHOTO;ENCODING=b;TYPE=JPEG:{folds}\r\nTEL:9195550195\r\nEND:VCARD\r\n"

    assert list(cards.read(text)) == [Card(given="Ana", family="Peña", full="", phones=[("", "9195550195")])]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_card_comes_back_as_it_went(version):
    text = cards.write(PEPE, version=version)

    assert list(cards.read(text)) == [PEPE]
    assert (
        text.startswith(f"BEGIN:VCARD\r\nVERSION:{version}\r\n")
        and max(map(len, text.encode().split(b"\r\n"))) <= 75
    )


def test_tags_stay_here():
    assert "bus" not in cards.write(Card(given="Ana", tags=["bus riders"]))


def test_cards_of_other_address_books_are_read():
    greg, simon = cards.read(DARTMOUTH + PERREAULT)

    assert (greg.given, greg.family, greg.chosen) == ("Greg", "Dartmouth", "Gman")
    assert greg.phones == [("mobile", "555 555 1111"), ("", "555 555 2222")] and greg.tags == [
        "bus",
        "parents",
    ]
    assert (greg.organization, greg.title) == ("TheCompany", "TheJobTitle")
    assert simon.phones == [("work", "+1-418-656-9254 x102"), ("mobile", "+1-418-262-6501")]
    assert simon.languages == ["fr", "en"] and (simon.city, simon.region, simon.code) == (
        "Quebec",
        "QC",
        "G1V 2M2",
    )


def test_what_is_no_card_is_said_so():
    with pytest.raises(cards.NoCard):
        list(cards.read("BEGIN:VCARD\nFN:Ana\nBEGIN:VEVENT\nEND:VCARD\nEND:VCARD"))
