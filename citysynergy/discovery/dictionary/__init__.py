"""The dictionary of search words: what else says the same as what was typed. Both engines use it, at the question.

``lookup`` and what it imports know no database; ``present`` adds themes, places, organisations and the data steward's
synonyms. ``compounds`` takes Dutch compounds apart when a document is made.
"""
