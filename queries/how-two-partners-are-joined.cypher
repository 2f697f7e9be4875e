// Over which provisions and whom are KOSHA and GIZ joined, by the fewest steps?
MATCH (:Designation {form: "KOSHA"})-[:DESIGNATES]->(one:Agent)
MATCH (:Designation {form: "GIZ"})-[:DESIGNATES]->(other:Agent)
MATCH path = allShortestPaths((one)-[:NAMES_AGENT*..4]-(other))
WHERE all(step IN relationships(path) WHERE step.certainty IN ["STATED", "EDITORIAL"])
UNWIND range(1, length(path)) AS number
WITH path, number, relationships(path)[number - 1] AS step
RETURN nodes(path)[number].title AS steps_node_name,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN step.evidence
         RETURN DISTINCT passage.locator
       } AS steps_evidence_locator
ORDER BY path, number
