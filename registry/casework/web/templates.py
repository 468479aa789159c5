"""Template texts of observations in plain Spanish: what is missing, and what to do.

They are in Spanish whatever the officer's language, since the applicant reads them. An officer may change every word.
"""

from collections.abc import Sequence
from datetime import date

from registry.formalization.facts import JURISDICTION
from registry.formalization.models import Registration
from registry.formalization.selectors.law import pack_in_force

LANGUAGE = "es"
OPENING = "Revisamos su expediente {code}. Falta lo siguiente:"
CLOSING = "Traiga lo que falta a la oficina. El plazo corre desde el día en que recibe esta carta."
UNKNOWN = "Un dato que el expediente no muestra ({code})"


def missing_word(code: str, *, on: date) -> str:
    """Return in Spanish what a missing fact is; a code that the pack does not know is named as it is."""
    known = pack_in_force(JURISDICTION, on=on).codes.evidence.get(code)
    words = known.text.get(LANGUAGE, "") if known else ""
    return words[:1].upper() + words[1:] if words else UNKNOWN.format(code=code)


def letter_for(missing: Sequence[str], registration: Registration, *, on: date) -> str:
    """Return the text that asks an applicant for these missing facts."""
    asked = "\n".join(f"- {missing_word(code, on=on).rstrip('.')}." for code in missing)
    return f"{OPENING.format(code=registration.code)}\n{asked}\n\n{CLOSING}"


def miners_facts(*, on: date) -> list[tuple[str, str]]:
    """Return the facts that a miner can bring, by code, in Spanish."""
    known = pack_in_force(JURISDICTION, on=on).codes.evidence
    return [(code, missing_word(code, on=on)) for code, said in known.items() if said.brought_by == "miner"]


# Letters to many, from which an officer begins. `{code}` stands for the code of each entry.
LETTERS: dict[str, tuple[str, str]] = {
    "production": (
        "Presente su declaración de producción",
        "En su inscripción {code} falta la declaración de producción del semestre.\n\n"
        "Tráigala a la oficina. Si no trabajó, dígalo también.",
    ),
    "contact": (
        "Confirme su teléfono y su correo",
        "Queremos avisarle a tiempo sobre su inscripción {code}.\n\n"
        "Venga a la oficina con su DNI y diga su teléfono y su correo de hoy.",
    ),
    "visit": (
        "Venga a la oficina",
        "Tenemos algo que decirle sobre su expediente {code}.\n\n"
        "Venga a la oficina con su DNI. La atención no cuesta nada.",
    ),
}
