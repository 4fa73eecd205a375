"""How static files are named and compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with digests, inside JavaScript modules that import each other as well."""

    support_js_module_import_aggregation = True
