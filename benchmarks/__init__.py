"""Benchmarks; ``make bench`` runs them and keeps their last results."""
