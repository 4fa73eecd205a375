"""Storage of static files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also in the imports between JavaScript modules."""

    support_js_module_import_aggregation = True
