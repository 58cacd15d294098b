"""Language analysis: words without accents, in lower case, reduced to their stem.

The embedded engine analyses in the same steps, so that both find the same. Stop words are kept: a phrase such as "zorg
voor water" is then found as it is written, and BM25 weighs them little.
"""

from elasticsearch.dsl import analyzer, token_filter, tokenizer

from citysynergy.discovery.fields import GROUPS, MAX_TOKEN

# A word ends at whatever is no letter and no digit.
WORDS = tokenizer("citysynergy_words", "char_group", tokenize_on_chars=["whitespace", "punctuation", "symbol"])
LENGTH = token_filter("citysynergy_length", "length", max=MAX_TOKEN)
# Elasticsearch's names of the stemmers. "porter2" is the newer one for English.
STEMMERS = {"nl": "dutch", "en": "porter2"}

ANALYZERS = {
    group: analyzer(
        f"citysynergy_{group}",
        tokenizer=WORDS,
        filter=[
            LENGTH,
            "asciifolding",
            "lowercase",
            *(
                [token_filter(f"citysynergy_{group}_stemmer", "stemmer", language=STEMMERS[group])]
                if group in STEMMERS
                else []
            ),
        ],
    )
    for group in GROUPS
}

# Words as they are written, but for capitals.
AS_WRITTEN = analyzer("citysynergy_written", tokenizer=WORDS, filter=[LENGTH, "lowercase"])
