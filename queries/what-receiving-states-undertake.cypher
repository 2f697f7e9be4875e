// What do the states that receive migrant workers undertake in the Cebu Declaration of 2007?
MATCH (:Group {title: "Receiving states of ASEAN"})<-[naming:BY_AGENT]-(assignment:Assignment)
WHERE naming.certainty IN ["STATED", "EDITORIAL"]
MATCH (assignment)-[:IN_PROVISION]->(clause:Clause)
MATCH (clause)-[:STANDS_IN]->(:Instrument {key: "asean-declaration-migrant-workers"})
WHERE clause.number IS NOT NULL
RETURN clause.number AS mandates_number,
       clause.force AS mandates_force,
       clause.summary AS mandates_summary,
       assignment.role AS mandates_assignments_role,
       assignment.rolePrinted AS mandates_assignments_rolePrinted,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN naming.evidence
         RETURN DISTINCT passage.locator
       } AS mandates_evidence_locator
ORDER BY toInteger(mandates_number)
