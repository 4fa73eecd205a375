"""Files made to do harm, each with what is to be said of it: ``FILES``."""

from hostile.archives import ARCHIVES
from hostile.open_documents import OPEN_DOCUMENTS
from hostile.shape import Hostile
from hostile.texts import TEXTS
from hostile.workbooks import WORKBOOKS

FILES: list[Hostile] = [*ARCHIVES, *WORKBOOKS, *OPEN_DOCUMENTS, *TEXTS]
