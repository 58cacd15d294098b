"""The vocabulary that searches use when nobody hands them another: the database's."""

from citysynergy.discovery.vocabulary import Vocabulary


def database_vocabulary() -> Vocabulary:
    """Values as they are in the database now."""
    from citysynergy.discovery.catalogue import CATALOGUE

    return CATALOGUE
