"""Questions about registrations, reviews, totals and versions of the law. One module a subject; import from it."""
