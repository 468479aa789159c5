"""One package a country. No country's rules lean on another's."""
