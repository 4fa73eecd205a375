"""Media in a bucket, as the rest of the site knows files."""

from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A bucket where a lost file is ``FileNotFoundError``, as in a folder."""

    def get_modified_time(self, name: str) -> datetime:
        try:
            moment: datetime = super().get_modified_time(name)
        except ClientError as error:
            raise translate(error, name) from error
        return moment

    def size(self, name: str) -> int:
        try:
            return int(super().size(name))
        except ClientError as error:
            raise translate(error, name) from error


def translate(error: Any, name: str) -> OSError:
    """Return the error of a folder for one of a bucket."""
    if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
        return FileNotFoundError(name)
    return OSError(f"{name}: {error}")
