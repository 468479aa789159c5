"""Reading people's files into the register: cleaning, judging the reference system, staging, reporting."""
