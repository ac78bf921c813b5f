"""What a column is, told from its heading. The words are data: fields.json, drops.json, headings.json."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
ENDING = re.compile(r"\((?:e?s|as?|os?)\)|(?<=\w)/(?:as?|os?)\b", re.IGNORECASE)  # "Nombre(s)", "Alumno/a"
NOT_WORD = re.compile(r"[^a-z0-9#]+")
HEADINGS = json.loads((DATA / "headings.json").read_text(encoding="utf-8"))
FILLERS = frozenset(HEADINGS["fillers"])
SYSTEM_IDS: dict[str, str] = HEADINGS["system_ids"]


class ColumnGuess(NamedTuple):
    """What to do with one column. A blank `field` with a `drop` is left out for that reason."""

    header: str
    field: str = ""
    system: str = ""
    confidence: float = 0.0
    reason: str = "column.unknown"
    drop: str = ""


@lru_cache(20_000)
def normalise(header: str) -> str:
    """Lower case, no accents, no punctuation, words apart: "E-Mail Address:" and "emailAddress" meet."""
    text = CAMEL.sub(" ", ENDING.sub("", header.strip()))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    text = NOT_WORD.sub(" ", text).strip()
    return re.sub(r"\be mail\b", "email", text)


@cache
def _fields() -> dict[str, str]:
    words = json.loads((DATA / "fields.json").read_text(encoding="utf-8"))
    return {normalise(word): key for key, synonyms in words.items() for word in (*synonyms, key)}


@cache
def _drops() -> dict[str, str]:
    words = json.loads((DATA / "drops.json").read_text(encoding="utf-8"))
    return {normalise(word): reason for reason, synonyms in words.items() for word in synonyms}


def field_keys() -> list[str]:
    return list(json.loads((DATA / "fields.json").read_text(encoding="utf-8")))


def knows(header: str) -> bool:
    return len(header) < 120 and bool(recognise(header).confidence)


@lru_cache(20_000)
def recognise(header: str) -> ColumnGuess:
    """The heading alone: exact words first, then words without fillers, then the words contained."""
    name = normalise(header)
    if not name:
        return ColumnGuess(header)
    for words, confidence in ((name, 0.98), (_without_fillers(name), 0.85)):
        if guess := _exact(header, words, confidence):
            return guess
    if OF_ANOTHER.search(name):
        return ColumnGuess(header)
    return _by_role(header, name) or _of_address(header, name) or _contained(header, name)


# "Parent First" over "Student First": whose name, phone or address it is stands beside the thing itself.
ROLES = {
    "": "parent guardian|parent|guardian|caregiver|mother|father|mom|dad|padre o tutor|padre madre|padre|madre|tutor|participant|attendee"
    "|participante|member|miembro|teacher|staff|maestro|maestra",
    "child_": "student s|student|child s|childs|child|son|daughter|estudiante|alumno|alumna|hijo|hija|su hijo|nino|nina",
}
OF_ROLE = re.compile(r"^(?:(?P<one>{})|(?P<two>{})) (?P<thing>.+)$".format(ROLES[""], ROLES["child_"]))
OF_ROLE_ES = re.compile(
    r"^(?P<thing>.+?) del? (?:l[ao]s? )?(?:(?P<one>{})|(?P<two>{}))$".format(ROLES[""], ROLES["child_"])
)
# Whose number stands there is not who stands in the row.
OF_ANOTHER = re.compile(
    r"\b(emergency|emergencia|spouse|husband|wife|partner|conyuge|esposo|esposa|doctor|pediatrician)\b"
)
ADDRESS = re.compile(
    r"^(?:address|home|mailing|residence|direccion|domicilio) (.+)$|^(.+) (?:de|del) (?:direccion|domicilio|casa)$"
)
STUDENT = re.compile(r"student|estudiante|alumn")
OF_A_CHILD = {
    "full_name": "child_name", "given_name": "child_given_name", "family_name": "child_family_name", "email": "child_email",
    "phone": "child_phone", "mobile_phone": "child_phone", "school": "school", "grade": "grade", "language": "",
}  # fmt: skip


def _by_role(header: str, name: str) -> ColumnGuess | None:
    match = OF_ROLE.match(name) or OF_ROLE_ES.match(name)
    field = _fields().get(match["thing"], "") if match else ""
    if not match or not field:
        return None
    if match["two"]:
        field = OF_A_CHILD.get(field, "")
    return ColumnGuess(header, field, "", 0.8, "column.header_part") if field else None


def _of_address(header: str, name: str) -> ColumnGuess | None:
    """ "Address" over "Street", "City", "ZIP"."""
    match = ADDRESS.match(name)
    field = _fields().get(match[1] or match[2], "") if match else ""
    if field not in ("address", "city", "state", "zip", "county"):
        return None
    return ColumnGuess(header, field, "", 0.8, "column.header_part")


def whose(header: str) -> str:
    """ "adult", "student" or "child", where a heading says of whom it speaks: "Parent First", "escuela de su hijo"."""
    name = normalise(header)
    match = OF_ROLE.match(name) or OF_ROLE_ES.match(name)
    if not match:
        return ""
    return "adult" if match["one"] else "student" if STUDENT.match(match["two"]) else "child"


def _exact(header: str, name: str, confidence: float) -> ColumnGuess | None:
    if name in SYSTEM_IDS:
        return ColumnGuess(header, "external_id", SYSTEM_IDS[name], confidence, "column.header")
    if name in _fields():
        return ColumnGuess(header, _fields()[name], "", confidence, "column.header")
    if name in _drops():
        return ColumnGuess(header, "", "", confidence, "column.dropped", _drops()[name])
    return None


def _without_fillers(name: str) -> str:
    return " ".join(word for word in name.split() if word not in FILLERS)


PARTS = (
    (
        re.compile(r"\b(ssn|social security|seguro social|immigration|migratori[oa]|citizenship)\b"),
        "drop.government_id",
    ),
    (re.compile(r"\b(birth ?date|date of birth|dob|birthday|fecha de nacimiento)\b"), "drop.birth_date"),
)
TEXTS = r"(?:text|texts|sms|mensajes?)"
CONSENT = r"(?:ok|okay|may we|can we|consent|permission|opt in|agree|permiso|podemos|acepta)"
CONTAINED = (
    (
        re.compile(rf"(?=.*\b{TEXTS}\b)(?=.*\b{CONSENT}\b)(?=.*\b(?:date|day|when|fecha|cuando)\b)"),
        "ok_to_text_on",
    ),
    (re.compile(rf"\b{TEXTS}\b.*\b{CONSENT}\b|\b{CONSENT}\b.*\b{TEXTS}\b"), "ok_to_text"),
    (
        re.compile(
            r"\b(race|raza) (and|or|y|o)?\W*(ethnicit|etni)|\bethnicit|\betnias?\b|\b(racial|racial ethnic) (identity|group)\b"
            r"|^(what is|cual es) (your|su|tu) (race|raza)\b"
        ),
        "race_ethnicity",
    ),
    (re.compile(r"\b(email|correo)\b"), "email"),
    (re.compile(r"\b(mobile|cell|celular|movil)\b"), "mobile_phone"),
    (re.compile(r"\b(phone|telephone|telefono)\b"), "phone"),
    (re.compile(r"\b(first|given) name\b|\bprimer nombre\b"), "given_name"),
    (re.compile(r"\b(last|family) name\b|\bsurname\b|\bapellidos?\b"), "family_name"),
    (re.compile(r"\b(zip|postal) ?code\b|\bcodigo postal\b"), "zip"),
    (re.compile(r"\bpronouns?\b|\bpronombres?\b"), "pronouns"),
    (re.compile(r"\binterpret(er|ation|e|acion)\b"), "interpreter"),
    (re.compile(r"\bschool district\b|\bdistrito escolar\b"), "district"),
    (re.compile(r"\bschool\b|\bescuela\b"), "school"),
    (re.compile(r"\bid$|^id\b"), "external_id"),
    (re.compile(r"\blanguages?\b|\bidiomas?\b"), "language"),
)


def _contained(header: str, name: str) -> ColumnGuess:
    for pattern, reason in PARTS:
        if pattern.search(name):
            return ColumnGuess(header, "", "", 0.9, "column.dropped", reason)
    if len(name.split()) > 12:
        return ColumnGuess(header)
    for pattern, field in CONTAINED:
        if pattern.search(name):
            return ColumnGuess(header, field, "", 0.6, "column.header_part")
    return ColumnGuess(header)
