"""The partner organizations of the coalition: names and states are public facts, everything else is made up.

How many people each has, whom it works with and how its work goes are assumptions of the demo.
"""

from dataclasses import dataclass

COALITION_NAME, COALITION_SLUG = "HEAL Together demo", "heal-together-demo"

ZONES = {
    "AZ": "America/Phoenix",
    "IA": "America/Chicago",
    "LA": "America/Chicago",
    "MI": "America/Detroit",
    "MN": "America/Chicago",
    "MS": "America/Chicago",
    "WA": "America/Los_Angeles",
    "WI": "America/Chicago",
}
# Percent of people by community, by state. Invented, but not absurd.
COMMUNITIES = {
    "NC": {"white": 44, "black": 30, "latino": 16, "native": 4, "hmong": 3, "asian": 2, "haitian": 1},
    "AZ": {"latino": 64, "white": 14, "native": 12, "black": 5, "asian": 3, "arab": 2},
    "VA": {"latino": 35, "black": 25, "white": 22, "asian": 10, "arab": 8},
    "MI": {"black": 34, "white": 34, "arab": 16, "latino": 10, "asian": 6},
    "ME": {"white": 80, "somali": 13, "native": 4, "latino": 3},
    "NH": {"white": 68, "latino": 16, "black": 7, "asian": 6, "haitian": 3},
    "VT": {"white": 84, "asian": 6, "somali": 6, "latino": 4},
    "FL": {"latino": 38, "white": 22, "black": 21, "haitian": 19},
    "SC": {"black": 76, "white": 15, "latino": 9},
    "IA": {"white": 66, "latino": 13, "black": 11, "asian": 5, "somali": 5},
    "WA": {"white": 60, "asian": 15, "latino": 12, "black": 7, "native": 6},
    "WI": {"white": 57, "black": 15, "hmong": 14, "latino": 14},
    "GA": {"latino": 58, "black": 27, "white": 15},
    "NY": {"black": 62, "latino": 18, "white": 13, "haitian": 7},
    "LA": {"black": 56, "white": 28, "vietnamese": 8, "latino": 8},
    "MS": {"black": 75, "white": 17, "native": 4, "latino": 4},
    "KY": {"white": 79, "black": 11, "latino": 8, "asian": 2},
    "MN": {"white": 50, "somali": 17, "hmong": 17, "latino": 8, "native": 8},
    "OH": {"white": 60, "black": 25, "latino": 8, "arab": 7},
}
AREA_CODES = {
    "NC": "919 984 336 743 704 980 828 910 252 472",
    "AZ": "602 480 623 520 928",
    "VA": "703 571 804 757 540 434 276",
    "MI": "313 248 734 810 517 616 989 231 906 269 586",
    "ME": "207",
    "NH": "603",
    "VT": "802",
    "FL": "305 786 954 561 407 321 813 727 904 850 352 239 941 386 863 772",
    "SC": "803 843 864",
    "IA": "515 319 563 641 712",
    "WA": "360 253 206 425 509",
    "WI": "262 414 608 715 920",
    "GA": "912 404 770 678 706 478 229",
    "NY": "516 631 914 845 585 716 315 607 518",
    "LA": "504 225 318 337 985",
    "MS": "601 662 228 769",
    "KY": "859 502 606 270 364",
    "MN": "612 651 763 952 218 320 507",
    "OH": "614 216 440 513 937 419 330 740",
}


@dataclass(frozen=True)
class Partner:
    """`focus`: the stakes it works with most. `pace`: steady, star, stuck (much is overdue) or stopped (no entry for
    five weeks)."""

    key: str  # what stands in e-mail addresses
    slug: str
    name: str
    state: str
    kind: str  # of Organization
    focus: tuple[str, ...]
    contacts: int
    pace: str = "steady"

    @property
    def zone(self) -> str:
        return ZONES.get(self.state, "America/New_York")


P, E, S, N = "parent", "educator", "student", "neighbor"
PARTNERS = [
    Partner("downhome", "down-home", "Down Home", "NC", "state", (P, N), 1150),
    Partner("eja", "education-justice-alliance", "Education Justice Alliance", "NC", "local", (P, S), 620),
    Partner("creed", "creed-nc", "CREED NC", "NC", "state", (E, N), 240),
    Partner("lucha", "lucha", "LUCHA", "AZ", "state", (P, S), 900, "star"),
    Partner("ace", "ace", "Arizona Center for Empowerment (ACE)", "AZ", "state", (S, P), 480),
    Partner("nvm", "new-virginia-majority", "New Virginia Majority", "VA", "state", (P,), 760),
    Partner("vea", "vea-roanoke", "VEA and Community in Roanoke", "VA", "local", (E, P), 340),
    Partner("mejc", "michigan-ejc", "Michigan Education Justice Coalition", "MI", "state", (S, P, E), 720),
    Partner("mpa", "maine-peoples-alliance", "Maine People's Alliance", "ME", "state", (N, P), 520),
    Partner("nhrad", "nh-rights-and-democracy", "NH Rights and Democracy", "NH", "state", (P, E), 360),
    Partner(
        "nhyouth",
        "nh-youth-organizers-united",
        "NH Youth Organizers United (Granite State Organizing Project)",
        "NH",
        "local",
        (S,),
        210,
        "stopped",
    ),
    Partner("vtrad", "vt-rights-and-democracy", "VT Rights and Democracy", "VT", "state", (P, E), 330),
    Partner("common", "common-purpose", "Common Purpose", "FL", "state", (P, N), 450, "stuck"),
    Partner("ps305", "ps-305", "PS 305", "FL", "local", (P,), 420),
    Partner("sclow", "sc-low-down-black-parents", "SC Low Down Black Parents", "SC", "local", (P,), 260),
    Partner(
        "jpear",
        "j-pear",
        "J-PEAR (Johnston Parents for Equity and Anti-Racism)",
        "IA",
        "local",
        (P,),
        180,
    ),
    Partner("kitsap", "kitsap-erace", "Kitsap ERACE", "WA", "local", (P, N), 200),
    Partner(
        "kenosha",
        "kenosha-ejc",
        "Kenosha Education Justice Coalition",
        "WI",
        "local",
        (E, P),
        310,
        "stuck",
    ),
    Partner("mese", "migrant-equity-southeast", "Migrant Equity Southeast", "GA", "local", (P,), 380),
    Partner("bbb", "being-black-in-the-burbs", "Being Black in the Burbs", "NY", "local", (P, S), 230),
    Partner("stepup", "step-up-louisiana", "Step Up Louisiana", "LA", "state", (P, E), 470),
    Partner("echo", "southern-echo", "Southern Echo", "MS", "state", (S, P), 440),
    Partner("kftc", "kftc", "Kentuckians for the Commonwealth", "KY", "state", (N, P), 640),
    Partner("ksvt", "kentucky-student-voice", "Kentucky Student Voice Team", "KY", "state", (S,), 520),
    Partner("mcst", "mcst", "Midwest Center for School Transformation", "MN", "local", (E, S), 250),
    Partner("honesty", "honesty-for-ohio", "Honesty for Ohio", "OH", "state", (P, E), 620),
]
BY_KEY = {partner.key: partner for partner in PARTNERS}
SMALL = {"downhome": 260, "lucha": 200, "nhyouth": 140}
FULL = {partner.key: partner.contacts for partner in PARTNERS}


def stress(total: int) -> dict[str, int]:
    """So many people in all, spread as in the full demo; what rounding leaves goes to the largest."""
    everybody = sum(FULL.values())
    shares = {key: max(1, total * count // everybody) for key, count in FULL.items()}
    largest = max(shares, key=lambda key: shares[key])
    shares[largest] += total - sum(shares.values())
    return shares
