// Which meetings of 2017 have a day and a place, and which are they?
// Evidence of a date is in a node of its own, a claim.
MATCH (event:Event)
WHERE event.when_earliest >= "2017-01-01"
  AND event.when_latest <= "2017-12-31"
  AND event.place IS NOT NULL
OPTIONAL MATCH (event)-[:IN_COUNTRY]->(country:State)
MATCH (claim:Claim {subject: event.iri, property: "when"})
WHERE claim.value = event.when
RETURN event.when AS when,
       event.title AS name,
       event.place AS place,
       country.title AS country_name,
       event.phase AS phase,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN claim.evidence
         RETURN DISTINCT passage.locator
       } AS evidence_locator
ORDER BY when, name
