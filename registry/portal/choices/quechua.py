"""A few words of Southern Quechua beside the Spanish, on `/qu/` pages only.

They are drafts that no speaker has reviewed, they are marked so where they stand, and they never take the place of
the Spanish: it is the Spanish that counts. Whoever reviews them moves them into locale/qu and says so here.
"""

from registry.formalization.choices import RegistrationState

STATE_DRAFTS: dict[str, str] = {
    RegistrationState.IN_FORCE: "Kachkanmi",
    RegistrationState.SUSPENDED: "Sayachisqa",
    RegistrationState.EXCLUDED: "Hurqusqa",
    RegistrationState.REVOKED: "Qichusqa",
    RegistrationState.FORMALISED: "Allinchasqa",
    RegistrationState.UNKNOWN: "Mana yachasqachu",
}
