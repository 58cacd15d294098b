"""Engines that answer a :class:`~citysynergy.discovery.query.CaseQuery`."""
