// Which fundamental conventions had Thailand not ratified on 2017-10-10?
MATCH (convention:Convention {category: "FUNDAMENTAL"})<-[given:OF_CONVENTION]-(ratification:Ratification),
      (ratification)-[:BY_STATE]->(:State {title: "Thailand"})
WHERE ratification.asAt = "2017-10-10"
  AND ratification.status <> "RATIFIED"
  AND given.certainty IN ["STATED", "EDITORIAL"]
RETURN convention.conventionNumber AS conventionNumber,
       ratification.status AS ratifications_status,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN given.evidence
         RETURN DISTINCT passage.locator
       } AS ratifications_evidence_locator
ORDER BY conventionNumber
