"""Synthetic cases, as many as asked: for benchmarks and for trying out a large site. They mean nothing."""

from citysynergy.demo.synthetic.writing import generate, remaining

__all__ = ["generate", "remaining"]
