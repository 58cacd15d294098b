"""Opportunities and challenges abroad and at home."""
