"""Peru: the law of small-scale and artisanal mining and of the registry REINFO."""
