// Which conventions may Thailand have ratified between 2013-11-01 and 2017-10-10?
// What is undecided stands in properties that end in _undecided: one of two candidates is true.
MATCH (state:State {title: "Thailand"})
MATCH (convention:Convention)
WHERE EXISTS {
    MATCH (convention)<-[:OF_CONVENTION]-(before:Ratification)-[:BY_STATE]->(state)
    WHERE coalesce(before.asAt, before.asAt_inferred, before.asAt_undecided) = "2013-11-01"
      AND coalesce(before.status, before.status_inferred, before.status_undecided) = "NONE_STATED"
  }
  AND EXISTS {
    MATCH (convention)<-[:OF_CONVENTION]-(after:Ratification)-[:BY_STATE]->(state)
    WHERE after.asAt = "2017-10-10" AND after.status = "RATIFIED"
  }
MATCH (convention)<-[observing:OF_CONVENTION]-(ratification:Ratification)-[:BY_STATE]->(state)
RETURN convention.conventionNumber AS conventionNumber,
       coalesce(
         ratification.asAt, ratification.asAt_inferred, ratification.asAt_undecided
       ) AS ratifications_asAt,
       coalesce(
         ratification.status, ratification.status_inferred, ratification.status_undecided
       ) AS ratifications_status,
       observing.certainty AS ratifications_evidence_certainty
ORDER BY conventionNumber, ratifications_asAt, ratifications_status
