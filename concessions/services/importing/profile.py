"""What the columns and codes of a cadastre's file mean.

INGEMMET (`--profile ingemmet`): states T, N, E titled; P, D in process; F, L, X, Y extinct; H notice of
withdrawal; A quarry, B plant, R tailings, Q accumulation say what the right is, not how it stands. A kind or
state that the file does not give stays unknown. HECTAREA is what the title says; HECTAGIS was measured by the
cadastre and is not taken for it.
"""

from collections.abc import Mapping, Sequence

from concessions.choices import RightKind, RightState, SubstanceClass
from registry.common.importing.columns import folded

INGEMMET = "ingemmet"

SPELLINGS: Mapping[str, Mapping[str, Sequence[str]]] = {
    INGEMMET: {
        "code": ("CODIGOU", "CODIGO_UNICO", "COD_UNICO"),
        "name": ("CONCESION", "NOMBRE"),
        "holder": ("TIT_CONCES", "TITULAR"),
        "filed_at": ("FEC_DENU", "FECHA_DENUNCIO"),
        "state": ("ESTADO",),
        "state_published": ("D_ESTADO",),
        "declared_hectares": ("HECTAREA", "HECTAREAS"),
        "substance_class": ("NATURALEZA", "SUSTANCIA"),
        "zone": ("ZONA",),
        "department": ("DEPA", "DEPARTAMENTO"),
        "province": ("PROV", "PROVI", "PROVINCIA"),
        "district": ("DIST", "DISTRI", "DISTRITO"),
    },
    "": {
        "code": ("code", "right_code", "codigo"),
        "name": ("name", "nombre"),
        "holder": ("holder", "titular"),
        "filed_at": ("filed_at", "filed_on"),
        "state": ("state",),
        "state_published": ("state_published",),
        "kind": ("kind",),
        "declared_hectares": ("declared_hectares",),
        "substance_class": ("substance_class",),
        "zone": ("zone", "zona"),
        "ubigeo": ("ubigeo",),
        "department": ("department",),
        "province": ("province",),
        "district": ("district",),
    },
}

STATES = {
    **dict.fromkeys("TNE", RightState.TITLED),
    **dict.fromkeys("PD", RightState.IN_PROCESS),
    **dict.fromkeys("FLXY", RightState.EXTINGUISHED),
    "H": RightState.WITHDRAWAL_NOTICE,
}
KINDS = {
    **dict.fromkeys("TNE", RightKind.CONCESSION),
    "P": RightKind.PETITION,
    "D": RightKind.CLAIM,
    "A": RightKind.QUARRY,
    "B": RightKind.BENEFICIATION,
    "R": RightKind.TAILINGS,
    "Q": RightKind.ACCUMULATION,
}
STATE_WORDS = {
    "d.m. titulado": RightState.TITLED,
    "acumulacion d.m. titulada": RightState.TITLED,
    "d.m. en tramite": RightState.IN_PROCESS,
    "d.m. exting": RightState.EXTINGUISHED,
}
KIND_WORDS = {
    "d.m. titulado": RightKind.CONCESSION,
    "planta de beneficio": RightKind.BENEFICIATION,
    "deposito de relaves": RightKind.TAILINGS,
    "acumulacion": RightKind.ACCUMULATION,
    "cantera": RightKind.QUARRY,
}
SUBSTANCES = {"M": SubstanceClass.METALLIC, "N": SubstanceClass.NON_METALLIC}


def state_and_kind(profile: str, cells: Mapping[str, str]) -> tuple[str, str]:
    """Return (state, kind) that a row's cells give; unknown where they give none."""
    code, words = cells.get("state", ""), folded(cells.get("state_published", ""))
    if profile == INGEMMET:
        state = STATES.get(code.upper()) or _by_words(STATE_WORDS, words)
        kind = KINDS.get(code.upper()) or _by_words(KIND_WORDS, words)
        return state or RightState.UNKNOWN, kind or RightKind.UNKNOWN
    state = code if code in RightState.values else RightState.UNKNOWN
    kind = cells.get("kind", "")
    return state, kind if kind in RightKind.values else RightKind.UNKNOWN


def substance(cell: str) -> str:
    """Return the class of substance that a cell gives; unknown where it gives none."""
    return SUBSTANCES.get(cell.upper()) or (cell if cell in SubstanceClass.values else SubstanceClass.UNKNOWN)


def _by_words(meanings: Mapping[str, str], words: str) -> str | None:
    return next((meaning for start, meaning in meanings.items() if words.startswith(start)), None)
