"""CitySynergy's settings: one dictionary, ``CITYSYNERGY``, read lazily, with these defaults."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

DEFAULTS: dict[str, Any] = {
    # Languages of content, in the order of the editor's tabs: (code, name in the language itself).
    "LANGUAGES": [("nl", "Nederlands"), ("en", "English")],
    # Languages in which title and summary are needed before a case may be submitted.
    "REQUIRED_LANGUAGES": ["nl", "en"],
    # "embedded" (tantivy, a folder on disk), "elasticsearch", or the dotted path of an engine class.
    "SEARCH_ENGINE": "embedded",
    # Folder of the embedded index; None means "citysynergy-index" beside MEDIA_ROOT.
    "INDEX_DIR": None,
    # Address of Elasticsearch, or several of one cluster separated by commas: https://user:password@host:9200
    "ELASTICSEARCH_URL": "",
    # Key to sign in with instead of a user's name and password.
    "ELASTICSEARCH_API_KEY": "",
    # File with the certificates of the authority that signed the cluster's; empty trusts the machine's own.
    "ELASTICSEARCH_CA_CERTS": "",
    # What the names of our indexes on the cluster begin with: lower case, and one for each site on it.
    "ELASTICSEARCH_INDEX": "citysynergy",
    # Into how many parts the index is divided, and how many copies of each are kept beside it.
    "ELASTICSEARCH_SHARDS": 1,
    "ELASTICSEARCH_REPLICAS": 1,
    # Seconds after which a search gives up, and the page lists from the database.
    "ELASTICSEARCH_SECONDS": 5.0,
    # Register CitySynergy's page permission policy with Wagtail. It is global to the host.
    "PAGE_PERMISSION_POLICY": True,
    # Tile layer of the maps (Leaflet template and attribution); None keeps the base map of our own files.
    "TILE_LAYER": None,
    # Days without a confirmation after which a case is shown as not recently confirmed.
    "CONFIRMED_FOR_DAYS": 365,
    # Days that a page waits for a decision, or for changes that were asked, before a mail reminds people of it.
    "MODERATION_REMIND_AFTER_DAYS": 5,
    # Seconds that a publisher waits for the index before the row is left to the worker.
    "INDEX_INLINE_SECONDS": 0.3,
    # Requests a second that one address may send to the API on average; None sets no limit.
    "API_REQUESTS_PER_SECOND": 50,
    # How many proxies of one's own stand before the site, each adding to X-Forwarded-For.
    "TRUSTED_PROXIES": 0,
    # Gets what readers write about cases whose organisation can't be reached; empty where nobody does.
    "DESK_EMAIL": "",
    # Messages that one network address may send in an hour, and that may come about one case; None sets no limit.
    "MESSAGES_PER_HOUR": 10,
    "MESSAGES_PER_HOUR_ABOUT_ONE_CASE": 30,
    # Whether /<language>/components/ shows every component of the public pages with made-up data.
    "COMPONENT_GALLERY": False,
}


def get_setting(name: str) -> Any:
    """Return the value of ``CITYSYNERGY[name]``, or its default. Raises ``KeyError`` for a name that does not exist."""
    default = DEFAULTS[name]
    return getattr(settings, "CITYSYNERGY", {}).get(name, default)


def check_limit(name: str, id: str, such_as: int) -> list[CheckMessage]:
    """A check that the setting is a whole number of at least 1, or None for no limit."""
    limit = get_setting(name)
    if limit is None or (isinstance(limit, int) and limit >= 1):
        return []
    hint = f"Use a whole number such as {such_as}, or None for no limit."
    return [Error(f"CITYSYNERGY[{name!r}] is {limit!r}.", hint=hint, id=id)]
