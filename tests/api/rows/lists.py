"""Numbers of the rows that the addresses of the lists name."""


def more(ground):
    """Return them by the name in the matrix."""
    return {
        "contract": ground.contracts[0].pk,
        "area": ground.areas["full"][0].pk,
        "step": ground.steps[0].pk,
        "assessment": ground.determinations[1].pk,
        "change": ground.events[0].pk,
    }
