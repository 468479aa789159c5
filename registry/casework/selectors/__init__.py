"""Questions to the casework."""
