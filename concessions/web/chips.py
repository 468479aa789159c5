"""The state of a right as a chip. Unknown is unknown: never in force."""

from concessions.choices import RightState
from concessions.models import MiningRight
from registry.common.display import Chip

TONES = {
    RightState.TITLED: "good",
    RightState.IN_PROCESS: "calm",
    RightState.EXTINGUISHED: "bad",
    RightState.WITHDRAWAL_NOTICE: "warn",
    RightState.UNKNOWN: "unknown",
}


def state_chip(right: MiningRight) -> Chip:
    """Return the chip of the right's state."""
    return Chip(right.get_state_display(), TONES[RightState(right.state)])
