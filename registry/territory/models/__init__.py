"""Footprints, land layers and their areas, runs, checks, findings, verdicts, parties and their answers."""

from registry.territory.models.footprints import Footprint
from registry.territory.models.layers import AreaPiece, LandArea, LandLayer, LayerKind
from registry.territory.models.ledger import Check, Finding, OverlapRun, Verdict
from registry.territory.models.parties import (
    AreaParty,
    PartyAnswer,
    PartyNotice,
    PartyNoticeItem,
    RegionNews,
    RegionNewsItem,
)
from registry.territory.models.runs import NeighbourCheck, NoiseTolerance, RunPart

__all__ = [
    "AreaParty", "AreaPiece", "Check", "Finding", "Footprint", "LandArea", "LandLayer", "LayerKind", "NeighbourCheck",
    "NoiseTolerance", "OverlapRun", "PartyAnswer", "PartyNotice", "PartyNoticeItem", "RegionNews", "RegionNewsItem",
    "RunPart", "Verdict",
]  # fmt: skip
