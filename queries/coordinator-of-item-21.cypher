// Who coordinates item 21 of the SLOM-WG Work Plan 2016-2020, and if nobody knows, why?
MATCH (:Instrument {key: "slom-wg-work-plan-2016-2020"})<-[:STANDS_IN]-(item:PlanItem)
WHERE coalesce(item.number, item.number_inferred) = "21"
RETURN coalesce(item.number, item.number_inferred) AS number,
       COUNT {
         MATCH (item)<-[:IN_PROVISION]-(assignment:Assignment)
         WHERE coalesce(assignment.role, assignment.role_inferred) = "COORDINATOR"
       } AS assignments_totalCount,
       COLLECT {
         MATCH (gap:Gap {property: "assignments"})-[:CONCERNS]->(item)
         RETURN gap.reason
       } AS gaps_reason,
       COLLECT {
         MATCH (gap:Gap {property: "assignments"})-[given:CONCERNS]->(item)
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS gaps_evidence_locator
