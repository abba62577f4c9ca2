"""Reading in child processes with limits, and outputs that are old or new, never half.

Nothing is imported here: the child starts through this package for every few files,
and must not pay for what only the parent needs.
"""
