"""Ghana: the few rules of small-scale mining that could be sourced; everything else is review."""
