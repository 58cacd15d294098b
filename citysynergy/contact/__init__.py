"""Readers write to who answers for a case: by a form, without seeing an address."""
