"""Acts on registrations."""
