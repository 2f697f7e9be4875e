// Which abbreviations does the Work Programme 2010-2015 use and not expand beside them?
MATCH (gap:Gap {reason: "NOT_STATED"})-[telling:CONCERNS]->(designation:Designation)
MATCH (text:Document {key: "alm-work-programme-2010-2015"})
WHERE gap.property ENDS WITH "expansions"
  AND telling.certainty IN ["STATED", "EDITORIAL"] AND EXISTS {
  MATCH (source:Entity)-[:RESTS_ON*0..]->(:Passage)-[:IN_DOCUMENT]->(text)
  WHERE source.iri IN telling.evidence
}
RETURN designation.title AS concerns_name,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN telling.evidence
         RETURN DISTINCT passage.locator
       } AS evidence_locator
ORDER BY concerns_name
