"""Initiatives of municipalities."""
