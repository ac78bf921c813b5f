"""Healing-centered community schools: four domains, fifteen practices, in our own words. Data only; coding and self-assessment share
it. A code of a codebook names its practice as `practice:justice.1`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FRAMEWORK = "practice:"

DOMAINS: dict[str, str | Promise] = {
    "justice": _("Justice"),
    "learning": _("Learning"),
    "capacity": _("Capacity"),
    "accountability": _("Accountability"),
}


@dataclass(frozen=True)
class Practice:
    """`key` is "domain.number". `about` says what one would see where it is done everywhere and always."""

    key: str
    name_en: str
    name_es: str
    about_en: str
    about_es: str

    @property
    def domain(self) -> str:
        return self.key.partition(".")[0]

    @property
    def framework(self) -> str:
        return FRAMEWORK + self.key

    @property
    def name(self) -> str:
        return self.name_es if _is_spanish() else self.name_en

    @property
    def about(self) -> str:
        return self.about_es if _is_spanish() else self.about_en


PRACTICES: tuple[Practice, ...] = (
    Practice(
        "justice.1",
        "Teaching that knows our cultures and languages",
        "Enseñanza que conoce nuestras culturas e idiomas",
        "Lessons, books and walls show the people who live here, and families are answered in their language.",
        "Las clases, los libros y las paredes muestran a quienes viven aquí, y a las familias se les responde en su idioma.",
    ),
    Practice(
        "justice.2",
        "Families help write the plans",
        "Las familias ayudan a escribir los planes",
        "Plans for the school are made with families from the first draft, and changed by what they say.",
        "Los planes de la escuela se hacen con las familias desde el primer borrador y cambian con lo que ellas dicen.",
    ),
    Practice(
        "justice.3",
        "Students lead one another",
        "Estudiantes que se guían entre sí",
        "Older students welcome, mediate and mentor, and adults make time for it.",
        "Estudiantes mayores reciben, median y acompañan, y las personas adultas les dan tiempo para hacerlo.",
    ),
    Practice(
        "justice.4",
        "Repair before punishment",
        "Reparar antes que castigar",
        "After harm people sit down to mend it. Suspension is rare, and no group is suspended more than others.",
        "Después de un daño la gente se sienta a repararlo. Suspender es raro, y a ningún grupo se le suspende más que a otros.",
    ),
    Practice(
        "learning.1",
        "Students have a say in what they learn",
        "Estudiantes que deciden sobre lo que aprenden",
        "Students choose topics, set goals and change how a class is run.",
        "Cada estudiante elige temas, fija metas y cambia la forma de dar la clase.",
    ),
    Practice(
        "learning.2",
        "Students tell teachers what works",
        "Estudiantes que dicen a sus docentes qué funciona",
        "Students collect feedback on teaching, and something changes because of it.",
        "El alumnado reúne opiniones sobre la enseñanza, y algo cambia por ellas.",
    ),
    Practice(
        "learning.3",
        "Students lead their own conferences",
        "Estudiantes que conducen sus propias reuniones",
        "Students show their work to their families and say what they need next.",
        "Cada estudiante muestra su trabajo a su familia y dice qué necesita después.",
    ),
    Practice(
        "learning.4",
        "Arts, outdoors and trips are for everybody",
        "Artes, naturaleza y paseos para todo el alumnado",
        "What makes school joyful is open to all, whatever it costs, and however well they read.",
        "Lo que alegra la escuela está abierto a cada estudiante, cueste lo que cueste y sin importar cómo lea.",
    ),
    Practice(
        "capacity.1",
        "One team knows who needs what",
        "Un equipo que sabe quién necesita qué",
        "Teachers, nurse, counselor and partners meet each week and see that nobody is forgotten.",
        "Docentes, enfermería, consejería y organizaciones se reúnen cada semana y cuidan que nadie quede en el olvido.",
    ),
    Practice(
        "capacity.2",
        "Support in steps, decided with families",
        "Apoyos por niveles, decididos con las familias",
        "Help grows with the need, and families are there when it is decided.",
        "La ayuda crece con la necesidad, y las familias están presentes cuando se decide.",
    ),
    Practice(
        "capacity.3",
        "Neighbors and peers support one another",
        "Familias y vecindario que se apoyan entre sí",
        "Families and students are trained and paid to support others.",
        "A familias y estudiantes se les capacita y se les paga para apoyar a otras personas.",
    ),
    Practice(
        "capacity.4",
        "Special education belongs to the whole school",
        "La educación especial es de toda la escuela",
        "Students with disabilities learn with the others, and every adult knows their plan.",
        "Quienes tienen una discapacidad aprenden con los demás, y cada persona adulta conoce su plan.",
    ),
    Practice(
        "accountability.1",
        "More than test scores, told apart by race",
        "Más que exámenes, con datos por raza",
        "The school looks at several kinds of facts, sees who is served worse, and says so.",
        "La escuela mira varios tipos de datos, ve a quién se atiende peor y lo dice.",
    ),
    Practice(
        "accountability.2",
        "Data that families can use",
        "Datos que las familias pueden usar",
        "Interpreters and people who know numbers help families read and question the data.",
        "Intérpretes y personas que saben de números ayudan a las familias a leer y cuestionar los datos.",
    ),
    Practice(
        "accountability.3",
        "Time to work together is protected",
        "Se protege el tiempo para trabajar en conjunto",
        "Staff, families and students have paid, regular hours to plan and to look back.",
        "Personal, familias y estudiantes tienen horas fijas y pagadas para planear y para revisar lo hecho.",
    ),
)
BY_KEY = {practice.key: practice for practice in PRACTICES}


def _is_spanish() -> bool:
    return (get_language() or "").startswith("es")
