"""Shapes and numbers: reference systems, files, repair and measuring; no models, no law."""
