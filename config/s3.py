"""Files in folders, or on S3 and what speaks its protocol (the extra ``s3``)."""

from pathlib import Path
from typing import Any

from environs import Env

# What is read is downloaded: beyond this, to a temporary file.
MAX_BYTES_IN_MEMORY = 8 * 1024 * 1024


def read_s3_access(env: Env) -> dict[str, str]:
    """Return where buckets are and their key, without what is not set."""
    access = {
        "endpoint_url": env.str("S3_ENDPOINT", ""),
        "region_name": env.str("S3_REGION", ""),
        "access_key": env.str("S3_ACCESS_KEY", ""),
        "secret_key": env.str("S3_SECRET_KEY", ""),
    }
    return {name: value for name, value in access.items() if value}


def build_s3_storage(bucket: str, access: dict[str, str]) -> dict[str, Any]:
    """Return the entry of ``STORAGES`` for a bucket; nothing without one.

    Nobody reads the bucket but through the site.
    """
    if not bucket:
        return {}
    options = {
        "bucket_name": bucket,
        "default_acl": None,
        "file_overwrite": False,
        "max_memory_size": MAX_BYTES_IN_MEMORY,
    }
    return {"BACKEND": "config.s3_storage.BucketStorage", "OPTIONS": options | access}


def build_folder_storage(folder: Path) -> dict[str, Any]:
    """Return the entry of ``STORAGES`` for a folder of private files."""
    return {
        "BACKEND": "config.storage.PrivateFolderStorage",
        "OPTIONS": {"location": folder},
    }
