// Which states had neither ratified nor denounced convention 105 on 2017-10-10?
MATCH (:Convention {conventionNumber: 105})<-[given:OF_CONVENTION]-(ratification:Ratification),
      (ratification)-[:BY_STATE]->(state:State)
WHERE ratification.asAt = "2017-10-10"
  AND ratification.status = "NONE_STATED"
  AND given.certainty IN ["STATED", "EDITORIAL"]
RETURN state.title AS ratifications_state_name,
       ratification.status AS ratifications_status,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS ratifications_evidence_locator
ORDER BY ratifications_state_name
