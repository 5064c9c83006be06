"""Turns what people type into values that can be compared, and into facts that rules can use."""
