"""Invented files for the demo: a case in every state, some overdue, one cured late, one opinion refused."""

from registry.casework.services.demo.seeding import casework_demo_seed

__all__ = ["casework_demo_seed"]
