"""Every write of documents: making, uploading, replacing, opening and closing."""

from alameda.documents.actions.keeping import NotKeptError
from alameda.documents.actions.making import make_document, remake_document
from alameda.documents.actions.opening import set_visibility
from alameda.documents.actions.uploading import replace_document, upload_document

__all__ = [
    "NotKeptError",
    "make_document",
    "remake_document",
    "replace_document",
    "set_visibility",
    "upload_document",
]
