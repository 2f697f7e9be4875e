// Which states had ratified neither convention 87 nor convention 98 on 2017-10-10?
MATCH (state:State)
WHERE all(number IN [87, 98] WHERE EXISTS {
  MATCH (state)<-[observing:BY_STATE]-(none:Ratification)
  MATCH (none)-[:OF_CONVENTION]->(:Convention {conventionNumber: number})
  WHERE none.asAt = "2017-10-10"
    AND none.status = "NONE_STATED"
    AND observing.certainty IN ["STATED", "EDITORIAL"]
})
MATCH (state)<-[observing:BY_STATE]-(ratification:Ratification)
MATCH (ratification)-[:OF_CONVENTION]->(convention:Convention)
WHERE ratification.asAt = "2017-10-10" AND convention.conventionNumber IN [87, 98]
RETURN state.title AS name,
       convention.conventionNumber AS ratificationRecords_convention_conventionNumber,
       ratification.status AS ratificationRecords_status,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN observing.evidence
         RETURN DISTINCT passage.locator
       } AS ratificationRecords_evidence_locator
ORDER BY name, ratificationRecords_convention_conventionNumber
