"""What the commands in `bin/` share: set-up, private servers, processes.

Standard library only: it runs under the machine's own Python 3.11+ before any environment exists.
"""
