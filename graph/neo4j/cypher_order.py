"""Orders in Cypher: by attributes, by those at the end of to-one relations, by counts."""

from dataclasses import replace

from graph.neo4j.cypher_terms import Bound, Terms
from graph.neo4j.indexes import IN_ORDER
from graph.plan import Json, Page, Sort


class Orders(Terms):
    """Writes orders."""

    def order(self, page: Page, thing: str) -> str:
        """Write what the things of a page are ordered by; name and IRI come last."""
        keys = [key for sort in page.order for key in self._sort_keys(sort, thing)]
        if page.found:
            places: dict[str, Json] = {iri: place for place, iri in enumerate(page.found)}
            keys.append(f"{self.parameter(places)}[{thing}.iri]")
        return ", ".join([*keys, *(f"{thing}.{key}" for key in IN_ORDER)])

    def in_order(self, page: Page, source: Bound) -> Bound:
        """Bind the things of a class by the index that has them in the order of a page.

        Then a page is read without a look at all of them. No index has them in another order than
        that by name and IRI.
        """
        if page.order or page.found:
            return source
        thing = source.thing
        index = f"USING INDEX {thing}:{page.source}({', '.join(IN_ORDER)})"
        held = " AND ".join(f"{thing}.{key} IS NOT NULL" for key in IN_ORDER)  # all have them
        return replace(source, clauses=f"{source.clauses} {index} WHERE {held} WITH {thing}")

    def _sort_keys(self, sort: Sort, thing: str) -> list[str]:
        """Things without a value come last both ways."""
        direction = "DESC" if sort.descending else "ASC"
        *steps, last = sort.path
        if sort.counted:
            values = [self._counted(steps, last, thing)]
        else:
            kind = self.ontology.properties[last].kind
            parts = {"date": ("_earliest", "_latest", ""), "string": ("_folded",)}.get(kind, ("",))
            values = [self._walked(steps, thing, last, part) for part in parts]
        return [f"{values[0]} IS NULL", *(f"{value} {direction}" for value in values)]

    def _walked(self, steps: list[str], thing: str, last: str, part: str) -> str:
        if not steps:
            return self.value(thing, last, part)
        clauses, end = self._walk(steps, thing)
        return f"head(COLLECT {{ {clauses} RETURN {self.value(end, last, part)} LIMIT 1 }})"

    def _counted(self, steps: list[str], last: str, thing: str) -> str:
        clauses, end = self._walk(steps, thing)
        source = self.source(last, end)
        count = f"COUNT {{ {source.clauses} WHERE {self.counts(source, self.level)} }}"
        return f"head(COLLECT {{ {clauses} RETURN {count} LIMIT 1 }})" if steps else count

    def _walk(self, steps: list[str], thing: str) -> tuple[str, str]:
        clauses = []
        for step in steps:
            source = self.source(step, thing)
            clauses.append(f"{source.clauses} WHERE {self.counts(source, self.level)}")
            thing = source.thing
        return " ".join(clauses), thing
