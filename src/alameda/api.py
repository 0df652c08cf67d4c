"""The one API object: every module's endpoints, one form of error, one description."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from alameda import __version__
from alameda.council.api import router as council
from alameda.documents.api import router as documents
from alameda.foundation.access import read_by_machines
from alameda.foundation.addresses import check_params, is_plain_throughout
from alameda.foundation.answers import PROBLEM_TYPE, problem_answer, problem_of
from alameda.foundation.errors import AlamedaError
from alameda.investments.api import router as investments
from alameda.thread.api import router as thread

JSON = "application/json"
DESCRIPTION = """
Everything public in Alameda, for machines. Reading needs no key.

- Lists are pages: `limit` (1 to 200) and `cursor`; the next page is at `next`.
- A parameter that an operation does not have is refused (422), naming those that it has.
- Every answer has an `ETag`: send it back in `If-None-Match` and get 304 while nothing changed.
- Errors are problem documents (RFC 9457) with a stable `code`, in the language of
  `Accept-Language` (Spanish or English).
- Money is whole Chilean pesos (`_clp`), days are ISO 8601.
"""


class ProblemField(Schema):
    """One input that is wrong."""

    field: str
    detail: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    errors: list[ProblemField] | None = None


class TextParser(Parser):
    """Reads JSON whose texts the database can hold: no NUL, no half of a pair of UTF-16."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body of a request.

        Raises:
            ValueError: it is no JSON, or holds what is no text.
        """
        body = super().parse_body(request)
        if not is_plain_throughout(body):
            raise ValueError(_("The body holds signs that are no text."))
        return body


class WrongContentTypeError(AlamedaError):
    """The body is of a kind that the operation does not read."""

    code = "wrong-content-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def _has_json(request: HttpRequest) -> bool:
    """Whether the body says that it is JSON; a request without one says nothing."""
    is_empty = request.headers.get("Content-Length", "0") in {"", "0"}
    return request.content_type == JSON or (is_empty and not request.content_type)


Run = Callable[..., HttpResponse]


def _looked_at(run: Run) -> Run:
    """An operation that refuses parameters it does not have, and bodies that are not JSON.

    Before anything else: asking who is there would read the body as a form.
    """
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # ninja hands its bound method
    sources = {model.__ninja_param_source__: model for model in operation.models}
    query = sources.get("query")
    known = set(query.__ninja_flatten_map__) if query else set()

    @wraps(run)
    def looking(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            check_params(request.GET, known)
            if "body" in sources and not _has_json(request):
                raise WrongContentTypeError(_("Send the body as %(json)s.") % {"json": JSON})
        except AlamedaError as error:
            return problem_of(error, instance=request.path)
        return run(request, **values)

    return looking


class AlamedaAPI(NinjaAPI):
    """An API whose every operation describes its problem documents."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """The description, with the one form of error on each operation."""
        schema = super().get_openapi_schema(**kwargs)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schemas["Problem"].pop("$defs", {}))
        answer = {
            "description": "A problem document",
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].setdefault("default", answer)
        return schema


api = AlamedaAPI(
    title="Alameda",
    version=__version__,
    description=DESCRIPTION,
    openapi_url="/openapi.json",
    docs_url=None,
    docs_decorator=read_by_machines,
    parser=TextParser(),
    urls_namespace="api-v1",
    servers=[{"url": settings.BASE_URL}],
)
api.add_decorator(_looked_at, mode="view")
api.add_router("", investments)
api.add_router("", documents)
api.add_router("", council)
api.add_router("", thread)


@api.exception_handler(AlamedaError)
def _domain_problem(request: HttpRequest, error: AlamedaError) -> HttpResponse:
    return problem_of(error, instance=request.path)


@api.exception_handler(ValidationError)
def _input_problem(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in item["loc"][1:]), "detail": str(item["msg"])}
        for item in error.errors
    ]
    return problem_answer(
        code="bad-input",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail=_("Something that was sent cannot be understood; “errors” says what."),
        instance=request.path,
        errors=errors,
    )


@api.exception_handler(HttpError)
def _http_problem(request: HttpRequest, error: HttpError) -> HttpResponse:
    codes = {400: "bad-input", 401: "not-signed-in", 403: "not-allowed", 404: "not-found"}
    is_body = error.status_code == HTTPStatus.BAD_REQUEST  # ninja's one reason for it
    return problem_answer(
        code=codes.get(error.status_code, "error"),
        status=error.status_code,
        detail=_("The body is no JSON that can be understood.") if is_body else str(error.message),
        instance=request.path,
    )


@api.exception_handler(Http404)
def _missing_problem(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_answer(
        code="not-found",
        status=HTTPStatus.NOT_FOUND,
        detail=_("There is nothing at this address."),
        instance=request.path,
    )
