"""Partnerships between cities."""
