"""The release as a whole: what it is, and files to take away."""

import logging
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from graph.errors import StoreUnavailable
from graph.opening import Served
from graph.rdf.dataset_description import PREFIXES, describe_release, release_iri
from graph.rdf.dumps import SUMS, Dump, write_dumps
from graph.rdf.export import read_prefixes
from graph.temporary import open_temporary_folder
from graph.terms import BASE
from web.pages.rendering import PageRenderer
from web.rdf_formats import FORMATS, HTML, RdfSyntax, Writer, negotiate, split_suffix
from web.rdf_responses import document, is_known, not_acceptable, see_other, tagged

_LOG = logging.getLogger(__name__)
EXAMPLE_CLASSES = ("Body", "Clause", "Instrument", "State")


class Files:
    """The files of a release, written when they are first asked for and gone with the server."""

    def __init__(self, served: Served, tables: Path) -> None:
        self._served, self._tables = served, tables
        self._folder: TemporaryDirectory[str] | None = None
        self._lock = Lock()

    def close(self) -> None:
        """Delete what was written."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def open(self) -> dict[str, Dump]:
        """Files by name. Raises StoreUnavailable where there is no room for them."""
        with self._lock:
            return self._dumps

    @cached_property
    def _dumps(self) -> dict[str, Dump]:
        served = self._served
        try:
            self._folder = open_temporary_folder()
            folder = Path(self._folder.name)
            dumps = write_dumps(served.release, served.ontology, self._tables, folder)
        except OSError as error:
            self.close()
            _LOG.error("The files of the release cannot be written: %s", error)
            raise StoreUnavailable("the files cannot be written now: no room for them") from error
        return {dump.name: dump for dump in dumps}

    def sums(self) -> bytes:
        """Checksums of the files."""
        dump = next(iter(self.open().values()))
        return dump.path.with_name(SUMS).read_bytes()

    def description(self) -> list[Triple]:
        """The release and its files, as VoID and DCAT."""
        catalogue = self._served.catalogue
        examples = [iri for name in EXAMPLE_CLASSES for _, iri in catalogue.examples(name, 1)]
        dumps = self.open().values()
        return describe_release(self._served.release, self._served.ontology, dumps, examples)


class Data:
    """Answers for the release and its files."""

    def __init__(self, served: Served, files: Files, writer: Writer, pages: PageRenderer) -> None:
        self._files, self._pages = files, pages
        self._path = release_iri(served.release.id).removeprefix(BASE)
        prefixes = {**read_prefixes(served.ontology), **PREFIXES}
        context = {**PREFIXES, **writer.context}
        self._writer = Writer(writer.alignment, prefixes, context)

    def release(self, request: Request, missing: Callable[[str], Response]) -> Response:
        """Respond with the way to the description of the release, or with the description."""
        path, wanted = split_suffix(request.url.path.lstrip("/"))
        if path != self._path:
            return missing(path)
        if wanted is None:
            return see_other(request, path)
        return document(request, path, wanted, self._describe(wanted))

    def catalogue(self, request: Request) -> Response:
        """Respond with the description of the release, at an address where it is looked for."""
        wanted = negotiate(request.headers.get("accept"))
        if wanted is None:
            return not_acceptable(self._path)
        return document(request, self._path, wanted, self._describe(wanted))

    def page(self, request: Request) -> Response:
        """Respond with the page of the files."""
        return tagged(request, self._describe(FORMATS[HTML]), FORMATS[HTML].content_type)

    def file(self, request: Request, missing: Callable[[str], Response]) -> Response:
        """Respond with a file."""
        name = request.path_params["name"]
        if name == SUMS:
            return tagged(request, self._files.sums(), "text/plain; charset=utf-8")
        dump = self._files.open().get(name)
        if dump is None:
            return missing(f"data/{name}")
        tag = f'"{dump.digest}"'
        sent = tag if dump.is_gzip else f"W/{tag}"  # else it may be sent compressed
        headers = {"ETag": sent, "Cache-Control": "no-cache"}
        if is_known(request, tag):
            return Response(None, HTTPStatus.NOT_MODIFIED, headers)
        media_type = "application/gzip" if dump.is_gzip else dump.media_type
        return FileResponse(dump.path, headers=headers, media_type=media_type)

    def _describe(self, wanted: RdfSyntax) -> bytes:
        if wanted.suffix == HTML:
            dumps = list(self._files.open().values())
            return self._pages.page("data.html", {"path": self._path, "dumps": dumps})
        return self._writer.write_statements(self._files.description(), wanted)
