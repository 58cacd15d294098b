"""Expertise profiles."""
