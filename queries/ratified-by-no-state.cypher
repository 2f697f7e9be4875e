// Which conventions of the annexes had no member state ratified on 2017-10-10?
// What is concluded or undecided stands in properties that end in _inferred or _undecided: a
// ratification that is only possible counts against the convention, too.
MATCH (convention:Convention)<-[observing:OF_CONVENTION]-(ratification:Ratification)
WHERE coalesce(ratification.asAt, ratification.asAt_inferred, ratification.asAt_undecided) = "2017-10-10"
  AND NOT EXISTS {
    MATCH (convention)<-[:OF_CONVENTION]-(done:Ratification)
    WHERE coalesce(done.asAt, done.asAt_inferred, done.asAt_undecided) = "2017-10-10"
      AND coalesce(done.status, done.status_inferred, done.status_undecided) = "RATIFIED"
  }
MATCH (ratification)-[:BY_STATE]->(state:State)
RETURN convention.conventionNumber AS conventionNumber,
       convention.officialTitle AS title,
       convention.category AS category,
       state.title AS ratifications_state_name,
       coalesce(
         ratification.status, ratification.status_inferred, ratification.status_undecided
       ) AS ratifications_status,
       COLLECT {
         MATCH (source:Entity)-[:RESTS_ON*0..]->(passage:Passage)
         WHERE source.iri IN observing.evidence
         RETURN DISTINCT passage.locator
       } AS ratifications_evidence_locator
ORDER BY conventionNumber, ratifications_state_name
