"""From a file on disk to rows that are ready to be stored, batch by batch, and the record of how far that got.

Nothing is imported here on purpose: worker processes load single modules before Django is set up.
"""
