"""Measures what the assistant does on a set of questions with known passages; never used while answering."""
