"""Questions that the published pages and files ask."""
