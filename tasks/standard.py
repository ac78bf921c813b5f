"""The sequence that a plan begins with. Words of our own, in English and Spanish; an organization changes them."""

import datetime
import re
from dataclasses import dataclass, replace

from tasks.models import Channel, PlanStep

Anchor = PlanStep.Anchor
EMPTY_LINES = re.compile(r"\n{3,}")
JOINED, COMING, LIKELY, CAME, MISSED = (
    "joined",
    "coming",
    "likely",
    "came",
    "missed",
)  # see tasks.subjects.Audiences
# Asked above the links, and gone with them.
QUESTIONS = ("Are you coming?", "¿Va a venir?", "Has something come up? Tell us.", "¿Surgió algo? Avísenos.")


@dataclass(frozen=True)
class Standard:
    name: str  # of tasks.default_names
    anchor: str
    audience: str
    subject_en: str
    text_en: str
    subject_es: str
    text_es: str
    channel: str = Channel.EMAIL
    days: int = 0
    minutes: int = 0
    clock: datetime.time | None = None
    is_on: bool = True


EVENT = [
    Standard(
        "You are on the list",
        Anchor.JOINED,
        JOINED,
        "{event}: you are on the list",
        "Hello {first_name},\n\nThank you for saying yes to {event}.\n\nWhen: {day}, {hour}\nWhere: {place}\n{care}\n\n"
        "Has something come up? Tell us.\nI cannot come: {cancel_link}\n\n{host}, {organization}",
        "{event}: usted está en la lista",
        "Hola, {first_name}:\n\nGracias por decir que sí a {event}.\n\nCuándo: {day}, {hour}\nDónde: {place}\n{care}\n\n"
        "¿Surgió algo? Avísenos.\nNo puedo ir: {cancel_link}\n\n{host}, {organization}",
    ),
    Standard(
        "A week before",
        Anchor.START,
        LIKELY,
        "In a week: {event}",
        "Hello {first_name},\n\n{event} is on {day} at {hour}, {place}.\n{care}\n\nWho could come with you? People come"
        " because somebody they know asks them.\n\nI am coming: {confirm_link}\nI cannot come: {cancel_link}\n\n{host}, {organization}",
        "En una semana: {event}",
        "Hola, {first_name}:\n\n{event} es el {day}, {hour}, en {place}.\n{care}\n\n¿Quién podría venir con usted? La gente"
        " viene porque alguien que conoce se lo pide.\n\nVoy a ir: {confirm_link}\nNo puedo ir: {cancel_link}\n\n{host}, {organization}",
        days=-7,
    ),
    Standard(
        "The day before",
        Anchor.START,
        COMING,
        "Tomorrow: {event}, {hour}",
        "Hello {first_name},\n\nTomorrow, {day}, {hour}: {event}.\nWhere: {place}\n{care}\n\nAre you coming?\n"
        "Yes: {confirm_link}\nI cannot come: {cancel_link}\n\n{host}, {organization}",
        "Mañana: {event}, {hour}",
        "Hola, {first_name}:\n\nMañana, {day}, {hour}: {event}.\nDónde: {place}\n{care}\n\n¿Va a venir?\n"
        "Sí: {confirm_link}\nNo puedo ir: {cancel_link}\n\n{host}, {organization}",
        days=-1,
        clock=datetime.time(11),
    ),
    Standard(
        "The day before, by text",
        Anchor.START,
        COMING,
        "",
        "Hello {first_name}, tomorrow {hour}: {event}, {place}. Coming? {confirm_link} If not: {cancel_link}"
        " {organization}. Reply STOP to get no more texts.",
        "",
        "Hola, {first_name}: mañana {hour}, {event}, {place}. ¿Viene? {confirm_link} Si no: {cancel_link}"
        " {organization}. Responda ALTO para no recibir más.",
        channel=Channel.TEXT,
        days=-1,
        clock=datetime.time(11),
    ),
    Standard(
        "That morning",
        Anchor.START,
        COMING,
        "Today, {hour}: {event}",
        "Hello {first_name},\n\nWe see each other today at {hour}: {event}, {place}.\n{care}\n\n"
        "Has something come up? Tell us.\nI cannot come: {cancel_link}\n\n{host}, {organization}",
        "Hoy, {hour}: {event}",
        "Hola, {first_name}:\n\nNos vemos hoy, {hour}: {event}, {place}.\n{care}\n\n"
        "¿Surgió algo? Avísenos.\nNo puedo ir: {cancel_link}\n\n{host}, {organization}",
        clock=datetime.time(8),
    ),
    Standard(
        "An hour after: how was it?",
        Anchor.END,
        CAME,
        "How was {event}?",
        "Hello {first_name},\n\nThree questions about {event}; answer this e-mail with a few words:\n\n"
        "1. What worked?\n2. What should be different next time?\n3. What would you like to do next?\n\n{host}, {organization}",
        "¿Qué le pareció {event}?",
        "Hola, {first_name}:\n\nTres preguntas sobre {event}; responda a este correo con unas palabras:\n\n"
        "1. ¿Qué funcionó?\n2. ¿Qué debería ser distinto la próxima vez?\n3. ¿Qué le gustaría hacer ahora?\n\n{host}, {organization}",
        minutes=60,
    ),
    Standard(
        "Thank you",
        Anchor.END,
        CAME,
        "Thank you for coming to {event}",
        "Hello {first_name},\n\nThank you for coming to {event}. You made a difference in that room.\n\n"
        "{host} will be in touch about what comes next.\n\n{organization}",
        "Gracias por venir a {event}",
        "Hola, {first_name}:\n\nGracias por venir a {event}. Su presencia hizo la diferencia.\n\n"
        "{host} se comunicará con usted sobre lo que sigue.\n\n{organization}",
        days=1,
        clock=datetime.time(10),
    ),
    Standard(
        "Sorry we missed you",
        Anchor.END,
        MISSED,
        "We missed you at {event}",
        "Hello {first_name},\n\nWe missed you at {event}. Things come up; we would like to see you next time.\n\n"
        "What would make it easier to come? Answer this e-mail.\n\n{host}, {organization}",
        "Le echamos de menos en {event}",
        "Hola, {first_name}:\n\nLe echamos de menos en {event}. A veces surgen cosas; nos gustaría verle la próxima vez.\n\n"
        "¿Qué le ayudaría a venir? Responda a este correo.\n\n{host}, {organization}",
        days=1,
        clock=datetime.time(10),
    ),
    Standard(
        "Day, hour or place changed",
        Anchor.CHANGED,
        LIKELY,
        "Changed: {event} is on {day}, {hour}",
        "Hello {first_name},\n\n{event} has changed. It is now:\n\nWhen: {day}, {hour}\nWhere: {place}\n{care}\n\n"
        "I am coming: {confirm_link}\nI cannot come: {cancel_link}\n\n{host}, {organization}",
        "Cambio: {event} es el {day}, {hour}",
        "Hola, {first_name}:\n\n{event} cambió. Ahora es:\n\nCuándo: {day}, {hour}\nDónde: {place}\n{care}\n\n"
        "Voy a ir: {confirm_link}\nNo puedo ir: {cancel_link}\n\n{host}, {organization}",
    ),
    Standard(
        "Cancelled",
        Anchor.CANCELLED,
        LIKELY,
        "Cancelled: {event} on {day}",
        "Hello {first_name},\n\n{event} on {day} at {hour} does not take place. You need not come.\n\n"
        "We will tell you when there is a new day.\n\n{host}, {organization}",
        "Cancelado: {event} del {day}",
        "Hola, {first_name}:\n\n{event} del {day}, {hour}, no se realizará. No hace falta que venga.\n\n"
        "Le avisaremos cuando haya una nueva fecha.\n\n{host}, {organization}",
    ),
]
STEP = [
    Standard(
        "Three days before it is due",
        Anchor.START,
        COMING,
        "In three days: {event}",
        "Hello {first_name},\n\n{event}\nDue: {day}\n\n{link}",
        "En tres días: {event}",
        "Hola, {first_name}:\n\n{event}\nPara el: {day}\n\n{link}",
        days=-3,
        clock=datetime.time(9),
        channel=Channel.APP,
    ),
]


def without_answers(sequence: list[Standard]) -> list[Standard]:
    """For subjects that nobody answers by a link: the lines that offer one go, and the text that lives by it."""
    words = ("text_en", "text_es")
    return [
        replace(standard, **{name: _lines_without_links(getattr(standard, name)) for name in words})
        for standard in sequence
        if standard.channel != Channel.TEXT
    ]


def _lines_without_links(text: str) -> str:
    kept = [line for line in text.split("\n") if "_link}" not in line and line not in QUESTIONS]
    return EMPTY_LINES.sub("\n\n", "\n".join(kept))


SEQUENCES = {"event": EVENT, "session": without_answers(EVENT), "step": STEP}
