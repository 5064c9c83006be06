"""Turns what people type into values that can be compared, and into facts that rules can use."""

from leads.hygiene.flags import FLAGS, JUNK_FLAGS
from leads.hygiene.inquiry import CleanInquiry, clean_inquiry
from leads.hygiene.notes import Note
from leads.hygiene.text import DEFAULT_EMPTIES

__all__ = ["DEFAULT_EMPTIES", "FLAGS", "JUNK_FLAGS", "CleanInquiry", "Note", "clean_inquiry"]
