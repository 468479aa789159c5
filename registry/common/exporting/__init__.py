"""Leaving with everything: the whole register in documented open formats."""

from registry.common.exporting.everything import Export, export_everything

__all__ = ["Export", "export_everything"]
