// What is clipped in the booklet of the Work Programme 2016-2020?
MATCH (gap:Gap {reason: "CLIPPED"})-[telling:CONCERNS]->(thing:Thing)
MATCH (booklet:Document {key: "alm-work-programme-2016-2020"})
WHERE EXISTS {
  MATCH (source:Entity)-[:RESTS_ON*0..]->(:Passage)-[:IN_DOCUMENT]->(booklet)
  WHERE source.iri IN telling.evidence
}
RETURN thing.name AS concerns_caption,
       gap.property AS property,
       gap.reason AS reason,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN telling.evidence
         RETURN DISTINCT passage.locator
       } AS evidence_locator
ORDER BY thing.title, property
