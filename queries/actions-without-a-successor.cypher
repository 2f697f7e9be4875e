// For which actions of the Work Programme 2010-2015 was no continuation found?
MATCH (:Gap {reason: "NONE_FOUND"})-[telling:CONCERNS]->(action:Thing)
RETURN action.name AS concerns_caption,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN telling.evidence
         RETURN DISTINCT passage.locator
       } AS evidence_locator
ORDER BY action.title
