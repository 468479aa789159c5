"""What judging needs in every country: facts, findings, dated parameters, the summing-up. No country in here."""
