"""Files on S3 or what speaks its protocol (the extra ``s3``)."""

from typing import Any

# What is read is downloaded: beyond this, to a temporary file.
MAX_BYTES_IN_MEMORY = 8 * 1024 * 1024


def build_s3_storage(bucket: str, access: dict[str, str]) -> dict[str, Any]:
    """Return the entry of ``STORAGES`` for a bucket, which only the site reads."""
    options = {
        "bucket_name": bucket,
        "default_acl": None,
        "file_overwrite": False,
        "max_memory_size": MAX_BYTES_IN_MEMORY,
    }
    given = {name: value for name, value in access.items() if value}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | given}
