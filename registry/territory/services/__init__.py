"""Acts on footprints, layers and the ledger."""
