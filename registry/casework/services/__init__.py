"""Acts on files: every function is one transaction with one event, and takes who acts and when."""
