"""The law as data and small pure functions. Standard library only: nothing in here may load a framework."""
