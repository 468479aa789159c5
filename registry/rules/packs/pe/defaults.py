"""Facts whose absence the text itself reads as something; the forms ask for each of them."""

from __future__ import annotations

from registry.rules.engine.pack import StatedDefault

_SHOWN = {
    "es": "El texto: si no se preguntó, se muestra y no cambia nada.",
    "en": "The text: where it was not asked, that is shown and changes nothing.",
}
_NONE = {"es": "El texto: la ausencia significa que no hay.", "en": "The text: absence means that there is none."}
_NO = {"es": "El texto: la ausencia significa que no.", "en": "The text: absence means no."}

STATED_DEFAULTS = (
    StatedDefault("authorisation", "none", _NONE),
    StatedDefault("co_holders", "none", _NONE),
    StatedDefault("holder.disqualified", "no", _NO),
    StatedDefault("reinfo.operator_is_registrant", "yes", _NO),
    StatedDefault("reinfo.registrant_deceased", "no", _NO),
    StatedDefault("reinfo.appeal", "none", _NONE),
    StatedDefault("reinfo.date", "not stated: a suspension without a date is A1", _SHOWN),
    StatedDefault("gold_selectors_register", "no", _NO),
    StatedDefault("zones_unchecked", "all were checked", _NONE),
    StatedDefault("opinions", "not yet given", _SHOWN),
    StatedDefault("igafom", "not asked; a date absent inside it: not filed", _SHOWN),
    StatedDefault("surface", "not asked", _SHOWN),
    StatedDefault("explosives", "not asked; sucamec absent inside it: no file", _SHOWN),
    StatedDefault("coordinates", "not asked", _SHOWN),
    StatedDefault("accreditation", "not asked", _SHOWN),
    StatedDefault("conviction", "not asked", _SHOWN),
    StatedDefault("rcbf_current", "not asked", _SHOWN),
    StatedDefault("minors_on_site", "not asked; an alert, never a class", _SHOWN),
    StatedDefault("capacity_per_substance", "not given; only a mixed deposit is asked for it", _SHOWN),
    StatedDefault("exemptions", "none", _NONE),
)
