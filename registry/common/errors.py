"""Errors that are told to people: what happened, why, and what to do next."""


class DomainError(Exception):
    """Something the register refuses, in words for the person who asked.

    Args:
        message: a whole translated sentence: what, why, what to do.
        field: the name of the field it belongs to, or "" for the whole form.
        code: a stable code for the API.
    """

    def __init__(self, message: str, *, field: str = "", code: str = "refused") -> None:
        """Keep the sentence, the field and the code."""
        super().__init__(message)
        self.message = str(message)
        self.field = field
        self.code = code


class NotAllowedError(DomainError):
    """The person may not do this; the message says who may."""

    def __init__(self, message: str, *, field: str = "", code: str = "not_allowed") -> None:
        """As DomainError, with its own code."""
        super().__init__(message, field=field, code=code)
