"""Kinds of arguments that several commands take, each refused with a sentence before anything is done."""

import math
from argparse import ArgumentTypeError
from pathlib import Path


def square_metres(text: str) -> float:
    """Return an area in square metres, zero or more. Raises: ArgumentTypeError for anything else."""
    number = _number(text)
    if number is None:
        message = f"{text} is no area in square metres: give a number, zero or more."
        raise ArgumentTypeError(message)
    return number


def metres(text: str) -> float:
    """Return a length in metres, zero or more. Raises: ArgumentTypeError for anything else."""
    number = _number(text)
    if number is None:
        message = f"{text} is no length in metres: give a number, zero or more."
        raise ArgumentTypeError(message)
    return number


def file_to_write(text: str) -> Path:
    """Return where a file may be written. Raises: ArgumentTypeError where it is a folder, or its folder is missing."""
    path = Path(text)
    if path.is_dir():
        message = f"{text} is a folder; name a file in it."
        raise ArgumentTypeError(message)
    if not path.resolve().parent.is_dir():
        message = f"The folder of {text} does not exist; make it first."
        raise ArgumentTypeError(message)
    return path


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
