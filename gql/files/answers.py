"""Files that operations are answered with: tables, what describes them, and citations."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, replace

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gql.execution import Asked
from gql.files.citation import AUTHOR, Citation, CitedPassages, read_title, to_bibtex, to_csl, today
from gql.files.columns import describe_columns, describe_csv
from gql.files.download import Download
from gql.files.evidence import iter_pieces
from gql.files.rows import AnswerRow, iter_rows
from gql.files.table import Table, read_table
from gql.files.writing import CsvWriter, JsonWriter, TableWriter
from gql.formats import BIBTEX, CSL, CSV, CSVW, Format
from gql.requests import Operation, read_parameter
from graph.errors import QueryError
from graph.fair_threads import in_thread
from graph.plan import Json
from graph.rdf.dataset_description import LICENCE, release_iri
from graph.terms import Ontology

LONGEST_LINK = 4_000
"""Longest link in a header, in characters: some clients and proxies take no longer heads."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that an operation is answered with."""

    request: Request
    operation: Operation
    wanted: Format
    asked: Asked
    download: Download

    @property
    def headers(self) -> dict[str, str]:
        """Headers that tell the name to keep it under, its licence, and what describes it."""
        name = f"{self._operation_name or 'answer'}-{self.release}.{self.wanted.ending}"
        links = [f'<{LICENCE}>; rel="license"']
        sidecar = self._link(format=CSVW.name, rows=self._rows)
        if self.wanted is CSV and len(sidecar) <= LONGEST_LINK:
            links.append(f'<{sidecar}>; rel="describedby"; type="{CSVW.media_type}"')
        return {"Content-Disposition": f'attachment; filename="{name}"', "Link": ", ".join(links)}

    @property
    def release(self) -> str:
        """Id of the release that it is from."""
        return self.download.service.store.release.id

    def iter_parts(self) -> AsyncGenerator[bytes]:
        """Yield the file in parts; the first raises QueryError where the operation makes no table."""
        if self.wanted in (BIBTEX, CSL):
            return self._iter_citation()
        return self._iter_sidecar() if self.wanted is CSVW else self._iter_table()

    async def _read_table(self) -> Table:
        """Read which table the operation makes. Raises QueryError where it makes none."""
        end = self.download.deadline
        return await in_thread(read_table, self.asked.selection, self._rows, deadline=end)

    async def _iter_table(self) -> AsyncGenerator[bytes]:
        table = await self._read_table()
        writer = self._writer(table)
        begun = writer.head()
        async for data in self.download.iter_data(self.asked.planned, table.way):
            yield begun + await in_thread(writer.rows, iter_rows(table, data))
            begun = b""
        yield begun + writer.tail()

    async def _iter_sidecar(self) -> AsyncGenerator[bytes]:
        table, count = await self._read_table(), 0
        async for data in self.download.iter_data(self.asked.planned, table.way):
            count += await in_thread(_count, iter_rows(table, data))
        about: dict[str, Json] = {
            "dc:creator": AUTHOR,
            "dc:source": {"@id": self._link()},
            "dc:isPartOf": {"@id": release_iri(self.release)},
            "dc:extent": f"{count} row{'' if count == 1 else 's'}",
            "rdfs:comment": await self._tell_incomplete(),
        }
        address = self._link(format=CSV.name, rows=self._rows)
        yield describe_csv(table, self._ontology, self._title, address, about)

    async def _tell_incomplete(self) -> str:
        """Tell in words where the answer is not all."""
        operation = replace(self.operation, incomplete=True)
        found = (await self.download.answer(operation)).get("incomplete")
        if found is None:
            return "Whether weaker levels of certainty show anything else was not looked at."
        if not found:
            return "Weaker levels of certainty show nothing else."
        told = (f"{level}: {', '.join(fields)}" for level, fields in found.items())
        return f"Not all. Weaker levels of certainty differ in these fields. {'; '.join(told)}."

    def _writer(self, table: Table) -> TableWriter:
        return CsvWriter(table) if self.wanted is CSV else JsonWriter(table, self._about(table))

    def _about(self, table: Table) -> Mapping[str, Json]:
        return {
            "release": self.release,
            "license": LICENCE,
            "query": self.operation.query,
            "variables": self.operation.variables or {},
            "operationName": self._operation_name,
            "link": self._link(),
            "columns": describe_columns(table, self._ontology),
        }

    def _link(self, **more: str | None) -> str:
        """Address at which the operation is answered by GET, with more parameters that are given."""
        operation = self.operation
        given = {
            "query": operation.query,
            "variables": orjson.dumps(operation.variables).decode()
            if operation.variables
            else None,
            "operationName": operation.name,
            **more,
            "release": self.release,
        }
        known = QueryParams({name: value for name, value in given.items() if value})
        return f"{self.request.url.replace(query='', fragment='')}?{known}"

    @property
    def _ontology(self) -> Ontology:
        return self.download.service.ontology

    @property
    def _rows(self) -> str | None:
        return read_parameter(self.request, "rows") or None

    @property
    def _operation_name(self) -> str | None:
        name = self.asked.selection.operation.name
        return name.value if name else None

    @property
    def _title(self) -> str:
        roots = (details[0].node.name.value for details in self.asked.selection.roots().values())
        name = self._operation_name or " and ".join(dict.fromkeys(roots))
        return read_title(self.operation.query, name)

    async def _iter_citation(self) -> AsyncGenerator[bytes]:
        evidence = CitedPassages()
        async for data in self.download.iter_data(self.asked.planned, await self._way()):
            await in_thread(evidence.add, iter_pieces(data))
        write = to_bibtex if self.wanted is BIBTEX else to_csl
        yield write(self._citation(evidence))

    async def _way(self) -> tuple[str, ...] | None:
        """Way to the rows, of what makes a table; all else is read at once."""
        try:
            return (await self._read_table()).way
        except QueryError:
            return None

    def _citation(self, evidence: CitedPassages) -> Citation:
        operation = self.operation
        return Citation(
            title=self._title,
            query=operation.query,
            link=self._link(),
            release=self.release,
            seen=today(),
            evidence=evidence.listed(),
        )


def _count(rows: Iterable[AnswerRow]) -> int:
    return sum(1 for _ in rows)
