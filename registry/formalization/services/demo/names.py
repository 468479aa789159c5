"""Invented names: syllables that no register office has seen together, some with accents for the search to prove."""

from random import Random

_GIVEN = ("Quelv", "Tzur", "Ñam", "Yorv", "Zelm", "Drun", "Wix", "Plov", "Ébr", "Huzt", "Xand", "Krím", "Vulp")
_GIVEN_END = ("ina", "oro", "ivé", "alda", "umbi", "eno", "arix", "ulia", "ecto", "ísa", "omba", "ivar")
_SURNAME = ("Vel", "Quorn", "Zamb", "Ñust", "Tarqu", "Brinz", "Olvr", "Yupt", "Maxt", "Chelv", "Druv", "Iskr", "Pamb")
_SURNAME_END = ("undra", "ípaz", "eltro", "anqué", "ovila", "urmi", "azol", "iquen", "orpa", "éspulo", "inguz", "amora")
_PLACE = ("Arun", "Bélv", "Cuzt", "Doram", "Ehuz", "Folq", "Guarv", "Hiñ", "Jurb", "Lomp", "Meñ", "Norv", "Ozul")
_PLACE_END = ("andí", "ebamba", "ilco", "ocha", "uyoq", "aris", "enzul", "ipata", "orqa", "umay")

GROUP_FORMS = {
    "association": "Asociación de Mineros Artesanales {}",
    "cooperative": "Cooperativa Minera {}",
    "cooperative_central": "Central de Cooperativas Mineras {}",
    "company": "{} S.A.C.",
    "foreign_company": "{} Mining Ltd.",
    "sociedad_legal": "S.M.R.L. {}",
    "group_of_persons": "Grupo de Mineros {}",
    "unknown": "{}",
}


def given_name(random: Random) -> str:
    """Return an invented first name."""
    return random.choice(_GIVEN) + random.choice(_GIVEN_END)


def person_name(random: Random) -> str:
    """Return an invented full name with two surnames."""
    surnames = (random.choice(_SURNAME) + random.choice(_SURNAME_END) for _ in range(2))
    return " ".join([given_name(random), *surnames])


def place_name(random: Random) -> str:
    """Return an invented name of a place, a river or a right."""
    return random.choice(_PLACE) + random.choice(_PLACE_END)


def group_name(random: Random, kind: str) -> str:
    """Return an invented name in the form of its kind."""
    return GROUP_FORMS[kind].format(f"{place_name(random)} {random.randint(2, 99)}")
